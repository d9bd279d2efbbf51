/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { ask } from '../../nodes/Rill/client/ask';
import { RillError, type TransientKind } from '../../nodes/Rill/client/errors';
import { Pace, type Patience } from '../../nodes/Rill/client/pace';
import type { HttpAnswer, RillConnection } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';
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
			return answer instanceof Error ? await Promise.reject(answer) : answer;
		},
		{ patience, ...connectionOptions },
	);
	const call = async () =>
		await inOwnTime(
			ask(
				connection,
				{ method: 'GET', url: 'https://rill.test/v1/api/flights', headers: {} },
				{ task: 'run API "flights"', api: 'flights' },
				({ body }, retries) => ({ rows: JSON.parse(body) as unknown, retries: [...retries] }),
			),
		);
	return { call, urls, patience };
}

it('asks nothing again that is no JSON but whole', async () => {
	const { call, urls } = rill([{ status: 200, headers: {}, body: '[{"a":NaN}]' }]);
	await expect(call()).rejects.toThrow();
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
		const { kind, hint } = await failureOf(call());
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

	it('is none where nobody has patience', async () => {
		const { call, urls } = rill([said(503, 'x'), ROWS], {}, { patience: undefined });
		expect((await failureOf(call())).kind).toBe('unavailable');
		expect(urls).toHaveLength(1);
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
	])('%s', async (_case, failure) => {
		const { call, urls } = rill([failure, ROWS]);
		await failureOf(call());
		expect(urls.filter((one) => one === 'api')).toHaveLength(1);
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
});
