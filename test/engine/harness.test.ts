/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:http';

import { binaryBuffer, callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useListening } from '../support/listening';

// What the other engine tests rely on, shown against a server that only notes what reaches it.

const SPEC = '{"openapi":"3.0.3","paths":{}}';

let requests: Array<{ url?: string; authorization?: string }> = [];
let isSilent = false;

const server = useListening(
	createServer(({ url, headers: { authorization } }, response) => {
		requests.push({ url, authorization });
		if (!isSilent) response.setHeader('Content-Type', 'application/json').end(SPEC);
	}),
);

beforeEach(() => {
	requests = [];
	isSilent = false;
});

function credentials() {
	const project = { organization: 'acme', project: 'flight-ops', token: 'rill_svc_1' };
	return {
		rillApi: { deployment: 'cloud', baseUrl: `http://127.0.0.1:${server.port}`, ...project },
	};
}

const specAsFile = { resource: 'customApi', operation: 'getOpenApiSpec', output: 'file' };

it.each(['source', 'dist'] as const)(
	'runs the node from %s with what its credential adds, and keeps its file on disk',
	async (from) => {
		const execution = await runWorkflow(rillWorkflow(specAsFile), {
			credentials: credentials(),
			from,
		});

		expect(execution).toMatchObject({ status: 'success', error: undefined });
		expect(requests).toEqual([
			{ url: expect.stringContaining('/flight-ops/'), authorization: 'Bearer rill_svc_1' },
		]);
		const [item] = execution.items('Success');
		expect(item.binary?.data.id).toMatch(/^filesystem/);
		expect(String(await binaryBuffer(item))).toBe(SPEC);
	},
);

it('ends an execution on a signal, as the editor does', async () => {
	isSilent = true;
	const stop = new AbortController();
	const running = runWorkflow(rillWorkflow(callParameters('any')), {
		credentials: credentials(),
		signal: stop.signal,
	});
	while (requests.length === 0) await new Promise((later) => setTimeout(later, 5));
	stop.abort();

	expect(await running).toMatchObject({ status: 'canceled' });
});
