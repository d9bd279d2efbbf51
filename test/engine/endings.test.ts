/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

import type { INodeParameters } from 'n8n-workflow';

import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useListening } from '../support/listening';

// An execution can end while its request goes on, and only the other end of the line sees that.

const SPEC = JSON.stringify({ openapi: '3.0.3', paths: { '/slow': { get: {} } } });

const server = createServer();
const listening = useListening(server);
/** Settles when the one call of an API, which is never answered, has come in. */
let called: Promise<ServerResponse>;

beforeEach(() => {
	called = new Promise((hold) => {
		server.removeAllListeners('request').on('request', ({ url }, response: ServerResponse) => {
			if (url?.endsWith('/api/openapi')) response.end(SPEC);
			else hold(response);
		});
	});
});

async function callApi(name: string, options: INodeParameters, signal?: AbortSignal) {
	return await runWorkflow(rillWorkflow(callParameters(name, null, { options })), {
		credentials: {
			rillApi: { deployment: 'local', localUrl: `http://127.0.0.1:${listening.port}` },
		},
		signal,
	});
}

const callSlowly = async ({ timeout, signal }: { timeout: number; signal?: AbortSignal }) =>
	await callApi('slow', { timeout, maxTries: 1 }, signal);

it('closes its request when the workflow is stopped', async () => {
	const stop = new AbortController();
	const running = callSlowly({ timeout: 60_000, signal: stop.signal });
	const closed = once(await called, 'close');
	stop.abort();
	expect(await running).toMatchObject({ status: 'canceled' });
	await closed;
});

it('closes its request at the deadline', async () => {
	const running = callSlowly({ timeout: 1_000 });
	const closed = once(await called, 'close');
	expect(await running).toMatchObject({ status: 'error' });
	await closed;
});

it('closes what it has asked for ahead and does not need, when all is done', async () => {
	const parameters = ['limit', 'offset'].map((name) => ({
		name,
		in: 'query',
		schema: { type: 'integer', ...(name === 'limit' ? { maximum: 2 } : {}) },
	}));
	const spec = JSON.stringify({ openapi: '3.0.3', paths: { '/paged': { get: { parameters } } } });
	const pages = new Map([
		['0', '[{"n":0},{"n":1}]'],
		['2', '[{"n":2}]'],
		['3', '[]'],
	]);
	const unanswered: Array<Promise<unknown>> = [];
	server.removeAllListeners('request').on('request', ({ url }, response: ServerResponse) => {
		const { pathname, searchParams } = new URL(url ?? '', 'http://127.0.0.1');
		if (pathname.endsWith('/api/openapi')) response.end(spec);
		const page = pages.get(searchParams.get('offset') ?? '');
		if (page !== undefined) response.end(page);
		else if (pathname.endsWith('/paged')) unanswered.push(once(response, 'close'));
	});
	const execution = await callApi('paged', {});
	expect(execution.items('Rill').map(({ json }) => json.n)).toEqual([0, 1, 2]);
	expect(unanswered).toHaveLength(4);
	await Promise.all(unanswered);
});
