/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

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

async function callSlowly(options: { timeout: number; signal?: AbortSignal }) {
	const { timeout, signal } = options;
	return await runWorkflow(
		rillWorkflow(callParameters('slow', null, { options: { timeout, maxTries: 1 } })),
		{
			credentials: {
				rillApi: { deployment: 'local', localUrl: `http://127.0.0.1:${listening.port}` },
			},
			signal,
		},
	);
}

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
