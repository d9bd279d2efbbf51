import { RillError } from '../../nodes/Rill/client/errors';
import { isLoading, mayBeLoading } from '../../nodes/Rill/client/loading';
import type { HttpAnswer, HttpRequest, RillConnection } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';

describe('an error that may only mean that the project is loading', () => {
	it.each([
		['Catalog Error: Table with name flights does not exist!', true],
		['metrics view "flights" is not valid', true],
		['api with name "late-arrivals" not found', true],
		['Binder Error: api with name "flights" not found', false],
		['Parser Error: syntax error', false],
		[undefined, false],
	])('%s: %s', (body, may) => {
		expect(mayBeLoading(new RillError('query', 'x', '', { body }))).toBe(may);
	});
});

describe('a project', () => {
	const resources = (...listed: unknown[]): HttpAnswer => ({
		status: 200,
		headers: {},
		body: JSON.stringify({ resources: listed }),
	});
	const model = (status: string) => ({ meta: { reconcileStatus: `RECONCILE_STATUS_${status}` } });
	const answering = (
		answer: HttpAnswer | Error,
		{ asked, ...more }: Partial<RillConnection> & { asked?: HttpRequest[] } = {},
	) =>
		connectionOf(async (request) => {
			asked?.push(request);
			return answer instanceof Error ? await Promise.reject(answer) : answer;
		}, more);

	it.each<[string, boolean, HttpAnswer | Error]>([
		['while one of its models waits', true, resources(model('IDLE'), model('PENDING'))],
		['while one of its models is built', true, resources(model('RUNNING'), model('IDLE'))],
		['when all are there', false, resources(model('IDLE'), model('IDLE'))],
		['when there are none', false, resources()],
		['when it says nothing of them', false, resources(null, {}, { meta: null })],
		['when its answer is another', false, { ...resources(), body: '[]' }],
		['when its answer is none', false, { ...resources(), body: 'null' }],
		['when it does not say', false, { ...resources(model('RUNNING')), status: 403 }],
		['when it cannot be asked', false, new Error('broken')],
	])('is loading, %s: %s', async (_when, loading, answer) => {
		expect(await isLoading(answering(answer))).toBe(loading);
	});

	it('is asked for its models, in JSON', async () => {
		const asked: HttpRequest[] = [];
		await isLoading(answering(resources(), { asked }));
		expect(asked[0]).toMatchObject({ method: 'GET', headers: { accept: 'application/json' } });
		expect(new URL(asked[0]?.url ?? '').searchParams.get('kind')).toBe('rill.runtime.v1.Model');
	});

	it('is asked no longer when the workflow is stopped', async () => {
		const stopped = answering(new Error('x'), { cancelSignal: AbortSignal.abort() });
		await expect(isLoading(stopped)).rejects.toMatchObject({ kind: 'cancelled' });
	});
});
