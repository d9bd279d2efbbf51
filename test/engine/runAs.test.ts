/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/faultKinds';
import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { tokens, useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

let users = 0;

/** Tokens are kept for all of the process, so each test has users that no other test has. */
const nobodyElse = () => `user-${users++}`;

const byEmail = (userEmail: string, id = nobodyElse()): INodeParameters => ({
	runAs: 'email',
	userEmail,
	runAsOptions: { externalUserId: id },
});

const byAttributes = (
	attribute: Array<{ name: string; type: string; value: string }>,
	id = nobodyElse(),
): INodeParameters => ({
	runAs: 'attributes',
	attributesMode: 'fields',
	attributes: { attribute },
	runAsOptions: { externalUserId: id },
});

const ofAirport = (value: string, id?: string) =>
	byAttributes([{ name: 'airport', type: 'text', value }], id);

interface Options {
	items?: IDataObject[];
	token?: string;
	local?: boolean;
	more?: INodeParameters;
	onError?: 'continueErrorOutput' | 'continueRegularOutput';
}

/** Asks an API that answers who asks. */
async function ask(
	user: INodeParameters,
	{ items = [{}], token, local, more, onError }: Options = {},
) {
	const parameters = callParameters('my_flights', null, {
		argumentsMode: 'pairs',
		// The API ignores it; it makes each item's call another one.
		argumentPairs: { pair: [{ name: 'n', value: '={{ $json.n ?? "" }}' }] },
		...user,
		...more,
	});
	const execution = await runWorkflow(rillWorkflow(parameters, { inputItems: items, onError }), {
		credentials: local ? sandbox.local() : sandbox.cloud(token === undefined ? {} : { token }),
	});
	return { ...execution, rows: execution.items('Success').map(({ json }) => json) };
}

const issued = () => sandbox.calls().filter(({ path }) => /\/(credentials|dev-jwt)$/.test(path));
const called = () => sandbox.calls().filter(({ path }) => path.endsWith('/api/my_flights'));
const wishes = () => issued().map(({ body }) => JSON.parse(body) as unknown);

describe('a call as a user', () => {
	it('by e-mail address gets the rows of that member', async () => {
		const { rows } = await ask(byEmail(' viewer@acme.test '));
		expect(rows).toMatchObject([
			{ email_text: 'viewer@acme.test', airport_text: 'ATL', is_admin: false },
		]);
	});

	it('by attributes gets the rows of whoever has them', async () => {
		const typed = byAttributes([
			{ name: 'airport', type: 'text', value: 'ORD' },
			{ name: 'level', type: 'number', value: '7' },
			{ name: 'admin', type: 'boolean', value: 'false' },
		]);
		const asJson = {
			...typed,
			attributesMode: 'json',
			attributesJson: '{"airport": "ORD", "level": 7, "admin": false}',
		};
		for (const user of [typed, asJson]) {
			const [row] = (await ask(user)).rows;
			expect(row).toMatchObject({ airport_text: 'ORD', is_admin: false });
			expect(JSON.parse(String(row.user_json))).toMatchObject({ level: 7 });
		}
		// The two ways to fill them in are one and the same user.
		expect(issued()).toHaveLength(1);
	});

	it("is made with the credential's own access where nobody is named", async () => {
		const { rows } = await ask({ runAs: 'credential' });
		expect(rows).toMatchObject([{ is_admin: true }]);
		expect(issued()).toEqual([]);
		expect(called()[0].headers.authorization).toBe(`Bearer ${tokens.serviceAdmin}`);
	});

	it('sends nothing but the issued token', async () => {
		await ask(ofAirport('ORD'));
		const [{ headers, method, path }] = called();
		expect(headers.authorization).toMatch(/^Bearer eyJ/);
		expect(`${method} ${path}`).toMatch(/^GET .*\/runtime\/api\/my_flights$/);
		expect(JSON.stringify(called())).not.toContain(tokens.serviceAdmin);
	});

	it('asks for a token of an hour, or as long as the options say, for the own ID of the user', async () => {
		await ask(ofAirport('ORD', 'e1'));
		await ask({ ...ofAirport('ORD'), runAsOptions: { externalUserId: ' e2 ', ttlSeconds: 60 } });
		expect(wishes()).toEqual([
			{ attributes: { airport: 'ORD' }, external_user_id: 'e1', ttl_seconds: 3600 },
			{ attributes: { airport: 'ORD' }, external_user_id: 'e2', ttl_seconds: 60 },
		]);
	});

	it('on Rill Developer tries policies out, by e-mail address and by attributes', async () => {
		const { rows } = await ask(byEmail('ann@acme.test'), { local: true });
		expect(rows).toMatchObject([{ email_text: 'ann@acme.test', is_admin: false }]);
		const of = await ask(ofAirport('={{ $json.a }}'), {
			local: true,
			items: [{ a: 'ORD' }, { a: 'ATL' }, { a: 'ORD', n: 1 }],
		});
		expect(of.rows.map((row) => row.airport_text)).toEqual(['ORD', 'ATL', 'ORD']);
		expect(issued().map(({ path }) => path)).toEqual(['/v1/dev-jwt', '/v1/dev-jwt', '/v1/dev-jwt']);
	});

	it.each([
		['text', 'false'],
		['number', '1'],
		['json', '["no"]'],
	])('warns of the %s %s for admin', async (type, value) => {
		const user = byAttributes([{ name: 'admin', type, value }]);
		const execution = await ask(user);
		expect(execution.hints('Rill')).toContainEqual(expect.stringContaining('Make it a boolean'));
	});

	it('leaves no token in what an execution keeps', async () => {
		const seen = [];
		for (const fault of [
			undefined,
			{ fault: 'html' as const, status: 500, path: '/api/my_flights' },
		]) {
			if (fault) sandbox.rill.control.start(fault);
			const execution = await ask(ofAirport('ORD'));
			seen.push(`${JSON.stringify(execution.run)}${inspect(execution.run, { depth: 12 })}`);
		}
		for (const { headers } of called()) {
			const token = String(headers.authorization).split('.')[1];
			expect(seen.join('')).not.toContain(token);
		}
		expect(called()).toHaveLength(2);
	});
});

describe('tokens', () => {
	it('are issued once for each of 20 users of 1,000 items', async () => {
		const items = Array.from({ length: 1000 }, (_, n) => ({ n, user: `user${n % 20}@acme.test` }));
		const { rows } = await ask(byEmail('={{ $json.user }}'), { items });
		expect(rows.map((row) => row.email_text)).toEqual(items.map(({ user }) => user));
		expect([issued().length, called().length]).toEqual([20, 1000]);
	});

	it('are issued once for items that ask at the same moment', async () => {
		sandbox.rill.control.start({ fault: 'latency', milliseconds: 300, kind: 'credentials' });
		const items = Array.from({ length: 50 }, (_, n) => ({ n, airport: n % 2 ? 'ORD' : 'ATL' }));
		const { rows } = await ask(ofAirport('={{ $json.airport }}'), {
			items,
			more: { options: { concurrentRequests: 50 } },
		});
		expect(rows.map((row) => row.airport_text)).toEqual(items.map(({ airport }) => airport));
		expect(issued()).toHaveLength(2);
	});

	it('are kept for the next executions, and not for another credential', async () => {
		const user = ofAirport('ORD');
		await ask(user);
		await ask(user);
		expect(issued()).toHaveLength(1);
		const { rows } = await ask(user, { token: tokens.admin });
		expect(rows).toMatchObject([{ airport_text: 'ORD' }]);
		expect(issued()).toHaveLength(2);
	});

	it('are shared by executions that run at the same moment', async () => {
		sandbox.rill.control.start({ fault: 'latency', milliseconds: 300, kind: 'credentials' });
		const user = ofAirport('ORD');
		const executions = await Promise.all([ask(user), ask(user), ask(user)]);
		for (const { rows } of executions) expect(rows).toMatchObject([{ airport_text: 'ORD' }]);
		expect(issued()).toHaveLength(1);
	});

	it('that have expired are issued anew, once', async () => {
		const user = ofAirport('={{ $json.a }}');
		const items = [{ a: 'ORD' }, { a: 'ORD', n: 1 }, { a: 'ORD', n: 2 }];
		await ask(user, { items });
		sandbox.rill.control.cloud.advance(3601);
		const { rows } = await ask(user, { items });
		expect(rows.map((row) => row.airport_text)).toEqual(['ORD', 'ORD', 'ORD']);
		expect(issued()).toHaveLength(2);
	});

	it('from before a redeployment are issued anew, once', async () => {
		const user = byEmail('viewer@acme.test');
		await ask(user);
		sandbox.rill.control.redeploy('acme/flight-ops');
		const { rows } = await ask(user, { items: [{}, { n: 1 }, { n: 2 }] });
		expect(rows.map((row) => row.airport_text)).toEqual(['ATL', 'ATL', 'ATL']);
		expect(issued()).toHaveLength(2);
	});

	it('of users share neither calls nor rows, whatever the mix of them and of lifetimes', async () => {
		// Lifetimes that end when the sandbox's clock is put on, and never because a machine is slow.
		const item = fc.oneof(
			fc.record({
				airport: fc.constantFrom('ORD', 'ATL', 'LAX', 'JFK'),
				ttl: fc.constantFrom(300, 450, 6000),
			}),
			fc.record({
				airport: fc.constantFrom('ORD', 'ATL'),
				level: fc.nat(2),
				ttl: fc.constantFrom(450, 6000),
			}),
		);
		const run = fc.record({
			items: fc.array(item, { minLength: 1, maxLength: 15 }),
			later: fc.constantFrom(0, 301, 451, 6001),
			redeployed: fc.boolean(),
			concurrentRequests: fc.constantFrom(1, 5, 50),
		});
		sandbox.rill.control.apply({ callsPerMinute: 1_000_000 });
		await fc.assert(
			fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 3 }), async (runs) => {
				const id = nobodyElse();
				for (const { items, later, redeployed, concurrentRequests } of runs) {
					sandbox.rill.control.cloud.advance(later);
					if (redeployed) sandbox.rill.control.redeploy('acme/flight-ops');
					const { rows, error } = await ask(
						{
							runAs: 'attributes',
							attributesMode: 'json',
							attributesJson: '={{ { airport: $json.airport, level: $json.level ?? 0 } }}',
							runAsOptions: { externalUserId: id, ttlSeconds: '={{ $json.ttl }}' },
						},
						{ items, more: { options: { concurrentRequests } } },
					);
					expect(error).toBeUndefined();
					const seen = rows.map(({ user_json: who }) => {
						const { airport, level } = JSON.parse(String(who)) as IDataObject;
						return { airport, level };
					});
					expect(seen).toEqual(
						items.map((one) => ({ airport: one.airport, level: 'level' in one ? one.level : 0 })),
					);
				}
			}),
			{ numRuns: 60 },
		);
	}, 120_000);
});

describe('a request with an issued token', () => {
	it('follows no redirect', async () => {
		const location = `${sandbox.rill.url}/elsewhere`;
		sandbox.rill.control.start({ fault: 'redirect', location, path: '/api/my_flights' });
		const { error } = await ask(ofAirport('ORD'));
		expect(error?.message).toContain('redirect (302), which is not followed');
		expect(sandbox.calls().map(({ path }) => path)).not.toContain('/elsewhere');
	});

	it('ends at the deadline', async () => {
		sandbox.rill.control.start({ fault: 'silence', path: '/api/my_flights' });
		const { error } = await ask(ofAirport('ORD'), {
			more: { options: { timeout: 1000, maxTries: 1 } },
		});
		expect(error?.message).toContain('did not answer completely within 1 second');
	});
});

describe('where no token is issued, no call is made:', () => {
	const answer = (status: number, body: string): Fault => ({
		fault: 'status',
		status,
		body,
		contentType: 'application/json',
	});
	const admin = (status: number, code: number, message: string) =>
		answer(status, JSON.stringify({ code, message, details: [] }));

	const faults: Array<[string, Fault, string]> = [
		['400', admin(400, 3, 'invalid argument'), 'invalid argument'],
		['401', admin(401, 16, 'auth token not found'), 'does not accept the credential'],
		['401 in text', { fault: 'status', status: 401, body: 'token contains x' }, 'does not accept'],
		[
			'403',
			admin(403, 7, 'does not have permission to manage deployment'),
			'needs the role "admin"',
		],
		['404', admin(404, 5, 'project not found'), 'Rill does not know project "flight-ops"'],
		['404 in text', { fault: 'status', status: 404, body: 'Not Found' }, 'nothing at the address'],
		['hibernated', admin(400, 9, 'project does not have a deployment'), 'nothing running'],
		['429', { fault: 'rateLimited', delay: '50ms' }, 'asked too often'],
		['500', admin(500, 13, 'internal'), 'internal'],
		['502 of a gateway', { fault: 'html', status: 502 }, 'overloaded or being updated'],
		['503', { fault: 'status', status: 503, body: '' }, 'overloaded or being updated'],
		['a page', { fault: 'html', status: 200 }, 'without a token'],
		['nothing', { fault: 'status', status: 200, body: '' }, 'without a token'],
		['no token', answer(200, '{"runtimeHost":"https://r","ttlSeconds":60}'), 'without a token'],
		['an empty token', answer(200, '{"accessToken":""}'), 'without a token'],
		['no text as token', answer(200, '{"accessToken":{"a":1}}'), 'without a token'],
		['half of an answer', { fault: 'truncatedJson' }, 'was cut off'],
		['a redirect', { fault: 'redirect', location: 'https://elsewhere.test/' }, 'redirect'],
		['a reset', { fault: 'resetBeforeHeaders' }, 'could not be reached'],
		['a reset halfway', { fault: 'resetInBody' }, 'could not be reached'],
		['silence', { fault: 'silence' }, 'did not answer completely within 1 second'],
		['a drip', { fault: 'drip', bytes: 1, everyMilliseconds: 50 }, 'did not answer completely'],
	];

	const hits = { kind: 'credentials' } as const;
	const waitsFor = ({ fault }: Fault): INodeParameters => ({
		options: { timeout: fault === 'silence' || fault === 'drip' ? 1000 : 60_000, maxTries: 1 },
	});

	it.each(faults)('%s', async (_case, fault, message) => {
		sandbox.rill.control.start({ ...fault, ...hits });
		const { error, status, rows } = await ask(ofAirport('ORD'), {
			more: waitsFor(fault),
		});
		expect(status).toBe('error');
		expect(error?.message).toContain('No call was made, since no token was issued for the user: ');
		expect(error?.message).toContain(message);
		expect(rows).toEqual([]);
		expect(issued().length).toBeGreaterThan(0);
		expect(called()).toEqual([]);
	});

	it.each(faults)('%s on Rill Developer', async (_case, fault) => {
		sandbox.rill.control.start({ ...fault, path: '/v1/dev-jwt' });
		const { error, rows } = await ask(byEmail(`${nobodyElse()}@acme.test`), {
			local: true,
			more: waitsFor(fault),
		});
		expect(error?.message).toContain('No call was made');
		expect(rows).toEqual([]);
		expect(called()).toEqual([]);
	});

	it.each([
		['a viewer', tokens.viewer],
		["a viewer's service", tokens.serviceViewer],
		["an editor's service", tokens.serviceEditor],
		['a public link', tokens.magic],
	])('with the credential of %s, and what it needs is said', async (_case, token) => {
		const { error } = await ask(ofAirport('ORD'), { token });
		expect(error).toMatchObject({
			message: expect.stringMatching(/^No call was made.*needs the role "admin"$/),
			description: expect.stringMatching(
				/^'Run As' has Rill issue a token for the user, as only an/,
			),
			httpCode: '403',
		});
		expect([issued().length, called()]).toEqual([1, []]);
	});

	it.each<[string, INodeParameters]>([
		['no address', byEmail('={{ "" }}')],
		['an address that the item lacks', byEmail('={{ $json.nothing }}')],
		['no address but a name', byEmail('jane')],
		['no attributes', byAttributes([])],
		['no JSON', { runAs: 'attributes', attributesMode: 'json', attributesJson: '{' }],
		['an empty object', { runAs: 'attributes', attributesMode: 'json', attributesJson: '{}' }],
		['an attribute that the item lacks', ofAirport('={{ $json.nothing }}')],
		[
			'an attribute that is there twice',
			byAttributes([
				{ name: 'airport', type: 'text', value: 'ORD' },
				{ name: 'airport', type: 'text', value: 'ATL' },
			]),
		],
		['an attribute without a name', byAttributes([{ name: '', type: 'text', value: 'x' }])],
		['a lifetime of 0', { ...ofAirport('ORD'), runAsOptions: { ttlSeconds: '={{ 0 }}' } }],
		['a lifetime that is no number', { ...ofAirport('ORD'), runAsOptions: { ttlSeconds: 'x' } }],
		['a kind of user that there is not', { ...ofAirport('ORD'), runAs: 'Credential' }],
		['an empty kind of user', { ...ofAirport('ORD'), runAs: '' }],
	])('for %s, for which Rill is not even asked', async (_case, user) => {
		const { status, rows } = await ask(user);
		expect(status).toBe('error');
		expect(rows).toEqual([]);
		expect(sandbox.calls()).toEqual([]);
	});

	it('nor with the credential instead, when a token is not issued anew', async () => {
		const user = ofAirport('ORD');
		await ask(user);
		sandbox.rill.control.redeploy('acme/flight-ops');
		sandbox.rill.control.start({ fault: 'html', status: 500, ...hits });
		const { error } = await ask(user, { items: [{}, { n: 1 }] });
		expect(error?.message).toContain('No call was made');
		expect(JSON.stringify(called())).not.toContain(tokens.serviceAdmin);
	});

	it('the items of other users get theirs', async () => {
		const items = [{ a: 'ann@acme.test' }, { a: 'nobody' }, { a: 'bob@acme.test' }];
		const execution = await ask(byEmail('={{ $json.a }}'), {
			items,
			onError: 'continueErrorOutput',
		});
		expect(execution.rows.map((row) => row.email_text)).toEqual(['ann@acme.test', 'bob@acme.test']);
		expect(execution.items('Rill', 1)).toMatchObject([
			{
				json: { error: expect.stringContaining('not an e-mail address') },
				pairedItem: { item: 1 },
			},
		]);
		expect(called()).toHaveLength(2);
	});
});
