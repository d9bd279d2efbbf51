/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';

// An execution can end while its request goes on, and only the other end of the line sees that.

const SPEC = JSON.stringify({ openapi: '3.0.3', paths: { '/slow': { get: {} } } });

let server: Server;
/** Settles when the one call of an API, which is never answered, has come in. */
let called: Promise<ServerResponse>;

beforeAll(async () => {
	server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
});

beforeEach(() => {
	called = new Promise((hold) => {
		server.removeAllListeners('request').on('request', ({ url }, response: ServerResponse) => {
			if (url?.endsWith('/api/openapi')) response.end(SPEC);
			else hold(response);
		});
	});
});

afterAll(async () => {
	server.closeAllConnections();
	server.close();
	await once(server, 'close');
});

async function callSlowly(options: { timeout: number; signal?: AbortSignal }) {
	const { port } = server.address() as AddressInfo;
	const { timeout, signal } = options;
	return await runWorkflow(
		rillWorkflow(callParameters('slow', null, { options: { timeout, maxTries: 1 } })),
		{
			credentials: { rillApi: { deployment: 'local', localUrl: `http://127.0.0.1:${port}` } },
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
