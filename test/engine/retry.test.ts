import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/faultKinds';
import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

async function call(
	options: INodeParameters = {},
	more: Parameters<typeof rillWorkflow>[1] & { cancelAfterMs?: number } = {},
	values: INodeParameters = { limit: 1 },
	fields: INodeParameters = {},
) {
	return await runWorkflow(
		rillWorkflow(
			callParameters('flights', values, { options: { requestInfo: true, ...options }, ...fields }),
			more,
		),
		{ credentials: sandbox.cloud(), cancelAfterMs: more.cancelAfterMs },
	);
}

const kinds = (...all: string[]) => all;

describe('a bad moment of Rill', () => {
	it.each<[string, Fault, string[]]>([
		['429', { fault: 'rateLimited', delay: '20ms', count: 2 }, kinds('rateLimited', 'rateLimited')],
		['503', { fault: 'status', status: 503, count: 1 }, kinds('unavailable')],
		['a page of a gateway', { fault: 'html', status: 502, count: 1 }, kinds('unavailable')],
		['a reset', { fault: 'resetBeforeHeaders', count: 1 }, kinds('unreachable')],
		['a reset in the middle', { fault: 'resetInBody', count: 1 }, kinds('unreachable')],
		['half of an answer', { fault: 'truncatedJson', count: 1 }, kinds('cutOff')],
		['silence', { fault: 'silence', count: 1 }, kinds('timeout')],
		['a drip', { fault: 'drip', bytes: 1, everyMilliseconds: 50, count: 1 }, kinds('timeout')],
		['a runtime that restarts', { fault: 'runtimeDown', count: 1 }, kinds('waking')],
	])('is not noticed: %s', async (_case, fault, retries) => {
		sandbox.rill.control.start({ ...fault, kind: 'api' });
		const timeout = retries[0] === 'timeout' ? 1000 : 60_000;
		const execution = await call({ timeout });
		expect(execution.status).toBe('success');
		const [{ json }] = execution.items('Success');
		expect(json).toMatchObject({
			origin: 'DTW',
			_request: { pages: 1, attempts: retries.length + 1, retries },
		});
		expect(execution.hints('Rill')).toEqual([
			expect.stringMatching(new RegExp(`^Rill had to be asked again: ${retries.length} × `)),
		]);
	});

	it('is not noticed: a project that wakes up, and a table that it has not loaded yet', async () => {
		sandbox.rill.control.start({ fault: 'waking', kind: 'api' });
		const execution = await call({ maxRetryTime: 120_000 });
		expect(execution.items('Success').map(({ json }) => json.origin)).toEqual(['DTW']);
		const [hint] = execution.hints('Rill');
		expect(hint).toMatch(/^Rill had to be asked again: \d × Rill was starting/);
	}, 120_000);

	it('is not noticed: a table of a project that says itself that it is still loading', async () => {
		// The spec, the call, and the question whether it is loading come while it is.
		sandbox.rill.control.start({
			fault: 'waking',
			unreachable: 0,
			unparsed: 0,
			empty: 0,
			partly: 3,
		});
		const execution = await call();
		expect(execution.items('Success').map(({ json }) => json.origin)).toEqual(['DTW']);
		const [hint] = execution.hints('Rill');
		expect(hint).toMatch(/^Rill had to be asked again: 1 × Rill was starting/);
	}, 60_000);

	it('in the middle of pages loses and doubles nothing', async () => {
		const ids = async () =>
			(await call({}, {}, {}, { returnAll: false, limit: 25_000, output: 'single' }))
				.items('Success')
				.flatMap(({ json }) =>
					(json.rows as Array<{ flight_id: number }>).map((row) => row.flight_id),
				);
		const undisturbed = await ids();
		expect(undisturbed).toHaveLength(20_000);
		sandbox.rill.control.start({ fault: 'resetInBody', kind: 'api', after: 1, count: 1 });
		sandbox.rill.control.start({ fault: 'status', status: 503, kind: 'api', after: 2, count: 1 });
		expect(await ids()).toEqual(undisturbed);
	});

	it('while a token is issued is not noticed either', async () => {
		sandbox.rill.control.start({
			fault: 'rateLimited',
			delay: '20ms',
			kind: 'credentials',
			count: 1,
		});
		const execution = await call(
			{},
			{},
			{ limit: 1 },
			{
				runAs: 'email',
				userEmail: 'somebody-on-a-bad-day@acme.test',
			},
		);
		expect(execution.items('Success')).toHaveLength(1);
		expect(execution.hints('Rill')).toEqual([expect.stringContaining('1 × too many requests')]);
	});

	it('that is really the end says how often it was tried', async () => {
		sandbox.rill.control.start({ fault: 'status', status: 503, kind: 'api' });
		const { error } = await call({ maxTries: 2 });
		expect(error?.message).toMatch(
			/overloaded or being updated.* \(tried 2 times in \d+ seconds\)$/,
		);
		expect(sandbox.calls()).toHaveLength(2);
	});

	it('that may last longer than it is waited for is the end', async () => {
		sandbox.rill.control.start({ fault: 'rateLimited', delay: '1m2.5s', kind: 'api' });
		const { error } = await call({ maxRetryTime: 1000 });
		expect(error?.description).toContain('Rill asks to wait 63 seconds');
		expect(sandbox.calls()).toHaveLength(1);
	});

	it('is told to n8n in its own words', async () => {
		sandbox.rill.control.start({ fault: 'rateLimited', delay: '1m2.5s', kind: 'api' });
		const { run } = await call({ maxRetryTime: 1000 });
		expect(run.data.resultData.error).toMatchObject({
			failure: { cause: 'rate-limited', retryAfterMs: 62_500 },
		});
	});

	it('ends at once when the workflow is stopped', async () => {
		sandbox.rill.control.start({ fault: 'rateLimited', delay: '60s', kind: 'api' });
		const { status } = await call({}, { cancelAfterMs: 200 });
		expect(status).toBe('canceled');
		expect(sandbox.calls()).toHaveLength(1);
	});
});

describe('many items at a time', () => {
	const items = Array.from({ length: 200 }, (_, n) => ({ n: n + 1 }));

	it('all get their rows from a server that refuses more than ten at a time', async () => {
		sandbox.rill.control.start({ fault: 'atMost', inFlight: 10, delay: '20ms', kind: 'api' });
		sandbox.rill.control.start({ fault: 'latency', milliseconds: 5, kind: 'api' });
		const execution = await call(
			{ concurrentRequests: 50 },
			{ inputItems: items },
			{ limit: 1, offset: '={{ $json.n }}' },
		);
		expect(execution.items('Success').map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
		expect(execution.hints('Rill')).toEqual([expect.stringContaining('× too many requests')]);
	});

	it('are not each waited for when Rill is down', async () => {
		sandbox.rill.control.start({ fault: 'status', status: 503, kind: 'api' });
		const execution = await call(
			{ maxTries: 2, concurrentRequests: 1 },
			{ inputItems: items.slice(0, 20), onError: 'continueRegularOutput' },
			{ limit: 1, offset: '={{ $json.n }}' },
		);
		expect(execution.items('Success')).toHaveLength(20);
		expect(sandbox.calls()).toHaveLength(21);
	});

	const failing = (n: number, status: number, more: Partial<Fault> = {}) =>
		sandbox.rill.control.start({
			fault: 'status',
			status,
			body: '{"error":"Parser Error: no"}',
			contentType: 'application/json',
			kind: 'api',
			path: `offset=${n}`,
			...more,
		} as Fault);
	const asked = () =>
		items
			.slice(0, 5)
			.map(({ n }) => sandbox.calls().filter(({ query }) => query.endsWith(`offset=${n}`)).length);
	/** Those behind may not have been begun when it failed, and are never asked again. */
	const expectAsked = (...before: number[]) => {
		expect(asked().slice(0, before.length)).toEqual(before);
		expect(Math.max(...asked().slice(before.length))).toBeLessThanOrEqual(1);
	};
	const callFive = async () =>
		await call({}, { inputItems: items.slice(0, 5) }, { limit: 1, offset: '={{ $json.n }}' });
	const LATER = { headers: { 'retry-after': '1' } };

	it('are given up behind one that has failed for good', async () => {
		failing(2, 400);
		for (const n of [3, 4, 5]) failing(n, 503, LATER);
		const { error, status } = await callFive();
		expect([status, error?.message]).toEqual(['error', expect.stringContaining('Parser Error')]);
		expectAsked(1, 1);
	});

	it('are asked again before one that has failed for good, and it is what ends the run', async () => {
		failing(2, 400);
		for (const n of [1, 3, 4, 5]) failing(n, 503, { ...LATER, count: 1 });
		const { error } = await callFive();
		expect(error?.message).toContain('Parser Error');
		expectAsked(2, 1);
	});
});
