import fc from 'fast-check';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { flightOps, type ProjectDefinition } from '../../sandbox';
import { runTool, WAYS } from '../support/agentRun';
import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { tokens, useSandbox } from '../support/sandbox';

/** What templates of careful and of careless people make of who calls. */
const shown = flightOps();
const project: ProjectDefinition = {
	...shown,
	apis: [
		...shown.apis,
		{
			name: 'safe',
			resolver: {
				kind: 'sql',
				sql: (_args, user) =>
					`SELECT flight_id, origin AS airport FROM flights WHERE origin = '${String(user?.airport)}' AND flight_id <= 2000 ORDER BY flight_id`,
			},
		},
		{
			// Forgets that one of its two parts is everybody's.
			name: 'leaky',
			resolver: {
				kind: 'sql',
				sql: (_args, user) =>
					`SELECT flight_id, origin AS airport FROM flights WHERE flight_id <= 2000 AND (origin = '${String(user?.airport)}' OR destination = '${String(user?.airport)}') ORDER BY flight_id`,
			},
		},
		{
			// Whoever calls sees the numbers of the own attribute, in an order of the database's.
			name: 'numbers',
			resolver: {
				kind: 'sql',
				sql: (_args, user) => `SELECT unnest(${JSON.stringify(user?.numbers)}::INTEGER[]) AS n`,
			},
		},
		{
			name: 'paged',
			openapi: {
				parameters: [
					{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 3 } },
					{ name: 'offset', in: 'query', schema: { type: 'integer' } },
				],
			},
			resolver: {
				kind: 'sql',
				sql: ({ limit = '3', offset = '0' }, user) =>
					`SELECT n FROM range(10) r(n) WHERE n <> ${user?.airport === 'ORD' ? '4' : '7'} ORDER BY n LIMIT ${String(limit)} OFFSET ${String(offset)}`,
			},
		},
	],
};

const sandbox = useSandbox(project);
const credentials = { cloud: () => sandbox.cloud(), local: () => sandbox.local() };

const byAttributes = (attributes: IDataObject, label = '') => ({
	label,
	kind: 'attributes',
	attributesJson: JSON.stringify(attributes),
});
const ORD = byAttributes({ airport: 'ORD' }, 'ORD');
const ATL = byAttributes({ airport: 'ATL' }, 'ATL');
const ADMIN = byAttributes({ admin: true }, 'admin');

const compareParameters = (
	api: string,
	identity: INodeParameters[],
	more: INodeParameters = {},
): INodeParameters =>
	callParameters(api, null, {
		resource: 'access',
		operation: 'compareAccess',
		identitiesFrom: 'fields',
		identities: { identity },
		...more,
	});

const fromItems = (api: string, more: INodeParameters = {}) =>
	compareParameters(api, [], {
		identitiesFrom: 'items',
		identityLabel: '={{ $json.name }}',
		identity: 'attributes',
		attributesMode: 'json',
		attributesJson: '={{ { airport: $json.airport } }}',
		...more,
	});

const check = { checkLeaks: true, leakColumn: 'airport' };

async function run(
	parameters: INodeParameters,
	options: Parameters<typeof rillWorkflow>[1] = {},
	deployment: keyof typeof credentials = 'cloud',
) {
	const execution = await runWorkflow(rillWorkflow(parameters, options), {
		credentials: credentials[deployment](),
	});
	// Whatever happens, no token is part of it.
	expect(JSON.stringify([execution.items('Rill'), execution.error])).not.toMatch(/eyJ|rill_/);
	return execution;
}

const ofKind = (items: INodeExecutionData[], kind: string) =>
	items.map(({ json }) => json).filter((json) => json.kind === kind);

describe.each(['cloud', 'local'] as const)('comparing access (%s)', (deployment) => {
	it('tells who sees which rows of an API with a row policy', async () => {
		const execution = await run(
			compareParameters('delays_by_airport', [ORD, ATL, ADMIN]),
			{},
			deployment,
		);
		expect(execution.error).toBeUndefined();
		const items = execution.items('Rill');
		const [ord, atl, admin] = ofKind(items, 'identity');
		expect(ord).toEqual({
			kind: 'identity',
			identity: 'ORD',
			rowCount: 1,
			columns: ['avg_delay', 'flights', 'late_share', 'origin'],
			fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
		});
		expect(atl).toMatchObject({ identity: 'ATL', rowCount: 1 });
		const all = Number(admin.rowCount);
		expect(all).toBeGreaterThan(2);
		expect(ofKind(items, 'pair')).toMatchObject([
			{
				a: 'ORD',
				b: 'ATL',
				onlyA: 1,
				onlyB: 1,
				both: 0,
				rowsOnlyA: [{ origin: 'ORD' }],
				rowsOnlyB: [{ origin: 'ATL' }],
			},
			{ a: 'ORD', b: 'admin', onlyA: 0, onlyB: all - 1, both: 1, rowsOnlyA: [] },
		]);
		expect((ofKind(items, 'pair')[1].rowsOnlyB as unknown[]).length).toBe(Math.min(5, all - 1));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map(() => ({ item: 0 })));
	});

	it('finds the rows that an API leaks, and says nothing of one that does not', async () => {
		const { items } = await run(compareParameters('leaky', [ORD, ATL], check), {}, deployment);
		const leaks = ofKind(items('Rill'), 'leak');
		expect(leaks).toEqual(
			['ORD', 'ATL'].map((airport) => ({
				kind: 'leak',
				leak: true,
				identity: airport,
				column: 'airport',
				expected: airport,
				count: expect.any(Number),
				rows: expect.any(Array),
			})),
		);
		for (const { rows, count, identity } of leaks) {
			const shownRows = rows as IDataObject[];
			expect(shownRows).toHaveLength(5);
			expect(count).toBeGreaterThan(5);
			expect(shownRows.filter(({ airport }) => airport === identity)).toEqual([]);
		}
		const safe = await run(
			compareParameters('safe', [ORD, ATL], { ...check, failOnLeak: true }),
			{},
			deployment,
		);
		expect(safe.error).toBeUndefined();
		expect(ofKind(safe.items('Rill'), 'identity')).toMatchObject([
			{ checked: true },
			{ checked: true },
		]);
		expect(ofKind(safe.items('Rill'), 'leak')).toEqual([]);
	});

	it('takes one user from each input item, all in one comparison', async () => {
		const execution = await run(
			fromItems('safe'),
			{
				inputItems: [
					{ name: 'Chicago', airport: 'ORD' },
					{ name: 'Atlanta', airport: 'ATL' },
				],
			},
			deployment,
		);
		const items = execution.items('Rill');
		expect(items.map(({ json, pairedItem }) => [json.identity ?? json.kind, pairedItem])).toEqual([
			['Chicago', { item: 0 }],
			['Atlanta', { item: 1 }],
			['pair', [{ item: 0 }, { item: 1 }]],
		]);
	});
});

describe('Fail on Leak', () => {
	it.each([
		['true', true],
		['text from an expression', '={{ "true" }}'],
	])('fails with the number of rows and the users who see them (%s)', async (_case, on) => {
		const { error } = await run(
			compareParameters('leaky', [ORD, ATL], { ...check, checkLeaks: on, failOnLeak: on }),
		);
		expect(error?.message).toMatch(/^API "leaky" leaks \d+ rows to "ORD" \(\d+\), "ATL" \(\d+\)$/);
		expect(error?.description).toContain('row filter');
	});

	it('gives one error item, and none of the rows, with Continue On Fail', async () => {
		const execution = await run(
			compareParameters('leaky', [ORD, ATL], { ...check, failOnLeak: true }),
			{ onError: 'continueRegularOutput' },
		);
		expect(execution.items('Rill').map(({ json }) => json)).toEqual([
			{ error: expect.stringContaining('leaks'), details: expect.any(Object) },
		]);
	});

	it('looks at users who have the attribute, and tells of the others', async () => {
		const execution = await run(
			compareParameters('delays_by_airport', [ORD, ADMIN], {
				checkLeaks: true,
				leakColumn: 'origin',
				leakAttribute: 'airport',
				failOnLeak: true,
			}),
		);
		expect(ofKind(execution.items('Rill'), 'identity')).toMatchObject([
			{ identity: 'ORD', checked: true },
			{ identity: 'admin', checked: false },
		]);
		expect(execution.hints('Rill')).toEqual([
			'"admin" has no attribute "airport" here, so these rows were not checked for leaks.',
		]);
	});

	const failing = { ...check, failOnLeak: true };

	it('does not pass where nobody who is checked sees a row', async () => {
		const nowhere = byAttributes({ airport: 'nowhere' }, 'nowhere');
		const blind = compareParameters('delays_by_airport', [nowhere, ADMIN], {
			...failing,
			leakColumn: 'orign',
			leakAttribute: 'airport',
		});
		const { error } = await run(blind);
		expect(error?.message).toBe(
			'API "delays_by_airport" showed no row to any user who was checked, so nothing is known of leaks',
		);
		const shown = await run({ ...blind, failOnLeak: false });
		expect(ofKind(shown.items('Rill'), 'identity')).toMatchObject([
			{ rowCount: 0, checked: true },
			{ checked: false },
		]);
	});

	it('does not pass where somebody could not be asked for, whatever n8n is to do on errors', async () => {
		const bad = byAttributes({ airport: '' }, 'Nobody');
		const execution = await run(compareParameters('safe', [ORD, bad], failing), {
			onError: 'continueErrorOutput',
		});
		expect(execution.items('Success')).toEqual([]);
		expect(execution.items('Failure').map(({ json }) => json.error)).toEqual([
			expect.stringContaining('As "Nobody": No call was made'),
		]);
	});

	it('lets nobody but an admin go unchecked, and asks for nobody then', async () => {
		const typo = byAttributes({ Airport: 'ATL' }, 'Atlanta');
		const { error } = await run(compareParameters('leaky', [ORD, typo], failing));
		expect(error?.message).toBe(
			'"Atlanta" has no attribute "airport" here (but has "Airport"), so \'Fail on Leak\' could not see a leak to this user',
		);
		const member = { label: '', kind: 'email', email: 'viewer@acme.test' };
		const byEmail = await run(compareParameters('leaky', [ORD, member], failing));
		expect(byEmail.error?.message).toContain('"viewer@acme.test" has no attribute "airport" here');
		const textual = byAttributes({ admin: 'true' }, 'half an admin');
		const half = await run(compareParameters('leaky', [ORD, textual], failing));
		expect(half.error?.message).toContain('"half an admin" has no attribute');
		expect(sandbox.calls()).toEqual([]);
	});

	it('is on where an expression says so in words, and refuses what is neither', async () => {
		const inWords = { ...check, checkLeaks: '={{ "true" }}', failOnLeak: '={{ "true" }}' };
		const { error } = await run(compareParameters('leaky', [ORD], inWords));
		expect(error?.message).toContain('leaks');
		for (const [name, label] of [
			['checkLeaks', 'Check for Leaks'],
			['failOnLeak', 'Fail on Leak'],
		]) {
			const unclear = { ...failing, [name]: '={{ $json.nothing }}' };
			expect((await run(compareParameters('leaky', [ORD], unclear))).error?.message).toBe(
				`The expression in '${label}' found nothing`,
			);
		}
	});

	it('does not pass where nothing could be checked', async () => {
		const misspelt = await run(
			compareParameters('safe', [ORD], { ...check, leakAttribute: 'airprt', failOnLeak: true }),
		);
		expect(misspelt.error?.message).toContain('No user has the attribute "airprt"');
		const noColumn = await run(
			compareParameters('safe', [ORD], {
				checkLeaks: true,
				leakColumn: 'airports',
				leakAttribute: 'airport',
			}),
		);
		expect(noColumn.error?.message).toBe(
			'As "ORD": The rows of API "safe" have no column "airports". Did you mean "airport"?',
		);
		const none = await run(
			compareParameters('safe', [ORD], { checkLeaks: true, leakColumn: '={{ "" }}' }),
		);
		expect(none.error?.message).toContain("'Column' is empty");
	});
});

describe('the rows of a user', () => {
	it('are all of them, page after page, and compared by the chosen columns', async () => {
		const execution = await run(
			compareParameters('paged', [ORD, ATL], { options: { sampleRows: 1 } }),
		);
		expect(ofKind(execution.items('Rill'), 'identity')).toMatchObject([
			{ rowCount: 9 },
			{ rowCount: 9 },
		]);
		expect(ofKind(execution.items('Rill'), 'pair')).toMatchObject([
			{ onlyA: 1, onlyB: 1, both: 8, rowsOnlyA: [{ n: 7 }], rowsOnlyB: [{ n: 4 }] },
		]);
		const byKey = await run(
			compareParameters('delays_by_airport', [ADMIN, ORD], { options: { keyColumns: 'origin' } }),
		);
		expect(ofKind(byKey.items('Rill'), 'pair')).toMatchObject([{ onlyB: 0, both: 1 }]);
	});

	it('end in an error beyond the maximum', async () => {
		const { error } = await run(compareParameters('paged', [ORD], { options: { maxRows: 8 } }));
		expect(error?.message).toContain('As "ORD": API "paged" has more than 8 rows');
	});

	it('are compared in all pairs where that is asked for', async () => {
		const execution = await run(
			compareParameters('safe', [ORD, ATL, byAttributes({ airport: 'DFW' })], {
				options: { pairs: 'all' },
			}),
		);
		expect(ofKind(execution.items('Rill'), 'pair').map(({ a, b }) => [a, b])).toEqual([
			['ORD', 'ATL'],
			['ORD', '{"airport":"DFW"}'],
			['ATL', '{"airport":"DFW"}'],
		]);
	});

	it('are those of a member by email', async () => {
		const member = { label: '', kind: 'email', email: ' viewer@acme.test ' };
		const execution = await run(compareParameters('delays_by_airport', [ATL, member]));
		expect(ofKind(execution.items('Rill'), 'pair')).toMatchObject([
			{ a: 'ATL', b: 'viewer@acme.test', onlyA: 0, onlyB: 0, both: 1 },
		]);
	});
});

/** How many of the numbers are left when each of the others has struck out one. */
function left(numbers: number[], others: number[]): number {
	const rest = [...numbers];
	for (const other of others) {
		const at = rest.indexOf(other);
		if (at >= 0) rest.splice(at, 1);
	}
	return rest.length;
}

it('agrees with striking out pair by pair, for any number of users and rows', async () => {
	// An empty list is no identity; that a user sees nothing is in unit/compare.
	const tables = fc.array(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 12 }), {
		minLength: 1,
		maxLength: 4,
	});
	await fc.assert(
		fc.asyncProperty(tables, async (seen) => {
			const users = seen.map((numbers, at) => byAttributes({ numbers }, `user ${at}`));
			const execution = await run(
				compareParameters('numbers', users, { options: { pairs: 'all', sampleRows: 0 } }),
				{},
				// Rill Cloud issues 180 tokens a minute, and Rill Developer any number.
				'local',
			);
			expect(execution.error).toBeUndefined();
			const items = execution.items('Rill');
			expect(ofKind(items, 'identity').map(({ rowCount }) => rowCount)).toEqual(
				seen.map(({ length }) => length),
			);
			const expected = seen.flatMap((a, at) =>
				seen.slice(at + 1).map((b) => {
					const onlyA = left(a, b);
					return [onlyA, left(b, a), a.length - onlyA];
				}),
			);
			expect(ofKind(items, 'pair').map(({ onlyA, onlyB, both }) => [onlyA, onlyB, both])).toEqual(
				expected,
			);
		}),
		{ numRuns: 100 },
	);
}, 60_000);

describe('a user who cannot be asked for', () => {
	const bad = { label: 'Jane', kind: 'email', email: 'jane' };

	it('fails the comparison', async () => {
		const { error } = await run(compareParameters('safe', [ORD, bad]));
		expect(error?.message).toContain('As "Jane": No call was made');
	});

	it('is asked for by no call with the rights of the credential', async () => {
		const execution = await runWorkflow(
			rillWorkflow(compareParameters('safe', [ORD, ATL]), { onError: 'continueRegularOutput' }),
			{ credentials: sandbox.cloud({ token: tokens.serviceEditor }) },
		);
		expect(execution.items('Rill').map(({ json }) => json.error)).toEqual(
			['ORD', 'ATL'].map((label) => expect.stringContaining(`As "${label}": No call was made`)),
		);
		expect(sandbox.calls().filter(({ path }) => path.includes('/api/'))).toEqual([]);
	});

	it('is one error item with Continue On Fail, and never somebody who sees nothing', async () => {
		const execution = await run(compareParameters('safe', [ORD, bad, ATL]), {
			onError: 'continueRegularOutput',
		});
		const items = execution.items('Rill').map(({ json }) => json);
		expect(items.map(({ kind, identity, a, b }) => [kind, identity, a, b])).toEqual([
			['identity', 'ORD', undefined, undefined],
			[undefined, undefined, undefined, undefined],
			['identity', 'ATL', undefined, undefined],
			['pair', undefined, 'ORD', 'ATL'],
		]);
		expect(Object.keys(items[1])).toEqual(['error', 'details']);
		expect(items[1].error).toContain('As "Jane"');
	});

	it('has an error item that is linked to the own input item', async () => {
		const execution = await run(fromItems('safe'), {
			inputItems: [
				{ name: 'Chicago', airport: 'ORD' },
				{ name: 'Nobody', airport: '' },
			],
			onError: 'continueRegularOutput',
		});
		expect(execution.items('Rill')).toMatchObject([
			{ json: { identity: 'Chicago' }, pairedItem: { item: 0 } },
			{ json: { error: expect.stringContaining('As "Nobody"') }, pairedItem: { item: 1 } },
		]);
	});
});

describe('a comparison is refused', () => {
	it.each<[string, INodeParameters, string]>([
		['of nobody', compareParameters('safe', []), "'Users' is empty"],
		['of two with one name', compareParameters('safe', [ORD, ORD]), 'are called "ORD"'],
		[
			'of broken attributes',
			compareParameters('safe', [ORD, { label: '', kind: 'attributes', attributesJson: '[1]' }]),
			'As "User 2": ',
		],
		[
			'of too many',
			compareParameters(
				'safe',
				Array.from({ length: 101 }, (_, n) => byAttributes({ airport: n })),
			),
			'101 users are too many',
		],
		[
			'in too many pairs',
			compareParameters(
				'safe',
				Array.from({ length: 33 }, (_, n) => byAttributes({ airport: n })),
				{ options: { pairs: 'all' } },
			),
			'33 users make 528 pairs',
		],
		[
			'by key columns that find nothing',
			compareParameters('safe', [ORD], { options: { keyColumns: '={{ $json.nothing }}' } }),
			"The expression in 'Key Column Names or IDs' found nothing",
		],
		[
			'by an attribute that finds nothing',
			compareParameters('safe', [ORD], { ...check, leakAttribute: '={{ $json.nothing }}' }),
			"The expression in 'Attribute' found nothing",
		],
		[
			'of unknown pairs',
			compareParameters('safe', [ORD], { options: { pairs: '={{ "All" }}' } }),
			'There are no pairs "All"',
		],
		[
			'with a part of a sample',
			compareParameters('safe', [ORD], { options: { sampleRows: 1.5 } }),
			"'Sample Rows' should be",
		],
	])('%s, and nobody is asked', async (_case, parameters, message) => {
		const { error } = await run(parameters);
		expect(error?.message).toContain(message);
		expect(sandbox.calls()).toEqual([]);
	});

	it('of input items that call with different arguments', async () => {
		const { error } = await run(
			fromItems('paged', {
				argumentsMode: 'json',
				argumentsJson: '={{ { offset: $json.from } }}',
			}),
			{
				inputItems: [
					{ name: 'a', airport: 'ORD', from: 1 },
					{ name: 'b', airport: 'ATL', from: 2 },
				],
			},
		);
		expect(error?.message).toContain('different arguments: the first and number 2');
		expect(sandbox.calls()).toEqual([]);
	});

	it.each(WAYS)('as a tool of an agent, on the way of the %s', async (way) => {
		const { error } = await runTool(
			way,
			compareParameters('safe', [ORD]),
			{},
			{ credentials: sandbox.cloud() },
		);
		expect(error).toContain("'Compare Access' is not for AI agents");
		expect(error).toContain("choose 'Call' with 'Run As'");
		expect(sandbox.calls()).toEqual([]);
	});
});

it('makes a comparison of its own for each input item, where the users are in the fields', async () => {
	const own = { ...ORD, label: 'own', attributesJson: '={{ { airport: $json.airport } }}' };
	const execution = await run(compareParameters('safe', [own], { ...check, failOnLeak: true }), {
		inputItems: [{ airport: 'ORD' }, { airport: 'ATL' }],
	});
	const items = execution.items('Rill');
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	expect(items[0].json.fingerprint).not.toBe(items[1].json.fingerprint);
});

it.each([
	['of one comparison', 1],
	['of several comparisons', 4],
])('makes no more requests at a time than are allowed, %s', async (_case, comparisons) => {
	sandbox.rill.control.start({ fault: 'latency', milliseconds: 5, jitter: 10 });
	const users = Array.from({ length: 8 }, (_, n) => byAttributes({ n, comparisons }));
	const execution = await run(
		compareParameters('paged', users, { options: { concurrentRequests: 3 } }),
		{ inputItems: Array.from({ length: comparisons }, () => ({})) },
	);
	expect(execution.error).toBeUndefined();
	expect(sandbox.rill.mostAtOnce).toBeLessThanOrEqual(3);
	expect(sandbox.rill.mostAtOnce).toBeGreaterThan(1);
});

it('gives up those who wait behind one who could not be asked, and nobody before', async () => {
	const [first, last] = ['first', 'last'].map((name) =>
		byAttributes({ airport: 'ORD', name }, name),
	);
	// The token of ORD is kept, so that the call comes to nothing while the others wait for theirs.
	await run(compareParameters('safe', [ORD, ATL]));
	sandbox.rill.clearRequests();
	const no = { body: '{"error":"no"}', contentType: 'application/json' };
	sandbox.rill.control.start({ fault: 'status', status: 400, kind: 'api', ...no });
	const headers = { 'retry-after': '1' };
	sandbox.rill.control.start({
		fault: 'status',
		status: 503,
		kind: 'credentials',
		count: 2,
		headers,
	});
	const { error } = await run(compareParameters('safe', [first, ORD, last]));
	expect(error?.message).toMatch(/^As "first": .* no$/);
	expect(sandbox.calls().filter(({ path }) => path.endsWith('/credentials'))).toHaveLength(3);
});
