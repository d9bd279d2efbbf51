import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { flightOps, type ProjectDefinition } from '../../sandbox';
import { runTool, WAYS } from '../support/agentRun';
import { binaryBuffer, optionList, rillWorkflow, runWorkflow, searchList } from '../support/engine';
import { tokens, useSandbox } from '../support/sandbox';

/** A view with more groups than fit into one answer, and one without any time. */
const project: ProjectDefinition = {
	...flightOps(),
	metricsViews: flightOps().metricsViews.flatMap((view) => [
		view,
		{
			...view,
			name: 'every_flight',
			displayName: '',
			timeDimension: '',
			dimensions: [
				{ name: 'flight', displayName: 'Flight', column: 'flight_id' },
				{ name: 'state', displayName: 'State', column: 'origin_state' },
			],
			measures: [
				{ name: 'big', displayName: '', expression: '9007199254740992 + max(flight_id)' },
				{ name: 'known_state', displayName: '', expression: "nullif(max(origin_state), 'IL')" },
			],
			rowFilter: undefined,
		},
	]),
};

const sandbox = useSandbox(project);

const view = (name: string): INodeParameters => ({
	metricsView: { __rl: true, mode: 'list', value: name },
});

const run = async (
	parameters: INodeParameters,
	options: Parameters<typeof rillWorkflow>[1] & { credential?: object; local?: boolean } = {},
) =>
	await runWorkflow(
		rillWorkflow(
			{ resource: 'metrics', operation: 'query', ...view('flight_delays'), ...parameters },
			{ timezone: 'UTC', ...options },
		),
		{ credentials: options.local ? sandbox.local() : sandbox.cloud({ ...options.credential }) },
	);

const rows = async (...given: Parameters<typeof run>) => {
	const execution = await run(...given);
	expect(execution.error).toBeUndefined();
	return execution.items('Success').map(({ json }) => json);
};

const bodies = () =>
	sandbox
		.calls()
		.filter(({ path }) => path.endsWith('/api/metrics'))
		.map(({ body }): unknown => JSON.parse(body));

/** What the sandbox answers to a query that is written by hand. */
async function answerTo(query: object): Promise<unknown> {
	const answer = await fetch(`${sandbox.rill.url}/v1/instances/default/api/metrics`, {
		method: 'POST',
		body: JSON.stringify({ metrics_view: 'flight_delays', ...query }),
	});
	return await answer.json();
}

const filters = (...filter: INodeParameters[]) => ({ filters: { filter } });
const is = (name: string, op: string, val: unknown) => ({
	cond: { op, exprs: [{ name }, { val }] },
});
const sort = (...by: INodeParameters[]) => ({ sort: { by } });
const byFlights = sort({ field: 'flights', descending: '={{ "true" }}' });
const byOrigin = { measures: ['flights'], dimensions: ['origin'] };
const total = { measures: ['flights'] };

describe('the rows', () => {
	it('are those of the query, with the columns as they were chosen', async () => {
		const execution = await run(
			{
				measures: ['flights', 'avg_delay'],
				dimensions: ['origin'],
				...byFlights,
				returnAll: false,
				limit: 3,
			},
			{ inputItems: [{}] },
		);
		expect(execution.items('Rill')).toEqual([
			{
				json: { origin: 'DFW', flights: 1103, avg_delay: 9.485040797824116 },
				pairedItem: { item: 0 },
			},
			{
				json: { origin: 'ORD', flights: 1095, avg_delay: 7.471232876712329 },
				pairedItem: { item: 0 },
			},
			{
				json: { origin: 'ATL', flights: 846, avg_delay: 7.814420803782506 },
				pairedItem: { item: 0 },
			},
		]);
		expect(Object.keys(execution.items('Rill')[0].json)).toEqual([
			'origin',
			'flights',
			'avg_delay',
		]);
		expect(bodies()).toEqual([
			{
				metrics_view: 'flight_delays',
				dimensions: [{ name: 'origin' }],
				measures: [{ name: 'flights' }, { name: 'avg_delay' }],
				sort: [
					{ name: 'flights', desc: true },
					{ name: 'origin', desc: false },
				],
				limit: 3,
				offset: 0,
			},
		]);
	});

	it.each([
		[1, [0, 10_000, 20_000]],
		[5, [0, 10_000, 20_000, 30_000, 40_000, 50_000]],
	])(
		'are every one of them, past the 10,000 that Rill gives at a time, %d at a time',
		async (concurrentRequests, offsets) => {
			const all = await rows({
				...view('every_flight'),
				dimensions: ['flight'],
				measures: ['big'],
				options: { concurrentRequests },
			});
			expect(all).toHaveLength(20_000);
			expect(all.map(({ flight }) => flight)).toEqual(all.map((_, at) => at + 1));
			// Beyond 2^53 a number would be rounded.
			expect(all[0].big).toBe('9007199254740993');
			expect(bodies()).toMatchObject(offsets.map((offset) => ({ limit: 10_000, offset })));
		},
	);

	it('end with a message beyond the maximum', async () => {
		const execution = await run({ ...byOrigin, options: { maxRows: 100 } });
		expect(execution.error?.message).toBe(
			'Metrics view "flight_delays" has more than 100 rows, the most that \'Maximum Rows\' allows',
		);
		expect(execution.items('Success')).toEqual([]);
	});

	it('come in one item, or as a file', async () => {
		const shown = { ...byOrigin, ...byFlights, returnAll: false, limit: 2 };
		expect(await rows({ ...shown, output: 'single' })).toEqual([
			expect.objectContaining({
				rows: [
					{ origin: 'DFW', flights: 1103 },
					{ origin: 'ORD', flights: 1095 },
				],
				rowCount: 2,
				columns: ['origin', 'flights'],
			}),
		]);
		const execution = await run({ ...shown, output: 'file' });
		const [item] = execution.items('Success');
		expect(item.binary?.data).toMatchObject({
			fileName: 'flight_delays.csv',
			mimeType: 'text/csv',
		});
		expect((await binaryBuffer(item)).toString()).toBe(
			'origin,flights\r\nDFW,1103\r\nORD,1095\r\n',
		);
	});

	it('come as a JSON file in the chosen order, with every digit', async () => {
		const execution = await run({
			...view('every_flight'),
			dimensions: ['flight'],
			measures: ['big'],
			returnAll: false,
			limit: 2,
			output: 'file',
			fileFormat: 'json',
		});
		const [item] = execution.items('Success');
		expect((await binaryBuffer(item)).toString()).toBe(
			'[{"flight":1,"big":9007199254740993},{"flight":2,"big":9007199254740994}]',
		);
	});

	it('are in the order that an expression says in words', async () => {
		const down = sort({ field: 'flights', descending: '={{ "true" }}' });
		const found = await rows({ ...byOrigin, ...down, returnAll: false, limit: 1 });
		expect(found).toEqual([{ origin: 'DFW', flights: 1103 }]);
	});

	it('are told to be none', async () => {
		const nowhere = { ...byOrigin, ...filters({ field: 'origin', operator: 'eq', value: 'XXX' }) };
		const execution = await run(nowhere);
		expect(execution.items('Success')).toEqual([]);
		expect(execution.hints('Rill')).toEqual([
			'Metrics view "flight_delays" has no rows for this query.',
		]);
		expect((await run({ ...nowhere, options: { whenEmpty: 'fail' } })).status).toBe('error');
	});

	it('are asked for once where items want the same, and belong to each, in one item too', async () => {
		const single = await run({ ...total, output: 'single' }, { inputItems: [{}, {}] });
		const [first, second] = single.items('Rill').map(({ json }) => json.rows as unknown[]);
		expect(second).toEqual(first);
		expect([second === first, second[0] === first[0]]).toEqual([false, false]);
		sandbox.rill.clearRequests();
		const execution = await run(total, { inputItems: [{}, {}] });
		expect(execution.items('Rill')).toEqual([
			{ json: { flights: 20_000 }, pairedItem: { item: 0 } },
			{ json: { flights: 20_000 }, pairedItem: { item: 1 } },
		]);
		expect(sandbox.calls()).toHaveLength(2);
	});

	it("come from Rill Developer too, and with an item's own values", async () => {
		const ofItem = { ...total, ...filters({ field: 'origin', value: '={{ $json.airport }}' }) };
		const inputItems = [{ airport: 'ORD' }, { airport: 'ATL' }];
		expect(await rows(ofItem, { local: true, inputItems })).toEqual([
			{ flights: 1095 },
			{ flights: 846 },
		]);
	});
});

describe('time', () => {
	const inJanuary = { timeRange: 'between', start: '2001-01-01', end: '2001-02-01' };

	it('begins with the start and ends before the end', async () => {
		expect(await rows({ ...total, ...inJanuary })).toEqual([{ flights: 6937 }]);
		expect(bodies()).toMatchObject([
			{ time_range: { start: '2001-01-01T00:00:00Z', end: '2001-02-01T00:00:00Z' } },
		]);
		const since = {
			...inJanuary,
			start: '={{ DateTime.fromISO("2001-03-01T00:00:00Z") }}',
			end: '',
		};
		expect(await rows({ ...total, ...since })).toEqual([{ flights: 7099 }]);
	});

	it("has its days in the workflow's time zone, or in the one that is asked for", async () => {
		const daily = {
			...total,
			grain: 'day',
			timeRange: 'between',
			start: '2001-01-05',
			end: '2001-01-06',
		};
		const here = await rows(daily, { timezone: 'America/New_York' });
		const byHand = await answerTo({
			measures: [{ name: 'flights' }],
			time_range: { start: '2001-01-05T05:00:00Z', end: '2001-01-06T05:00:00Z' },
		});
		expect(here).toEqual([
			{
				departed_at: '2001-01-05T05:00:00Z',
				flights: (byHand as Array<{ flights: number }>)[0].flights,
			},
		]);
		const options = { timeZone: 'America/New_York' };
		expect(await rows({ ...daily, options }, { timezone: 'Asia/Tokyo' })).toEqual(here);
		expect(await rows(daily)).not.toEqual(here);
	});

	it('is grouped by its grain, from the first on', async () => {
		expect(await rows({ ...total, grain: 'month', dimensions: ['departed_at'] })).toEqual([
			{ departed_at: '2001-01-01T00:00:00Z', flights: 6937 },
			{ departed_at: '2001-02-01T00:00:00Z', flights: 5964 },
			{ departed_at: '2001-03-01T00:00:00Z', flights: 7099 },
		]);
	});

	const last = (lastCount: number, lastUnit: string): INodeParameters => ({
		...total,
		timeRange: 'last',
		lastCount,
		lastUnit,
	});

	it("goes back from the view's latest row, by a beginning and an end", async () => {
		expect(await rows(last(1, 'months'))).toEqual([{ flights: 7099 }]);
		const [latest, asked] = bodies() as object[];
		expect(latest).toEqual({
			metrics_view: 'flight_delays',
			dimensions: [
				{
					name: 'departed_at',
					compute: { time_floor: { dimension: 'departed_at', grain: 'minute' } },
				},
			],
			measures: [],
			sort: [{ name: 'departed_at', desc: true }],
			limit: 2,
			offset: 0,
		});
		expect(asked).toMatchObject({
			time_range: { start: '2001-03-01T00:00:00Z', end: '2001-04-01T00:00:00Z' },
		});
		expect(asked).not.toHaveProperty('time_zone');
	});

	it('goes back as far as each item says', async () => {
		const back = last(1, 'months');
		const inputItems = [{ n: 1 }, { n: 2 }, { n: 1 }];
		expect(await rows({ ...back, lastCount: '={{ $json.n }}' }, { inputItems })).toEqual([
			{ flights: 7099 },
			{ flights: 13_063 },
			{ flights: 7099 },
		]);
	});

	it("goes back by whole days of the query's zone", async () => {
		// The latest flights leave in the last hours of March, which are April in Tokyo.
		await rows(last(2, 'days'), { timezone: 'Asia/Tokyo' });
		expect(bodies()[1]).toMatchObject({
			time_range: { start: '2001-03-30T15:00:00Z', end: '2001-04-01T15:00:00Z' },
		});
	});

	it('goes back from the latest row that whoever is asked for sees, which is looked for once', async () => {
		const asCustomer = {
			runAs: 'attributes',
			attributesMode: 'fields',
			attributes: { attribute: [{ name: 'airport', type: 'text', value: '={{ $json.a }}' }] },
			dimensions: '={{ $json.by }}',
		};
		const inputItems = [
			{ a: 'HNL', by: 'origin' },
			{ a: 'HNL', by: 'destination' },
			{ a: 'nowhere', by: 'origin' },
		];
		const found = await rows({ ...last(1, 'hours'), ...asCustomer }, { inputItems });
		expect(found.length).toBeGreaterThan(1);
		const asked = bodies() as Array<{ limit: number; time_range?: { start: string } }>;
		expect(asked.filter(({ limit }) => limit === 2)).toHaveLength(2);
		const ofHonolulu = (await answerTo({
			dimensions: [{ name: 'departed_at' }],
			where: is('origin', 'eq', 'HNL'),
			sort: [{ name: 'departed_at', desc: true }],
			limit: 1,
		})) as Array<{ departed_at: string }>;
		const hour = ofHonolulu[0].departed_at.slice(0, 13);
		const starts = asked.flatMap(({ time_range: range }) => range?.start ?? []);
		// Somebody who sees no row has no latest one, and no row either way.
		expect(starts.sort()).toEqual(['1970-01-01T00:00:00Z', `${hour}:00:00Z`, `${hour}:00:00Z`]);
	});

	const refused: Array<[string, INodeParameters, string]> = [
		['no end and no start', { timeRange: 'between', start: '', end: '' }, 'are both empty'],
		[
			'an end that is no time',
			{ ...inJanuary, end: 'soon' },
			'\'End\' is no day and no time: "soon"',
		],
		[
			'an end before the start',
			{ ...inJanuary, end: '2001-01-01' },
			"has to be later than 'Start'",
		],
		[
			'half a day',
			{ timeRange: 'last', lastCount: '={{ 0.5 }}' },
			"'Last' should be a whole number",
		],
		['an unknown time range', { timeRange: '={{ $json.nothing }}' }, 'There is no time range'],
		[
			'a start that finds nothing',
			{ ...inJanuary, start: '={{ $json.nothing }}' },
			"The expression in 'Start' found nothing",
		],
		[
			'an end that finds an empty text',
			{ ...inJanuary, end: '={{ "" }}' },
			"The expression in 'End' found nothing",
		],
		[
			'a zone that finds nothing',
			{ options: { timeZone: '={{ $json.nothing }}' } },
			"The expression in 'Time Zone' found nothing",
		],
		[
			'a filter on the time beside a grain',
			{ grain: 'day', ...filters({ field: 'departed_at', operator: 'gte', value: '2001-01-05' }) },
			'A filter on "departed_at" cannot be used beside \'Time Grain\'',
		],
		['an unknown unit', { timeRange: 'last', lastUnit: '={{ "moons" }}' }, '7 moons'],
		['an unknown grain', { grain: '={{ "moon" }}' }, 'There is no time grain "moon"'],
		['an unknown zone', { options: { timeZone: 'Mars' } }, 'There is no time zone "Mars"'],
		[
			'a view without time',
			{ ...view('every_flight'), measures: ['big'], grain: 'day' },
			'no time dimension',
		],
		[
			'a range in a view without time',
			{ ...view('every_flight'), measures: ['big'], ...inJanuary },
			"'Time Range' cannot be used",
		],
	];

	it.each(refused)(
		'is refused with %s, and the view is not asked',
		async (_case, more, message) => {
			const { error } = await run({ ...total, ...more });
			expect(error?.message).toContain(message);
			expect(bodies()).toEqual([]);
		},
	);
});

describe('filters', () => {
	const kept: Array<[string, INodeParameters, object]> = [
		['equal', { operator: 'eq', value: 'ORD' }, is('origin', 'eq', 'ORD')],
		['unequal', { operator: 'neq', value: 'ORD' }, is('origin', 'nin', ['ORD'])],
		['greater', { operator: 'gt', value: 'S' }, is('origin', 'gt', 'S')],
		['less or equal', { operator: 'lte', value: 'ATL' }, is('origin', 'lte', 'ATL')],
		['one of', { operator: 'in', value: 'ORD, ATL,' }, is('origin', 'in', ['ORD', 'ATL'])],
		['in JSON', { operator: 'in', value: '["ORD"]' }, is('origin', 'in', ['ORD'])],
		[
			'in a list',
			{ operator: 'nin', value: '={{ ["ORD", "ATL"] }}' },
			is('origin', 'nin', ['ORD', 'ATL']),
		],
		['containing', { operator: 'contains', value: 'rd' }, is('origin', 'ilike', '%rd%')],
		['not containing', { operator: 'notContains', value: 'rd' }, is('origin', 'nilike', '%rd%')],
		['quoted', { operator: 'eq', value: "' OR 1=1 --" }, is('origin', 'eq', "' OR 1=1 --")],
	];

	it.each(kept)('keep what is %s', async (_case, filter, where) => {
		const found = await rows({ ...byOrigin, ...filters({ field: 'origin', ...filter }) });
		const query = {
			dimensions: [{ name: 'origin' }],
			measures: [{ name: 'flights' }],
			sort: [{ name: 'origin' }],
			where,
		};
		expect(bodies()).toMatchObject([{ where }]);
		expect(found).toEqual(await answerTo(query));
	});

	it('tell what is empty from what is not', async () => {
		const count = async (operator: string) =>
			(await rows({ ...total, ...filters({ field: 'origin_state', operator }) }))[0].flights;
		const [empty, full] = [await count('empty'), await count('notEmpty')];
		expect(Number(empty) + Number(full)).toBe(20_000);
		expect(full).toBe(
			(
				(await answerTo({
					measures: [{ name: 'flights' }],
					where: is('origin_state', 'ilike', '%'),
				})) as Array<{ flights: number }>
			)[0].flights,
		);
	});

	it('keep what is empty, where they only leave something else out', async () => {
		const states = async (operator: string, value = '') =>
			(
				await rows({
					...view('every_flight'),
					dimensions: ['state'],
					measures: ['known_state'],
					measureFilters: { filter: [{ field: 'known_state', operator, value }] },
				})
			).map(({ state }) => state);
		const known = await states('notEmpty');
		expect(await states('empty')).toEqual(['IL']);
		expect(known).toContain('TX');
		for (const operator of ['neq', 'nin']) {
			expect((await states(operator, 'TX')).sort()).toEqual(
				[...known.filter((state) => state !== 'TX'), 'IL'].sort(),
			);
		}
	});

	const toOrd = { field: 'destination', operator: 'eq', value: 'ORD' };
	const fromOrd = { field: 'origin', operator: 'eq', value: 'ORD' };

	it('all have to match, or one', async () => {
		const count = async (combineFilters: string) =>
			Number((await rows({ ...total, ...filters(toOrd, fromOrd), combineFilters }))[0]?.flights);
		const [both, either] = [await count('and'), await count('or')];
		const single = async (filter: INodeParameters) =>
			Number((await rows({ ...total, ...filters(filter) }))[0].flights);
		expect(either).toBe((await single(toOrd)) + (await single(fromOrd)) - both);
		expect(either).toBeGreaterThan(1095);
	});

	it('compare numbers as numbers', async () => {
		const first = { field: 'flight', operator: 'lte', value: '3' };
		const found = await rows({
			...view('every_flight'),
			dimensions: ['flight'],
			...filters(first),
		});
		expect(found).toEqual([{ flight: 1 }, { flight: 2 }, { flight: 3 }]);
		expect(bodies()).toMatchObject([{ where: is('flight', 'lte', 3) }]);
	});

	it('look at measures too', async () => {
		const measureFilters = { filter: [{ field: 'flights', operator: 'gt', value: '1000' }] };
		expect(await rows({ ...byOrigin, measureFilters })).toEqual([
			{ origin: 'DFW', flights: 1103 },
			{ origin: 'ORD', flights: 1095 },
		]);
		expect(bodies()).toMatchObject([{ having: is('flights', 'gt', 1000) }]);
	});

	it('go together with one in JSON', async () => {
		const where = JSON.stringify({
			cond: { op: 'or', exprs: [is('origin', 'eq', 'ORD'), is('origin', 'eq', 'ATL')] },
		});
		const noOrd = filters({ field: 'origin', operator: 'neq', value: 'ORD' });
		expect(await rows({ ...byOrigin, ...noOrd, options: { where } })).toEqual([
			{ origin: 'ATL', flights: 846 },
		]);
	});

	const refused: Array<[string, INodeParameters, string]> = [
		[
			'no value',
			filters({ field: 'origin', value: '={{ $json.nothing }}' }),
			'The filter on "origin" has no value',
		],
		[
			'an empty list',
			filters({ field: 'origin', operator: 'in', value: '={{ [] }}' }),
			'has no value',
		],
		[
			'an empty value in a list',
			filters({ field: 'origin', operator: 'nin', value: '={{ ["ORD", null] }}' }),
			'has an empty value in its list',
		],
		[
			'an operator that finds nothing',
			filters({ field: 'origin', operator: '={{ $json.nothing }}', value: 'ORD' }),
			'There is no operator',
		],
		[
			'another way to combine them',
			{ combineFilters: '={{ "OR" }}' },
			'Filters cannot be combined by "OR"',
		],
		[
			'JSON that finds nothing',
			{ options: { where: '={{ $json.nothing }}' } },
			"The expression in 'Filter (JSON)' found nothing",
		],
		[
			'an object',
			filters({ field: 'origin', value: '={{ ({ a: 1 }) }}' }),
			'cannot compare with {"a":1}',
		],
		[
			'a time that there is not',
			filters({ field: 'origin', value: "={{ DateTime.fromISO('soon') }}" }),
			'cannot compare with "Invalid DateTime"',
		],
		[
			'such a time of JavaScript in a list',
			filters({ field: 'origin', operator: 'in', value: "={{ [new Date('soon')] }}" }),
			'cannot compare with null',
		],
		['no dimension', filters({ field: '', value: 'x' }), "An entry in 'Filters' says nothing"],
		['an unknown dimension', filters({ field: 'orign', value: 'x' }), 'Did you mean "origin"?'],
		[
			'an unknown operator',
			filters({ field: 'origin', operator: '={{ "is" }}', value: 'x' }),
			'There is no operator "is"',
		],
		[
			'a measure that was not chosen',
			{ measureFilters: { filter: [{ field: 'avg_delay', value: '1' }] } },
			'There is no measure "avg_delay" in what was chosen',
		],
		[
			'a text for a measure',
			{ measureFilters: { filter: [{ field: 'flights', value: 'many' }] } },
			'should have a number, but has "many"',
		],
		['broken JSON', { options: { where: '{"cond"' } }, "'Filter (JSON)' is not JSON"],
		['a misspelt condition', { options: { where: '{"condition": {}}' } }, 'no part of a condition'],
		[
			'an unknown name in JSON',
			{ options: { where: JSON.stringify(is('orign', 'eq', 'x')) } },
			'Did you mean "origin"?',
		],
	];

	it.each(refused)(
		'are refused with %s, and the view is not asked',
		async (_case, more, message) => {
			const { error } = await run({ ...total, ...more });
			expect(error?.message).toContain(message);
			expect(bodies()).toEqual([]);
		},
	);
});

describe('a query that cannot be answered', () => {
	const refused: Array<[string, INodeParameters, string]> = [
		[
			'an unknown view',
			view('flight-delay'),
			'There is no metrics view "flight-delay" in project "flight-ops" of organization "acme". Did you mean "flight_delays"?',
		],
		['no view', view('={{ "" }}'), "'Metrics View' is empty"],
		[
			'an unknown measure',
			{ measures: ['flihgts'] },
			'There is no measure "flihgts" in metrics view "flight_delays". Did you mean "flights"?',
		],
		[
			'an unknown dimension',
			{ dimensions: '={{ "origin, dest" }}' },
			'There is no dimension "dest"',
		],
		['nothing chosen', { measures: [] }, 'Nothing is asked of metrics view "flight_delays"'],
		[
			'a sort by what was not chosen',
			sort({ field: 'origin' }),
			'There is no column "origin" in what was chosen',
		],
		[
			'a start that there is not',
			{ timeRange: 'between', start: "={{ DateTime.fromISO('soon') }}", end: '2001-02-01' },
			"'Start' is no day and no time",
		],
		[
			'dimensions that find nothing',
			{ dimensions: '={{ $json.nothing }}' },
			"The expression in 'Dimension Names or IDs' found nothing",
		],
		[
			'a sort by nothing',
			sort({ field: '={{ $json.nothing }}' }),
			"An entry in 'Sort' says nothing to sort by",
		],
		[
			'a direction of no kind',
			sort({ field: 'flights', descending: '={{ "down" }}' }),
			'\'Descending\' should be true or false, but is "down"',
		],
		['no limit', { returnAll: false, limit: '={{ 0 }}' }, "'Limit' should be a whole number"],
	];

	it.each(refused)(
		'is refused with %s, and the view is not asked',
		async (_case, more, message) => {
			const { error } = await run({ ...total, ...more });
			expect(error?.message).toContain(message);
			expect(bodies()).toEqual([]);
		},
	);

	it('lists what there is', async () => {
		const { error } = await run({ measures: ['x'] });
		expect(error?.description).toContain('There are: flights, avg_delay, late_share');
	});

	it('is one failed item of several', async () => {
		const execution = await run(
			{ ...total, measures: '={{ $json.measure }}' },
			{ inputItems: [{ measure: 'nope' }, { measure: 'flights' }], onError: 'continueErrorOutput' },
		);
		expect(execution.items('Success').map(({ json }) => json)).toEqual([{ flights: 20_000 }]);
		expect(execution.items('Failure')).toMatchObject([
			{
				json: { error: expect.stringContaining('no measure "nope"'), details: expect.anything() },
				pairedItem: { item: 0 },
			},
		]);
	});

	it("keeps Rill's words", async () => {
		sandbox.rill.control.start({
			fault: 'status',
			status: 400,
			body: '{"error":"invalid measure \\"flights\\": gone"}',
			path: '/api/metrics',
		});
		const { error } = await run(total);
		expect(error?.message).toBe(
			'Rill could not query metrics view "flight_delays": invalid measure "flights": gone',
		);
	});

	it('says why the token is not taken', async () => {
		const { error } = await run(total, { credential: { token: tokens.expired } });
		expect(error?.message).toContain('it has expired');
	});
});

describe('where Rill lists no views to the token', () => {
	beforeEach(() => {
		const message = 'security policy: failed to resolve access: no such attribute';
		sandbox.rill.control.start({
			fault: 'status',
			status: 400,
			body: JSON.stringify({ code: 3, message, details: [] }),
			path: '/resources',
		});
	});

	it('a query is made unchecked', async () => {
		const filter = { field: 'origin', operator: 'in', value: '={{ ["ORD", "ATL"] }}' };
		expect(await rows({ ...byOrigin, ...filters(filter), ...byFlights })).toEqual([
			{ origin: 'ORD', flights: 1095 },
			{ origin: 'ATL', flights: 846 },
		]);
		expect((await run({ measures: ['nope'] })).error?.message).toBe(
			'Rill could not query metrics view "flight_delays": invalid measure "nope": measure "nope" not found',
		);
	});

	it.each<INodeParameters>([{ grain: 'day' }, { timeRange: 'last' }])(
		'%j has nothing to go by, and the view is not asked',
		async (times) => {
			const { error } = await run({ ...total, ...times });
			expect(error?.message).toContain('Rill does not list the metrics views to this token');
			expect(bodies()).toEqual([]);
		},
	);
});

it('says what is wrong with a view that has an error', async () => {
	const broken = {
		meta: { name: { name: 'flight_delays' }, reconcileError: 'table "flights" does not exist' },
		metricsView: { spec: {}, state: { validSpec: null } },
	};
	sandbox.rill.control.start({
		fault: 'status',
		status: 200,
		body: JSON.stringify({ resources: [broken] }),
		path: '/resources',
	});
	expect((await run(total)).error).toMatchObject({
		message: 'Metrics view "flight_delays" has an error in Rill and cannot be asked anything',
		description: expect.stringContaining('table "flights" does not exist'),
	});
	const { results } = await searchList('searchMetricsViews', { credentials: sandbox.cloud() });
	expect(results).toEqual([]);
});

describe.each(WAYS)('an agent on the way of the %s', (way) => {
	const tool = async (more: INodeParameters, chosen: IDataObject = {}) =>
		await runTool(
			way,
			{ resource: 'metrics', operation: 'query', ...view('flight_delays'), ...more },
			chosen,
			{ credentials: sandbox.cloud() },
		);

	const ofChoice = {
		...total,
		...filters({
			field: 'origin',
			operator: 'eq',
			value: "={{ $fromAI('airport', 'IATA code') }}",
		}),
	};

	it('gets the numbers that its model asks for', async () => {
		expect((await tool(ofChoice, { airport: 'ORD' })).rows).toEqual([{ flights: 1095 }]);
	});

	it('is shown a hundred rows, and told of others', async () => {
		const { rows: shown } = await tool(byOrigin);
		expect(shown).toHaveLength(101);
		expect(shown[100].note).toContain('Only the first 100 rows');
	});

	it('is told what else there is', async () => {
		const { error } = await tool(
			{ measures: "={{ $fromAI('measure', 'x') }}" },
			{ measure: 'delay' },
		);
		expect(error).toContain('There are: flights, avg_delay');
	});

	it('may not say whose rows it sees', async () => {
		const runAs = { runAs: 'email', userEmail: "={{ $fromAI('email', 'x') }}" };
		const { error } = await tool({ ...total, ...runAs }, { email: 'viewer@acme.test' });
		expect(error).toContain("The AI model could fill in 'User Email'");
		expect(sandbox.calls().filter(({ path }) => !path.endsWith('/resources'))).toEqual([]);
	});
});

describe('the rights of a user', () => {
	const forAirport = {
		runAs: 'attributes',
		attributesMode: 'fields',
		attributes: { attribute: [{ name: 'airport', type: 'text', value: 'ORD' }] },
	};

	it.each([false, true])('decide over the rows (Rill Developer: %s)', async (local) => {
		expect(await rows({ ...byOrigin, ...forAirport }, { local })).toEqual([
			{ origin: 'ORD', flights: 1095 },
		]);
	});

	it('are those of each item', async () => {
		const attributes = {
			attribute: [{ name: 'airport', type: 'text', value: '={{ $json.airport }}' }],
		};
		const inputItems = [{ airport: 'ORD' }, { airport: 'ATL' }];
		expect(await rows({ ...total, ...forAirport, attributes }, { inputItems })).toEqual([
			{ flights: 1095 },
			{ flights: 846 },
		]);
	});

	it("never fall back to the credential's", async () => {
		const credential = { token: tokens.viewer };
		const { error } = await run({ ...total, ...forAirport }, { credential });
		expect(error?.message).toContain('No call was made');
		expect(bodies()).toEqual([]);
	});
});

describe('in the editor', () => {
	const ask = { parameters: { resource: 'metrics', operation: 'query', ...view('flight_delays') } };
	const credentials = () => sandbox.cloud();

	it('views can be searched by name and title', async () => {
		const found = async (filter?: string) =>
			(await searchList('searchMetricsViews', { credentials: credentials(), filter })).results;
		expect(await found()).toEqual([
			{ name: 'every_flight', value: 'every_flight' },
			{ name: 'Flight delays (flight_delays)', value: 'flight_delays' },
		]);
		expect(await found(' DELAYS (')).toHaveLength(1);
		expect(await found('.*')).toEqual([]);
	});

	it('measures and dimensions are those of the view', async () => {
		const question = { ...ask, credentials: credentials() };
		const measures = await optionList('getMeasures', question);
		expect(measures).toEqual([
			{ name: 'Flights (flights)', value: 'flights' },
			{ name: 'Average delay (min) (avg_delay)', value: 'avg_delay' },
			{ name: 'Share later than 15 minutes (late_share)', value: 'late_share' },
			...measures.slice(3),
		]);
		const dimensions = await optionList('getDimensions', question);
		expect(dimensions.map(({ value }) => value)).toEqual([
			'departed_at',
			'origin',
			'destination',
			'origin_state',
		]);
		expect(await optionList('getDimensionsAndMeasures', question)).toEqual([
			...measures,
			...dimensions,
		]);
	});

	it.each([
		['the token', { token: tokens.expired }, {}, 'it has expired'],
		['the view', {}, view('flight_dealys'), 'Did you mean "flight_delays"?'],
		['no view', {}, view(''), "'Metrics View' is empty"],
	])('a failure is readable: %s', async (_case, credential, chosen, message) => {
		await expect(
			optionList('getMeasures', {
				credentials: sandbox.cloud(credential),
				parameters: { ...ask.parameters, ...chosen },
			}),
		).rejects.toMatchObject({ message: expect.stringContaining(message) });
	});
});
