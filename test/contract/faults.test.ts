import { tokens } from '../../sandbox/cloud';
import { controlPath } from '../../sandbox/control';
import type { Fault } from '../../sandbox/faultKinds';
import { serve, type Served } from '../../sandbox/serve';
import { send, type Answer } from './support/exchange';

/** Every switch does over HTTP what it says, and stops when told. */

const flightOps = '/v1/organizations/acme/projects/flight-ops';
const call = `${flightOps}/runtime/api/flights`;
const spec = `${flightOps}/runtime/api/openapi`;
const rows = Array.from({ length: 20 }, (_, index) => ({ flight_id: index + 1 }));
const json = { 'content-type': 'application/json' };

let sandbox: Served;

beforeAll(async () => {
	sandbox = await serve({
		answerLocal: async () => ({ status: 200, headers: json, body: '"local"' }),
		answerRuntime: async ({ path, query, body }) => ({
			status: 200,
			headers: json,
			body: JSON.stringify(
				path.endsWith('/openapi')
					? { paths: { '/airports': { get: {} }, '/flights': { get: {} } } }
					: path.endsWith('/echo')
						? [{ query, body: body.toString() }]
						: rows,
			),
		}),
	});
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

/** Runs something while a fault is on, and sees that all is well before and after. */
async function during<T>(fault: Fault, run: () => Promise<T>): Promise<T> {
	const before = await get();
	expect([before.status, before.body]).toEqual([200, JSON.stringify(rows)]);
	const stop = sandbox.control.start(fault);
	const result = await run();
	stop();
	const after = await get();
	expect([after.status, after.body]).toEqual([200, JSON.stringify(rows)]);
	return result;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await run();
	return performance.now() - start;
}

describe('faults', () => {
	it('latency: the answer comes later, and within its jitter', async () => {
		const took = await during({ fault: 'latency', milliseconds: 150, jitter: 50 }, async () => {
			return await timed(async () => await get());
		});
		expect(took).toBeGreaterThanOrEqual(149);
		expect(took).toBeLessThan(1_000);
	});

	it('latency: ends when the client hangs up', async () => {
		const stop = sandbox.control.start({ fault: 'latency', milliseconds: 600_000 });
		const signal = AbortSignal.timeout(50);
		await expect(fetch(`${sandbox.url}${call}`, { headers: bearer, signal })).rejects.toThrow();
		stop();
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

	it('atMost: only so many at a time', async () => {
		const stopSlow = sandbox.control.start({ fault: 'latency', milliseconds: 100 });
		const stop = sandbox.control.start({ fault: 'atMost', inFlight: 2 });
		const answers = await Promise.all([get(), get(), get(), get()]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
		const later = [await get(), await get(), await get()];
		expect(later.map(({ status }) => status)).toEqual([200, 200, 200]);
		stop();
		stopSlow();
	});

	it('runtimeDown: the proxy cannot reach the runtime, the admin server still answers', async () => {
		await during({ fault: 'runtimeDown' }, async () => {
			const { instanceId } = JSON.parse(
				(await send(sandbox.url, 'POST', `${flightOps}/credentials`, bearer, '{}')).body,
			);
			const host = new URL(sandbox.runtimeUrl).host;
			const url = `http://${host}/v1/instances/${instanceId}/api/flights?limit=1`;
			const answer = await get(`${call}?limit=1`);
			expect(answer.status).toBe(500);
			expect(JSON.parse(answer.body)).toEqual({
				error: `Get "${url}": dial tcp ${host}: connect: connection refused`,
			});
			const direct = `/v1/instances/${instanceId}/api/flights`;
			await expect(send(sandbox.runtimeUrl, 'GET', direct, bearer)).rejects.toThrow();
		});
	});

	it('waking: unreachable, then without its tables, then awake', async () => {
		sandbox.control.start({ fault: 'waking', unreachable: 1, empty: 2 });
		const answers = [];
		for (let index = 0; index < 4; index += 1) answers.push(await get(`${call}?limit=1`));
		expect(answers.map(({ status }) => status)).toEqual([500, 400, 400, 200]);
		expect(JSON.parse(answers[0]?.body ?? '')).toEqual({
			error: 'Get "v1/instances/api/flights?limit=1": unsupported protocol scheme ""',
		});
		expect(answers[1]?.body).toContain('Catalog Error: Table with name flights does not exist!');
	});

	it('waking at Rill Developer: without its tables, then awake', async () => {
		sandbox.control.start({ fault: 'waking', unreachable: 0, empty: 1 });
		const local = '/v1/instances/default/api/flights';
		expect((await get(local)).body).toContain('Catalog Error');
		expect((await get(local)).body).toBe('"local"');
	});

	it('status: any answer at all', async () => {
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

	it('drip: the whole body, slowly', async () => {
		await during({ fault: 'drip', bytes: 100, everyMilliseconds: 40 }, async () => {
			const start = performance.now();
			const answer = await get();
			expect(answer.body).toBe(JSON.stringify(rows));
			expect(performance.now() - start).toBeGreaterThan(100);
		});
	});

	it('changedSpec: APIs go, change their names and their arguments', async () => {
		const operation = { post: { summary: 'new' } };
		const fault: Fault = {
			fault: 'changedSpec',
			removed: ['airports'],
			renamed: { flights: 'departures' },
			operations: { other: operation },
		};
		await during(fault, async () => {
			expect(JSON.parse((await get(spec)).body).paths).toEqual({
				'/departures': { get: {} },
				'/other': operation,
			});
			const gone = await get();
			expect([gone.status, gone.body]).toEqual([
				404,
				'{"error":"api with name \\"flights\\" not found"}',
			]);
			expect((await get(`${flightOps}/runtime/api/airports`)).status).toBe(404);
			const renamed = await get(`${flightOps}/runtime/api/departures`);
			expect(renamed.body).toBe(JSON.stringify(rows));
		});
		expect(Object.keys(JSON.parse((await get(spec)).body).paths)).toEqual([
			'/airports',
			'/flights',
		]);
	});

	it('ignoredOffset: the argument never arrives, in the query or in the body', async () => {
		await during({ fault: 'ignoredOffset' }, async () => {
			const path = `${flightOps}/runtime/api/echo?limit=2&offset=4`;
			const answer = await send(sandbox.url, 'POST', path, bearer, '{"offset":6,"a":1}');
			expect(JSON.parse(answer.body)).toEqual([{ query: 'limit=2', body: '{"a":1}' }]);
		});
	});

	it("rowLimit: more rows are refused in the words of Rill's cap", async () => {
		const answer = await during({ fault: 'rowLimit', rows: 19 }, get);
		expect([answer.status, answer.body]).toEqual([
			400,
			'{"error":"result cap exceeded: returned more than 19 rows"}',
		]);
		expect((await during({ fault: 'rowLimit', rows: 20 }, get)).status).toBe(200);
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
		expect(await statuses(call, `${call}?offset=20`)).toEqual([200, 503]);
	});

	it('is limited to a kind of request', async () => {
		const project = '/v1/orgs/acme/projects/flight-ops';
		const resources = `${flightOps}/runtime/resources`;
		const all = [
			call,
			spec,
			project,
			resources,
			'/v1/instances/default/api/x',
			'/v1/users/current',
		];
		const hit: Record<string, number[]> = {
			api: [503, 200, 200, 200, 503, 401],
			spec: [200, 503, 200, 200, 200, 401],
			project: [200, 200, 503, 200, 200, 401],
			resources: [200, 200, 200, 503, 200, 401],
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
		const issue = async () =>
			JSON.parse((await send(sandbox.url, 'POST', `${flightOps}/credentials`, bearer, '{}')).body);
		const before = await issue();
		await control('POST', { hibernate: project });
		expect((await get()).body).toBe('{"error":"no prod deployment for project"}');
		await control('POST', { wake: project });
		const awake = await issue();
		expect(awake.instanceId).not.toBe(before.instanceId);
		await control('POST', { redeploy: project });
		const after = await issue();
		expect(after.instanceId).not.toBe(awake.instanceId);
		await control('POST', { reset: true });
		expect((await issue()).instanceId).toBe(before.instanceId);
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
