/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:https';
import type { INodeParameters } from 'n8n-workflow';

import { selfSigned } from '../support/certificate';
import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useListening } from '../support/listening';

// The sandbox speaks plain http; here it matters whom a connection trusts.

const SPEC = JSON.stringify({ openapi: '3.0.3', paths: { '/who': { get: {} } } });
const ISSUED = JSON.stringify({ accessToken: 'eyJa.eyJb.c', ttlSeconds: 60 });

const server = useListening(
	createServer(selfSigned(), ({ url, headers }, response) => {
		if (url?.endsWith('/api/openapi')) response.end(SPEC);
		else if (url?.endsWith('/credentials')) response.end(ISSUED);
		else response.end(JSON.stringify([{ token: headers.authorization ?? null }]));
	}),
);

async function call(user: INodeParameters, ignoreSslIssues: boolean) {
	return await runWorkflow(rillWorkflow(callParameters('who', null, user)), {
		credentials: {
			rillApi: {
				deployment: 'cloud',
				baseUrl: `https://127.0.0.1:${server.port}`,
				organization: 'acme',
				project: 'flight-ops',
				token: 'rill_svc_x',
				ignoreSslIssues,
			},
		},
	});
}

describe.each<[string, INodeParameters, string]>([
	["with the credential's own access", { runAs: 'credential' }, 'Bearer rill_svc_x'],
	['as a user', { runAs: 'email', userEmail: 'ann@acme.test' }, 'Bearer eyJa.eyJb.c'],
])('a certificate that nobody trusts, %s', (_case, user, token) => {
	it('ends the call', async () => {
		const { error } = await call(user, false);
		expect(error?.message).toContain('is not trusted here (depth zero self signed cert)');
	});

	it('is taken where the credential says so', async () => {
		const execution = await call(user, true);
		expect(execution.error).toBeUndefined();
		expect(execution.items('Success').map(({ json }) => json)).toEqual([{ token }]);
	});
});
