/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { pause } from '../../nodes/Rill/client/abort';
import { callApi } from '../../nodes/Rill/client/calls';
import { RillError, type TransientKind } from '../../nodes/Rill/client/errors';
import { queryMetrics } from '../../nodes/Rill/client/metrics';
import { Pace, type Patience } from '../../nodes/Rill/client/pace';
import type { HttpAnswer, RillConnection } from '../../nodes/Rill/client/transport';
import { askForFlights, connectionOf } from '../support/clientConnection';
import { inOwnTime, useOwnTime } from '../support/ownTime';

useOwnTime();

const ROWS: HttpAnswer = { status: 200, headers: {}, body: '[{"a":1}]' };

const json = (status: number, body: object, headers: Record<string, string> = {}): HttpAnswer => ({
	status,
	headers: { 'content-type': 'application/json', 'retry-after': '0', ...headers },
	body: JSON.stringify(body),
});
const said = (status: number, error: string, headers = {}) => json(status, { error }, headers);
const broken = Object.assign(new Error('x'), { code: 'ECONNRESET' });

/** A Rill that gives one answer after the other, the last one for ever; models are loaded unless said. */
function rill(
	answers: Array<HttpAnswer | Error>,
	{
		modelStatus = 'RECONCILE_STATUS_IDLE',
		...more
	}: Partial<Patience> & { modelStatus?: string } = {},
	connectionOptions: Partial<RillConnection> = {},
) {
	const urls: string[] = [];
	const beganAt = Date.now();
	const at: number[] = [];
	const patience = { maxTries: 5, maxTotalMs: 60_000, pace: new Pace(), ...more };
	const connection = connectionOf(
		async ({ url }) => {
			if (url.endsWith('/projects/flight-ops')) {
				urls.push('project');
				return json(401, { code: 16, message: 'auth token not found', details: [] });
			}
			if (url.includes('/resources')) {
				urls.push('resources');
				return json(200, { resources: [{ meta: { reconcileStatus: modelStatus } }] });
			}
			const answer =
				answers[Math.min(urls.filter((one) => one === 'api').length, answers.length - 1)];
			urls.push('api');
			at.push(Date.now() - beganAt);
			return answer instanceof Error ? await Promise.reject(answer) : answer;
		},
		{ patience, ...connectionOptions },
	);
	const begin = async () =>
		await askForFlights(connection, ({ body }, retries) => ({
			rows: JSON.parse(body) as unknown,
			retries: [...retries],
		}));
	const call = async () => await inOwnTime(begin());
	/** Until the first request has failed, so that the next call finds what that has led to. */
	const beginFirst = async () => {
		const first = begin();
		first.catch(() => {});
		await jest.advanceTimersByTimeAsync(0);
		return { first };
	};
	return { begin, beginFirst, call, urls, at, patience };
}

it('asks nothing again that is no JSON but whole', async () => {
	const { call, urls } = rill([{ status: 200, headers: {}, body: '[{"a":NaN}]' }]);
	await expect(call()).rejects.toThrow(SyntaxError);
	expect(urls).toEqual(['api']);
});

async function failureOf(work: Promise<unknown>): Promise<RillError> {
	return await work.then(
		() => {
			throw new Error('It did not fail');
		},
		(error: RillError) => error,
	);
}

describe('a failure that waiting may cure', () => {
	it.each<[TransientKind, HttpAnswer | Error]>([
		[
			'rateLimited',
			json(429, { code: 8, message: 'Rate limit exceeded. Try again in 1ms seconds' }),
		],
		['unavailable', said(502, 'x')],
		['unavailable', said(503, 'x')],
		['unavailable', { ...said(504, 'x'), body: '<html>', headers: { 'retry-after': '0' } }],
		['unreachable', broken],
		['waking', said(500, 'Get "http://x": dial tcp 1.2.3.4:80: connect: connection refused')],
		['waking', said(500, 'Get "v1/instances/api/flights": unsupported protocol scheme ""')],
		['cutOff', { ...ROWS, body: '[{"a":1},{"a"' }],
	])('of the kind %s is cured by it', async (kind, failure) => {
		const { call, urls, patience } = rill([failure, ROWS]);
		expect(await call()).toEqual({ rows: [{ a: 1 }], retries: [kind] });
		expect(urls).toEqual(['api', 'api']);
		expect([...patience.pace.retries]).toEqual([[kind, 1]]);
	});

	it('counts as the last one after as many tries as are allowed', async () => {
		const { call, urls } = rill([said(503, 'x')], { maxTries: 3 });
		const { kind, message } = await failureOf(call());
		expect(kind).toBe('unavailable');
		expect(message).toMatch(/ \(tried 3 times in \d+ seconds\)$/);
		expect(urls).toHaveLength(3);
	});

	it('is not waited for longer than is allowed, and that is said', async () => {
		const { call, urls } = rill([said(429, 'x', { 'retry-after': '3600' })], {
			maxTotalMs: 60_000,
		});
		const { kind, hint, message } = await failureOf(call());
		expect(message).toMatch(/flights"$/);
		expect(kind).toBe('rateLimited');
		expect(hint).toContain(
			"Rill asks to wait 3600 seconds, which is longer than 'Maximum Retry Time'",
		);
		expect(urls).toHaveLength(1);
	});

	it('ends the patience of the whole run, until an answer comes', async () => {
		const failing = said(503, 'x');
		const { call, urls } = rill([failing, failing, failing, ROWS, failing, ROWS], { maxTries: 2 });
		await failureOf(call());
		expect(urls).toHaveLength(2);
		await failureOf(call());
		expect(urls).toHaveLength(3);
		await call();
		expect(await call()).toMatchObject({ retries: ['unavailable'] });
	});

	it('ends the patience of nobody else where others are answered meanwhile', async () => {
		const patience = { maxTries: 3, maxTotalMs: 60_000, pace: new Pace(5) };
		const asked: string[] = [];
		const get = async (name: string) =>
			await askForFlights(
				connectionOf(
					async () => {
						asked.push(name);
						if (name === 'unlucky') return said(503, 'x');
						return asked.filter((one) => one === name).length > 1 ? ROWS : said(503, 'x');
					},
					{ patience },
				),
				({ body }) => body,
			);
		const unlucky = failureOf(get('unlucky'));
		await inOwnTime(get('others'));
		expect((await inOwnTime(unlucky)).message).toContain('tried 3 times');
		expect(patience.pace.hasGivenUp('calls')).toBe(false);
		expect(await inOwnTime(get('later'))).toBe(ROWS.body);
	});

	it('is looked for by one at a time while nobody is answered, and cured for all', async () => {
		const patience = { maxTries: 5, maxTotalMs: 60_000, pace: new Pace(4) };
		const load = { now: 0, requests: 0, mostAfterwards: 0 };
		const get = async () =>
			await askForFlights(
				connectionOf(
					async () => {
						const number = ++load.requests;
						load.now++;
						// Four set out at first, and four again before it is known that nobody is answered.
						if (number > 8 && number <= 11)
							load.mostAfterwards = Math.max(load.mostAfterwards, load.now);
						await pause(1, undefined);
						load.now--;
						return number <= 11 ? said(503, 'x') : ROWS;
					},
					{ patience },
				),
				({ body }) => body,
			);
		const items = Array.from({ length: 8 }, async () => await get());
		expect(await inOwnTime(Promise.all(items))).toEqual(items.map(() => ROWS.body));
		expect(load.mostAfterwards).toBe(1);
	});

	const silent = (status: number, error: string) => said(status, error, { 'retry-after': '' });

	it('is waited for longer each time, by chance at most half a minute', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const { call, at } = rill([silent(503, 'x')], { maxTries: 6, maxTotalMs: 600_000 });
		const { message } = await failureOf(call());
		expect(at).toEqual([0, 500, 2_500, 10_500, 40_500, 70_500]);
		expect(message).toMatch(/ \(tried 6 times in 71 seconds\)$/);
	});

	it.each([
		[2_500, [0, 500, 2_500]],
		[2_499, [0, 500]],
	])('is asked again within %d milliseconds, and not after', async (maxTotalMs, times) => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const { call, at } = rill([silent(503, 'x')], { maxTotalMs });
		const { hint } = await failureOf(call());
		expect(at).toEqual(times);
		expect(hint).toMatch(/^This passes by itself/);
	});

	it('is waited for by all of the run where Rill asks for it, and by none for less than that', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const { begin, beginFirst, at } = rill([said(429, 'x', { 'retry-after': '2' }), ROWS]);
		const { first } = await beginFirst();
		await inOwnTime(Promise.all([first, begin()]));
		expect(at).toEqual([0, 2_500, 2_500]);
	});

	it('is waited for by all of the run where the project wakes up', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const { begin, beginFirst, at } = rill([silent(500, 'dial tcp: refused'), ROWS]);
		const { first } = await beginFirst();
		await inOwnTime(Promise.all([first, begin()]));
		expect(at).toEqual([0, 4_250, 4_250]);
	});

	it('is waited for by nobody else where it may be of one request alone', async () => {
		const { begin, beginFirst, at } = rill([{ ...ROWS, body: '[{"a":1},{"a"' }, ROWS]);
		const { first } = await beginFirst();
		await inOwnTime(begin());
		expect(at).toEqual([0, 0]);
		await inOwnTime(first);
	});

	it('halves how many go at a time where there are too many', async () => {
		const { call, patience } = rill([said(429, 'x'), ROWS]);
		const { pace } = patience;
		await Promise.all([
			pace.turn('calls', undefined),
			pace.turn('calls', undefined),
			pace.turn('calls', undefined),
		]);
		const failing = call();
		await jest.advanceTimersByTimeAsync(0);
		// Of three that are still under way two may be, so that two have to come back first.
		pace.failed();
		await expect(failing).rejects.toThrow('Waits for something that is no time');
	});

	it.each<[string, HttpAnswer | Error]>([
		['broken off', { ...ROWS, body: '[{"a":1},{"a"' }],
		['none in time', new RillError('timeout', 'x', '')],
	])(
		'does not end the patience of the run where it may be of one request alone: %s',
		async (_case, failing) => {
			const { call, urls } = rill([failing], { maxTries: 2 });
			await failureOf(call());
			await failureOf(call());
			expect(urls).toHaveLength(4);
		},
	);

	it('lets as many go at a time as before where there are not too many', async () => {
		const { call, patience } = rill([said(503, 'x'), ROWS]);
		const { pace } = patience;
		await Promise.all([
			pace.turn('calls', undefined),
			pace.turn('calls', undefined),
			pace.turn('calls', undefined),
		]);
		expect(await call()).toMatchObject({ retries: ['unavailable'] });
	});

	it('is not asked for again by anybody before the time for which Rill asks is over', async () => {
		const { call, urls, patience } = rill([said(429, 'x', { 'retry-after': '3600' })]);
		const first = await failureOf(call());
		expect(await failureOf(call())).toEqual(first);
		expect(urls).toEqual(['api']);
		expect(patience.pace.retries).toEqual(new Map());
	});

	it('is given up where others have the turn for too long, and leaves it to them', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const { call, urls, patience } = rill([silent(503, 'x'), silent(503, 'x'), ROWS]);
		setTimeout(() => patience.pace.restFor('calls', 60_000), 600);
		const { kind, message } = await failureOf(call());
		expect(kind).toBe('unavailable');
		expect(message).toMatch(/ \(tried 2 times in 61 seconds\)$/);
		expect(urls).toHaveLength(2);
		expect(await call()).toMatchObject({ retries: [] });
	});

	it.each([
		[
			'a call',
			async (connection: RillConnection) =>
				await callApi(connection, {
					api: {
						name: 'x',
						summary: '',
						method: 'GET',
						arguments: [],
						columns: [],
						builtIn: false,
					},
					arguments: new Map(),
				}),
		],
		[
			'a query',
			async (connection: RillConnection) =>
				await queryMetrics(
					connection,
					{ view: 'x', dimensions: [], measures: [], timeZone: 'UTC', sort: [] },
					{ limit: 1, offset: 0 },
				),
		],
	])('is told with the rows: %s', async (_case, work) => {
		const answers = [said(503, 'x'), { ...ROWS, body: '[{"a":1},{"a"' }];
		const connection = connectionOf(async () => answers.shift() ?? ROWS, {
			patience: { maxTries: 5, maxTotalMs: 60_000, pace: new Pace() },
		});
		expect(await inOwnTime(work(connection))).toMatchObject({ retries: ['unavailable', 'cutOff'] });
	});

	it.each([
		['as many tries as are allowed', 1, 60, 59_000],
		['a time that is allowed, but not with a little more', 5, 60, 60_000],
	])(
		'is not said to be longer than is allowed after %s',
		async (_case, maxTries, seconds, maxTotalMs) => {
			jest.spyOn(Math, 'random').mockReturnValue(1);
			const asking = said(503, 'x', { 'retry-after': String(seconds) });
			const { hint } = await failureOf(rill([asking], { maxTries, maxTotalMs }).call());
			expect(hint).toMatch(/^This passes by itself/);
		},
	);

	/** Many requests of one run, of which so many go at a time and so many are begun. */
	async function many(
		count: number,
		atATime: number,
		answer: (number: number) => HttpAnswer,
		waiting = atATime,
	): Promise<{ requests: number; outcomes: Array<string | undefined>; pace: Pace }> {
		const patience = { maxTries: 5, maxTotalMs: 120_000, pace: new Pace(atATime) };
		let requests = 0;
		const connection = connectionOf(async () => answer(requests++), { patience });
		const outcomes: Array<string | undefined> = [];
		let next = 0;
		const worker = async () => {
			while (next < count) {
				const index = next++;
				outcomes[index] = await askForFlights(connection, () => undefined).catch(
					({ message }: RillError) => message,
				);
			}
		};
		await inOwnTime(Promise.all(Array.from({ length: waiting }, worker)));
		return { requests, outcomes, pace: patience.pace };
	}

	it('is waited for by none of those who wait for their turn where Rill asks for too long', async () => {
		const startedAt = Date.now();
		const { outcomes } = await many(
			8,
			5,
			(number) => said(429, 'x', { 'retry-after': number < 5 ? '' : '3600' }),
			8,
		);
		expect(
			outcomes.filter((message) => message?.startsWith('Rill is asked too often')),
		).toHaveLength(8);
		expect(Date.now() - startedAt).toBeLessThan(120_000);
	});

	it('ends nobody who could wait as long as Rill asks for, whoever else cannot', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const patience = { maxTries: 9, maxTotalMs: 40_000, pace: new Pace(1) };
		const startedAt = Date.now();
		const connection = connectionOf(
			async () => {
				const at = Date.now() - startedAt;
				if (at < 10_000) return said(503, 'x', { 'retry-after': '' });
				return at < 35_000 ? said(429, 'x', { 'retry-after': '25' }) : ROWS;
			},
			{ patience },
		);
		const get = async () =>
			await askForFlights(connection, () => 'rows').catch(({ kind }: RillError) => kind);
		const all = inOwnTime(Promise.all([get(), get(), get()]));
		expect((await all).filter((outcome) => outcome === 'rows').length).toBeGreaterThanOrEqual(2);
	});

	it('is not taken for an outage where Rill goes on refusing others', async () => {
		const { requests, outcomes, pace } = await many(400, 5, (number) =>
			number % 20 === 0 ? said(503, 'x', { 'retry-after': '' }) : said(400, 'Parser Error: no'),
		);
		expect(outcomes.filter((message) => message?.includes('Parser Error'))).toHaveLength(400);
		expect(requests).toBe(400 + Math.ceil(requests / 20));
		expect([pace.isDown, pace.hasGivenUp('calls')]).toEqual([false, false]);
	});

	const PAGE = { headers: { 'content-type': 'text/html' }, body: '<html>' };

	it.each<[string, HttpAnswer | Error, boolean]>([
		['Rill refuses others', said(400, 'Parser Error: no'), true],
		['something else answers others', { status: 404, ...PAGE }, false],
		['a sign-in ends', new RillError('signInLost', 'x', '', { status: 401 }), false],
		[
			'a certificate has expired',
			Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }),
			false,
		],
	])(
		'is an outage unless Rill itself was heard of meanwhile: %s',
		async (_case, other, isHeard) => {
			const patience = { maxTries: 3, maxTotalMs: 60_000, pace: new Pace(1) };
			const get = async (answer: HttpAnswer | Error) =>
				await failureOf(
					askForFlights(
						connectionOf(
							async () => await (answer instanceof Error ? Promise.reject(answer) : answer),
							{
								patience,
							},
						),
						() => undefined,
					),
				);
			await inOwnTime(Promise.all([get(other), get(other)]));
			expect(patience.pace.isDown).toBe(false);
			const unlucky = get(said(503, 'x', { 'retry-after': '5' }));
			await jest.advanceTimersByTimeAsync(0);
			await inOwnTime(Promise.all([unlucky, get(other)]));
			expect(patience.pace.hasGivenUp('calls')).toBe(!isHeard);
		},
	);

	it('is over for who waits longer as soon as another one is answered', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const patience = { maxTries: 5, maxTotalMs: 120_000, pace: new Pace(1) };
		const beganAt = Date.now();
		const at: number[] = [];
		const connection = connectionOf(
			async () => {
				at.push(Date.now() - beganAt);
				return at[at.length - 1] < 4_000 ? said(503, 'x', { 'retry-after': '' }) : ROWS;
			},
			{ patience },
		);
		const get = async () => await askForFlights(connection, () => Date.now() - beganAt);
		const ends = await inOwnTime(Promise.all([get(), get()]));
		// The last failure is followed by eight seconds of waiting, and somebody else asks after two.
		const lastFailure = Math.max(...at.filter((time) => time < 4_000));
		const firstAnswer = Math.min(...at.filter((time) => time >= 4_000));
		expect(firstAnswer - lastFailure).toBeLessThanOrEqual(2_000);
		expect(ends).toEqual([firstAnswer, firstAnswer]);
	});

	it.each([
		['for two of five seconds', 3_000, 2_000, 0],
		['for ten seconds', 30_000, 10_000, 0],
		['for a quarter of a minute, one of its four servers excepted', 30_000, 15_000, 0.25],
	])(
		'loses hardly anybody where Rill is away again and again %s',
		async (_case, up, down, share) => {
			for (let start = 0; start < up + down; start += (up + down) / 10) {
				const beganAt = Date.now() - start;
				const patience = { maxTries: 5, maxTotalMs: 120_000, pace: new Pace(5) };
				const connection = connectionOf(
					async () => {
						const isUp = (Date.now() - beganAt) % (up + down) < up || Math.random() < share;
						await pause(isUp ? 50 : 2, undefined);
						return isUp ? ROWS : said(503, 'x', { 'retry-after': '' });
					},
					{ patience },
				);
				const get = async () => await askForFlights(connection, () => true).catch(() => false);
				const got = await inOwnTime(Promise.all(Array.from({ length: 400 }, get)));
				// Before others asked meanwhile, one whose tries had all failed could end the run of all.
				expect(got.filter((isThere) => !isThere).length).toBeLessThanOrEqual(4);
			}
		},
	);

	it('ends the run soon where Rill is gone for good', async () => {
		const { requests, outcomes } = await many(200, 5, (number) =>
			number < 20 ? ROWS : said(502, 'x', { 'retry-after': '' }),
		);
		expect(outcomes.filter((message) => message === undefined)).toHaveLength(20);
		expect(requests).toBeLessThan(200 + 5 * 5);
	});

	it('does not put others to sleep for a page that nobody needs, but tells them', async () => {
		const unneeded = new AbortController();
		const { begin, patience } = rill(
			[said(429, 'x', { 'retry-after': '3600' })],
			{},
			{ unneeded: unneeded.signal },
		);
		const failure = failureOf(begin());
		unneeded.abort();
		await inOwnTime(failure);
		const later = connectionOf(async () => ROWS, { patience });
		const asked = askForFlights(later, () => 'rows');
		expect((await failureOf(inOwnTime(asked))).hint).toContain('Rill asks to wait 3600 seconds');
	});

	it('is none where nobody has patience', async () => {
		const { call, urls } = rill([said(503, 'x'), ROWS], {}, { patience: undefined });
		expect((await failureOf(call())).kind).toBe('unavailable');
		expect(urls).toHaveLength(1);
	});

	it('is not waited for when nobody needs the answer any more', async () => {
		const unneeded = new AbortController();
		const { begin, urls, patience } = rill(
			[said(503, 'x', { 'retry-after': '50' })],
			{},
			{ unneeded: unneeded.signal },
		);
		const failure = failureOf(begin());
		await jest.advanceTimersByTimeAsync(20);
		unneeded.abort();
		await failure;
		await failureOf(begin());
		expect(urls).toHaveLength(1);
		expect([...patience.pace.retries]).toEqual([['unavailable', 1]]);
	});

	it('is none of the run when the answer was not needed any more as it came', async () => {
		const unneeded = new AbortController();
		const { call, patience } = rill(
			[],
			{},
			{
				unneeded: unneeded.signal,
				send: async () => {
					unneeded.abort();
					return said(503, 'x');
				},
			},
		);
		expect((await failureOf(call())).kind).toBe('unavailable');
		expect([...patience.pace.retries]).toEqual([]);
	});

	it('is not waited for when the workflow is stopped', async () => {
		const startedAt = Date.now();
		const stop = new AbortController();
		const { call, urls } = rill(
			[said(503, 'x', { 'retry-after': '50' })],
			{},
			{ cancelSignal: stop.signal },
		);
		setTimeout(() => stop.abort(), 20_000);
		expect((await failureOf(call())).kind).toBe('cancelled');
		expect(urls).toHaveLength(1);
		expect(Date.now()).toBe(startedAt + 20_000);
	});
});

describe('a failure that waiting never cures', () => {
	it.each<[string, HttpAnswer | Error]>([
		['400', said(400, 'Parser Error: syntax error')],
		['401', { status: 401, headers: { 'content-type': 'text/plain' }, body: 'token contains x' }],
		['403', said(403, 'does not have access to custom APIs')],
		['404', said(404, 'api with name "flights" not found')],
		['405', said(405, 'GET only')],
		['429 of a message that is too large', said(429, 'received message larger than max')],
		['500', said(500, 'json: unsupported value: +Inf')],
		['500 of something in between', { status: 500, headers: {}, body: '<html>' }],
		['501', said(501, 'x')],
		['a redirect', { status: 302, headers: { location: 'https://x.test/' }, body: '' }],
		['a page', { ...ROWS, body: '<html>' }],
		['a certificate', Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' })],
	])('%s', async (name, failure) => {
		const { call, urls } = rill([failure, ROWS]);
		await failureOf(call());
		expect(urls.filter((one) => one === 'api')).toHaveLength(1);
		// An API may be missing because it has not been read yet; nothing else here may be.
		expect(urls.includes('resources')).toBe(name === '404');
	});
});

describe('a table that does not exist', () => {
	const missing = said(400, 'Catalog Error: Table with name flights does not exist!');

	it('comes while the project is loading', async () => {
		const { call, urls } = rill([missing, ROWS], { modelStatus: 'RECONCILE_STATUS_RUNNING' });
		expect(await call()).toMatchObject({ retries: ['waking'] });
		expect(urls).toEqual(['api', 'resources', 'api']);
	});

	it('comes where the project was waking up a moment ago', async () => {
		const { call, urls } = rill([said(500, 'dial tcp 1.2.3.4:80: refused'), missing, ROWS]);
		expect(await call()).toMatchObject({ retries: ['waking', 'waking'] });
		expect(urls).toEqual(['api', 'api', 'api']);
	});

	it('never comes where everything is loaded', async () => {
		const { call, urls } = rill([missing, ROWS]);
		expect((await failureOf(call())).kind).toBe('query');
		expect(urls).toEqual(['api', 'resources']);
	});

	it('is nothing to ask about when nobody needs the answer any more', async () => {
		const unneeded = new AbortController();
		const { begin, urls } = rill([missing], {}, { unneeded: unneeded.signal });
		const failure = failureOf(begin());
		unneeded.abort();
		expect((await failure).kind).toBe('query');
		expect(urls).toEqual(['api']);
	});
});
