/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { startSandbox, type Sandbox } from '../../sandbox';
import { tokens } from '../../sandbox/cloud';
import { controlPath } from '../../sandbox/control';
import type { Fault } from '../../sandbox/faultKinds';
import { send, type Answer } from './support/exchange';

/** Every switch does over HTTP what it says, and stops when told. */

const flightOps = '/v1/organizations/acme/projects/flight-ops';
const runtime = `${flightOps}/runtime`;
const call = `${runtime}/api/ten_thousand?limit=20`;
const spec = `${runtime}/api/openapi`;
const local = '/v1/instances/default/api';
const rows = Array.from({ length: 20 }, (_, index) => ({ flight_id: index + 1 }));

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ project: 'recorded' });
});

afterAll(async () => await sandbox.close());
afterEach(() => sandbox.control.reset());

const bearer = { authorization: `Bearer ${tokens.serviceAdmin}` };

async function get(path = call, headers: Record<string, string> = bearer): Promise<Answer> {
	return await send(sandbox.url, 'GET', path, headers);
}

async function control(method: string, command?: unknown): Promise<Answer> {
	const body = command === undefined ? undefined : JSON.stringify(command);
	return await send(sandbox.url, method, controlPath, {}, body);
}

/** Switches a fault on over HTTP; the number stops it. */
async function start(fault: Fault): Promise<number> {
	const { status, body } = await control('POST', { start: fault });
	expect(status).toBe(200);
	return JSON.parse(body).started;
}

/** Runs something while a fault is on, and sees that all is well before and after. */
async function during<T>(fault: Fault, run: () => Promise<T>): Promise<T> {
	const before = await get();
	expect([before.status, before.body]).toEqual([200, JSON.stringify(rows)]);
	const stop = await start(fault);
	const result = await run();
	await control('POST', { stop });
	const after = await get();
	expect([after.status, after.body]).toEqual([200, JSON.stringify(rows)]);
	return result;
}

const hitsOf = (id: number): number | undefined =>
	sandbox.control.status().faults.find((one) => one.id === id)?.hits;

/** What an issued token is made of, and the token. */
async function issue(identity: object): Promise<{ accessToken: string; instanceId: string }> {
	const path = `${flightOps}/credentials`;
	return JSON.parse((await send(sandbox.url, 'POST', path, bearer, JSON.stringify(identity))).body);
}

describe('faults', () => {
	it('latency: the same answer, and later', async () => {
		const fault = { fault: 'latency', milliseconds: 20, jitter: 20 } as const;
		expect((await during(fault, get)).body).toBe(JSON.stringify(rows));
	});

	it('latency: what it does not hit does not wait, and it ends when the client hangs up', async () => {
		const stop = await start({ fault: 'latency', milliseconds: 600_000, kind: 'api' });
		const hangUp = new AbortController();
		const waiting = fetch(`${sandbox.url}${call}`, { headers: bearer, signal: hangUp.signal });
		expect((await get(spec)).status).toBe(200);
		hangUp.abort();
		await expect(waiting).rejects.toThrow('aborted');
		await control('POST', { stop });
		expect((await get()).status).toBe(200);
	});

	it("rateLimited: 429 with Rill's text, and Retry-After if asked", async () => {
		const answer = await during({ fault: 'rateLimited' }, get);
		expect(answer).toMatchObject({
			status: 429,
			body: '{"code":8,"message":"Rate limit exceeded. Try again in 175.222039ms seconds","details":[]}',
		});
		expect(answer.headers).not.toHaveProperty('retry-after');
		const fault = { fault: 'rateLimited', delay: '1.5s', retryAfter: '2' } as const;
		const other = await during(fault, get);
		expect(other.body).toContain('Try again in 1.5s seconds');
		expect(other.headers['retry-after']).toBe('2');
	});

	describe('atMost', () => {
		/** Calls that are being answered until they are given up. */
		async function held(paths: string[], giveUp: AbortSignal): Promise<Array<Promise<unknown>>> {
			const seen = sandbox.requests.length;
			const calls = paths.map(async (path) => {
				await fetch(`${sandbox.url}${path}`, { headers: bearer, signal: giveUp }).catch(() => {});
			});
			while (sandbox.requests.length < seen + paths.length) {
				await new Promise((resolve) => setImmediate(resolve));
			}
			return calls;
		}

		it('lets so many in at a time, and the next one when one of them has left', async () => {
			await start({ fault: 'atMost', inFlight: 2 });
			const slow = await start({ fault: 'latency', milliseconds: 600_000, kind: 'api' });
			const giveUp = new AbortController();
			const calls = await held([call, call], giveUp.signal);
			expect((await get(spec)).status).toBe(429);
			await control('POST', { stop: slow });
			giveUp.abort();
			await Promise.all(calls);
			while ((await get(spec)).status === 429);
			expect((await get()).status).toBe(200);
		});

		it('counts none but the requests that it hits', async () => {
			await start({ fault: 'atMost', inFlight: 1, kind: 'spec' });
			await start({ fault: 'latency', milliseconds: 600_000, kind: 'api' });
			const giveUp = new AbortController();
			const calls = await held([call, call, call], giveUp.signal);
			expect((await get(spec)).status).toBe(200);
			giveUp.abort();
			await Promise.all(calls);
		});
	});

	it('runtimeDown: no runtime takes a connection, and the admin server still answers', async () => {
		await during({ fault: 'runtimeDown' }, async () => {
			const { instanceId } = await issue({});
			const { host } = new URL(sandbox.runtimeUrl);
			const answer = await send(sandbox.url, 'POST', `${runtime}/trigger`, bearer, '{}');
			expect([answer.status, JSON.parse(answer.body)]).toEqual([
				500,
				{
					error: `Post "http://${host}/v1/instances/${instanceId}/trigger": dial tcp ${host}: connect: connection refused`,
				},
			]);
			const direct = `/v1/instances/${instanceId}/api/flights`;
			await expect(send(sandbox.runtimeUrl, 'GET', direct, bearer)).rejects.toThrow();
			await expect(get(`${local}/flights`, {})).rejects.toThrow();
		});
	});

	it('waking: a view has no checked spec before its model is there', async () => {
		const view = `${runtime}/resource?name.kind=rill.runtime.v1.MetricsView&name.name=flight_delays`;
		await start({ fault: 'waking', unreachable: 0, empty: 0, partly: 1 });
		expect(JSON.parse((await get(view)).body).resource.metricsView.state.validSpec).toBeNull();
		expect(JSON.parse((await get(view)).body).resource.metricsView.state.validSpec).toMatchObject({
			table: 'flights',
		});
	});

	it('status: whatever answer is asked for', async () => {
		const answer = await during(
			{ fault: 'status', status: 503, body: 'busy', headers: { 'retry-after': '1' } },
			get,
		);
		expect([answer.status, answer.body, answer.headers['retry-after']]).toEqual([503, 'busy', '1']);
	});

	it('html: a page from something in between', async () => {
		const answer = await during({ fault: 'html' }, get);
		expect([answer.status, answer.headers['content-type']]).toEqual([502, 'text/html']);
		expect(answer.body).toMatch(/^<html>/);
		expect((await during({ fault: 'html', status: 200 }, get)).status).toBe(200);
	});

	it('redirect: to another origin', async () => {
		const location = 'http://127.0.0.1:1/elsewhere';
		const answer = await during({ fault: 'redirect', location }, get);
		expect([answer.status, answer.headers.location]).toEqual([302, location]);
	});

	it('resetBeforeHeaders: no answer', async () => {
		await during({ fault: 'resetBeforeHeaders' }, async () => {
			await expect(get()).rejects.toMatchObject({ code: 'ECONNRESET' });
		});
	});

	it('resetInBody: the head of an answer, and not all of its body', async () => {
		await during({ fault: 'resetInBody', afterBytes: 10 }, async () => {
			await expect(get()).rejects.toThrow(/aborted|ECONNRESET/);
			const response = await fetch(`${sandbox.url}${call}`, { headers: bearer });
			expect(response.status).toBe(200);
			await expect(response.text()).rejects.toThrow();
		});
	});

	it('silence: nothing, until the client gives up', async () => {
		await during({ fault: 'silence', count: 1 }, async () => {
			const signal = AbortSignal.timeout(200);
			await expect(
				fetch(`${sandbox.url}${call}`, { headers: bearer, signal }),
			).rejects.toMatchObject({ name: 'TimeoutError' });
		});
	});

	it('truncatedJson: a complete answer with half of the text', async () => {
		const answer = await during({ fault: 'truncatedJson' }, get);
		expect(answer.status).toBe(200);
		expect(answer.body.length).toBe(Math.floor(JSON.stringify(rows).length / 2));
		expect(() => JSON.parse(answer.body)).toThrow();
		expect((await during({ fault: 'truncatedJson', atBytes: 3 }, get)).body).toBe('[{"');
	});

	it('wrongContentType: the same body under another name', async () => {
		const answer = await during({ fault: 'wrongContentType', contentType: 'text/html' }, get);
		expect([answer.headers['content-type'], answer.body]).toEqual([
			'text/html',
			JSON.stringify(rows),
		]);
	});

	it('drip: the whole body, in pieces', async () => {
		await during({ fault: 'drip', bytes: 100, everyMilliseconds: 40 }, async () => {
			const response = await fetch(`${sandbox.url}${call}`, { headers: bearer });
			const pieces: string[] = [];
			for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece).toString());
			expect(pieces.join('')).toBe(JSON.stringify(rows));
			expect(pieces.length).toBeGreaterThan(1);
		});
	});

	it('changedSpec: APIs go, change their names and their arguments', async () => {
		const operation = { post: { summary: 'new' } };
		const fault: Fault = {
			fault: 'changedSpec',
			removed: ['airports'],
			renamed: { flights: 'departures' },
			operations: { my_flights: operation },
		};
		const pathsNow = async () => JSON.parse((await get(spec)).body).paths;
		const before = await pathsNow();
		await during(fault, async () => {
			const paths = await pathsNow();
			expect(paths['/my_flights']).toEqual(operation);
			expect(paths['/departures'].get.parameters).toEqual(before['/flights'].get.parameters);
			expect(paths).not.toHaveProperty('/airports');
			expect(paths).not.toHaveProperty('/flights');
			const gone = await get(`${runtime}/api/flights`);
			expect([gone.status, gone.body]).toEqual([
				404,
				'{"error":"api with name \\"flights\\" not found"}',
			]);
			expect((await get(`${runtime}/api/airports`)).status).toBe(404);
			expect((await get(`${runtime}/api/departures?limit=1`)).body).toContain('"flight_id":1');
			const kind = 'kind=rill.runtime.v1.API';
			const listed = (await get(`${runtime}/resources?${kind}`)).body;
			expect(listed).toContain('"name":"departures"');
			expect(listed).not.toContain('"name":"airports"');
		});
		expect(await pathsNow()).toEqual(before);
	});

	it('ignoredOffset: the API never sees the argument, in the query or in the body', async () => {
		await during({ fault: 'ignoredOffset' }, async () => {
			const path = `${runtime}/api/echo_args?limit=2&offset=4`;
			const answer = await send(sandbox.url, 'POST', path, bearer, '{"offset":6,"a":1}');
			const [{ args_json: args }] = JSON.parse(answer.body);
			expect(JSON.parse(args)).toEqual({ limit: '2', a: 1 });
		});
	});

	it("rowLimit: more rows are refused in the words of Rill's cap", async () => {
		const answer = await during({ fault: 'rowLimit', rows: 19 }, get);
		expect([answer.status, answer.body]).toEqual([
			400,
			'{"error":"result cap exceeded: returned more than 19 rows"}',
		]);
		expect((await during({ fault: 'rowLimit', rows: 20 }, get)).status).toBe(200);
		await start({ fault: 'rowLimit', rows: 2 });
		expect((await get(`${runtime}/api/delays_by_airport?limit=3`)).body).toBe(
			'{"error":"result cap exceeded: returned more than 2 rows"}',
		);
	});
});

describe('a fault of the runtime', () => {
	const faults: Array<[Fault, status: number, behindProxy: boolean]> = [
		[{ fault: 'runtimeDown' }, 500, false],
		[{ fault: 'waking', unreachable: 99 }, 500, false],
		[{ fault: 'waking', unreachable: 0, unparsed: 99 }, 404, true],
		[{ fault: 'waking', unreachable: 0, empty: 99 }, 400, true],
		[{ fault: 'waking', unreachable: 0, empty: 0, partly: 99 }, 400, true],
		[{ fault: 'changedSpec', removed: ['flights'] }, 404, true],
		[{ fault: 'rowLimit', rows: 1 }, 400, true],
	];
	const flights = `${runtime}/api/flights`;

	it.each(faults)('%j comes with the headers of whoever answers', async (fault, status, behind) => {
		await start(fault);
		const { headers, ...answer } = await get(flights);
		expect(answer.status).toBe(status);
		const cached = 'no-store, no-cache, must-revalidate';
		expect(headers['cache-control']).toBe(behind ? `${cached}, ${cached}` : cached);
		expect(headers.vary).toBe(behind ? 'Origin, Origin' : 'Origin');
		expect(headers['x-trace-id']).toMatch(behind ? /^\w{32}, \w{32}$/ : /^\w{32}$/);
	});

	it.each(faults)('%j is met by nobody whom the proxy turns away', async (fault) => {
		const id = await start(fault);
		const as = (token: string) => ({ authorization: `Bearer ${token}` });
		const nobody = await get(flights, {});
		expect([nobody.status, nobody.headers['www-authenticate']]).toEqual([
			401,
			expect.stringContaining('oauth-protected-resource'),
		]);
		expect((await get(flights, as(tokens.outsider))).status).toBe(401);
		const elsewhere = await get('/v1/orgs/acme/projects/nothing/runtime/api/flights');
		expect([elsewhere.status, elsewhere.body]).toEqual([400, '{"error":"project not found"}']);
		expect(hitsOf(id)).toBe(0);
		await get(flights);
		expect(hitsOf(id)).toBe(1);
	});

	it.each(faults.filter(([, , behind]) => behind))(
		'%j is met by no token that the runtime does not take',
		async (fault) => {
			const { accessToken } = await issue({ attributes: { airport: 'ORD' } });
			await control('POST', { redeploy: 'acme/flight-ops' });
			await start(fault);
			const garbled = await get(flights, { authorization: 'Bearer nonsense' });
			expect([garbled.status, garbled.body]).toEqual([
				401,
				'token contains an invalid number of segments\n',
			]);
			const old = await get(flights, { authorization: `Bearer ${accessToken}` });
			expect([old.status, old.body]).toEqual([
				403,
				'{"error":"does not have access to custom APIs"}',
			]);
		},
	);

	it('meets calls to Rill Developer, too', async () => {
		await start({ fault: 'changedSpec', removed: ['flights'] });
		expect((await get(`${local}/flights`, {})).status).toBe(404);
		await start({ fault: 'rowLimit', rows: 1 });
		expect((await get(`${local}/ten_thousand`, {})).body).toContain('more than 1 rows');
	});
});

describe('the reach of a fault', () => {
	const refused = { fault: 'status', status: 503 } as const;
	const statuses = async (...paths: string[]): Promise<number[]> => {
		const found: number[] = [];
		for (const path of paths) found.push((await get(path)).status);
		return found;
	};

	it('ends after so many requests, and lets so many pass first', async () => {
		sandbox.control.start({ ...refused, after: 1, count: 2 });
		expect(await statuses(call, call, call, call)).toEqual([200, 503, 503, 200]);
	});

	it('is limited to part of the path', async () => {
		sandbox.control.start({ ...refused, path: 'offset=20' });
		expect(await statuses(call, `${call}&offset=20`)).toEqual([200, 503]);
	});

	it('is limited to a kind of request', async () => {
		const project = '/v1/orgs/acme/projects/flight-ops';
		const resources = `${runtime}/resources`;
		const all = [call, spec, project, resources, `${local}/airports`, '/v1/users/current'];
		// Rill Developer takes no token of Rill Cloud, and a service is no user.
		const hit: Record<string, number[]> = {
			api: [503, 200, 200, 200, 503, 401],
			spec: [200, 503, 200, 200, 401, 401],
			project: [200, 200, 503, 200, 401, 401],
			resources: [200, 200, 200, 503, 401, 401],
		};
		for (const [kind, expected] of Object.entries(hit)) {
			await control('POST', { reset: true, start: { ...refused, kind } });
			expect(await statuses(...all)).toEqual(expected);
		}
	});
});

describe('the control route', () => {
	it('starts and stops faults, and tells what is on', async () => {
		const fault = { fault: 'status', status: 503 };
		const { started } = JSON.parse((await control('POST', { start: fault })).body);
		expect((await get()).status).toBe(503);
		expect(JSON.parse((await control('GET')).body)).toEqual({
			faults: [{ id: started, fault, hits: 1 }],
		});
		await control('POST', { stop: started });
		expect((await get()).status).toBe(200);
		await control('POST', { start: fault });
		await control('POST', { stop: 'all' });
		expect((await get()).status).toBe(200);
		await control('POST', { start: fault });
		await control('DELETE');
		expect((await get()).status).toBe(200);
	});

	it('hibernates, wakes and redeploys a project', async () => {
		const project = 'acme/flight-ops';
		const before = await issue({});
		await control('POST', { hibernate: project });
		expect((await get()).body).toBe('{"error":"no prod deployment for project"}');
		await control('POST', { wake: project });
		const awake = await issue({});
		expect(awake.instanceId).not.toBe(before.instanceId);
		await control('POST', { redeploy: project });
		const after = await issue({});
		expect(after.instanceId).not.toBe(awake.instanceId);
		await control('POST', { reset: true });
		expect((await issue({})).instanceId).toBe(before.instanceId);
	});

	it('revokes a token at once or after a while, and lets time pass', async () => {
		const status = async () => (await get('/v1/orgs/acme/projects/flight-ops')).status;
		await control('POST', { revoke: 'serviceAdmin' });
		expect(await status()).toBe(200);
		await control('POST', { advanceSeconds: 11 });
		expect(await status()).toBe(401);
		await control('POST', { reset: true });
		expect(await status()).toBe(200);
		await control('POST', { revocationDelayMilliseconds: 0, revoke: tokens.serviceAdmin });
		expect(await status()).toBe(401);
	});

	it("sets the limit of the admin server's methods", async () => {
		await control('POST', { callsPerMinute: 1 });
		const project = '/v1/orgs/acme/projects/flight-ops';
		expect([(await get(project)).status, (await get(project)).status]).toEqual([200, 429]);
		await control('POST', { callsPerMinute: 0 });
		expect((await get(project)).body).toContain('Rate limit exceeded. Try again in 1m0s seconds');
	});

	it.each([
		['{', /JSON/],
		['[]', /object/],
		['7', /object/],
		['{"fault":"status"}', /unknown switch fault/],
		['{"start":{}}', /takes an object with a fault/],
		['{"start":null}', /takes an object with a fault/],
		['{"start":{"fault":"constructor"}}', /unknown fault constructor; known are latency, rate/],
		['{"start":{"fault":"status"}}', /status needs status; it takes status \(status from 200/],
		['{"start":{"fault":"status","status":"503"}}', /status of status takes a .+, not "503"/],
		['{"start":{"fault":"html","milliseconds":1}}', /html has no field milliseconds; it takes/],
		['{"start":{"fault":"silence","kind":"apis"}}', /kind of silence takes a kind of request/],
		['{"start":{"fault":"drip","bytes":0,"everyMilliseconds":1}}', /bytes of drip .+ from 1/],
		['{"revoke":"nobody"}', /no token nobody in the sandbox; known are admin, viewer/],
		['{"callsPerMinute":-1}', /callsPerMinute takes no -1/],
		['{"stop":"x"}', /stop takes no/],
		['{"hibernate":"acme/nothing"}', /no project acme\/nothing/],
	])('says what is wrong with %s', async (text, reason) => {
		const answer = await send(sandbox.url, 'POST', controlPath, {}, text);
		expect(answer.status).toBe(400);
		expect(JSON.parse(answer.body).error).toMatch(reason);
		expect(sandbox.control.status().faults).toEqual([]);
	});

	it('is no path of Rill', async () => {
		const answer = await send(sandbox.runtimeUrl, 'POST', controlPath, {}, '{"stop":"all"}');
		expect(answer.status).toBe(404);
	});
});
