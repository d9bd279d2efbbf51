import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import {
	flightOps,
	recorded,
	startSandbox,
	type ProjectDefinition,
	type Sandbox,
} from '../../sandbox';
import { tokens } from '../../sandbox/cloud';
import { expectNoSecret, keepSecret } from './secrets';

/** A sandbox for the tests of one file, as it started before each of them. */
export interface TestSandbox {
	/** The running server. */
	readonly rill: Sandbox;
	/** A credential for Rill Cloud, as an admin's service unless said otherwise. */
	cloud(more?: ICredentialDataDecryptedObject): Record<string, ICredentialDataDecryptedObject>;
	/** A credential for Rill Developer. */
	local(more?: ICredentialDataDecryptedObject): Record<string, ICredentialDataDecryptedObject>;
	/** The requests that Rill got since the test began, spec aside. */
	calls(): Sandbox['requests'];
}

/** The project that people see, and the APIs with odd names and contents of the recorded one. */
function everyApi(): ProjectDefinition {
	const shown = flightOps();
	const names = new Set(shown.apis.map(({ name }) => name));
	return {
		...shown,
		apis: [...shown.apis, ...recorded().apis.filter(({ name }) => !names.has(name))],
	};
}

/** Tokens that Rill issues for a user, and those that it gives to somebody who signs in. */
const ISSUED = /eyJ[\w-]+\.[\w-]+\.[\w-]*|(?<="(?:access|refresh)_token":")[^"]+/g;

const RENEWED_AT = '/auth/oauth/token';

/**
 * What the node puts into its requests. A token belongs into one header: an address is written into
 * the logs of every server that it passes. A refresh token goes in the body, and to one path only.
 */
const textOf = ({ method, path, query, headers, body }: Sandbox['requests'][number]) => ({
	place: `a request of ${path}`,
	text: JSON.stringify([
		method,
		path,
		query,
		{ ...headers, authorization: '' },
		path === RENEWED_AT ? '' : body,
	]),
});

/** Starts a sandbox for the file that calls this, and ends it afterwards. */
export function useSandbox(project: ProjectDefinition = everyApi()): TestSandbox {
	let running: Sandbox | undefined;
	const rill = () => {
		if (!running) throw new Error('The sandbox runs only during tests');
		return running;
	};
	beforeAll(async () => {
		keepSecret(...Object.values(tokens));
		running = await startSandbox({
			project,
			onAnswer: ({ body }) => keepSecret(...(body.match(ISSUED) ?? [])),
		});
	});
	beforeEach(() => {
		rill().control.reset();
		rill().clearRequests();
	});
	afterEach(() => {
		expectNoSecret(rill().requests.map(textOf));
	});
	afterAll(async () => {
		await running?.close();
	});
	return {
		get rill() {
			return rill();
		},
		cloud: (more = {}) => ({
			rillApi: {
				deployment: 'cloud',
				organization: 'acme',
				project: 'flight-ops',
				token: tokens.serviceAdmin,
				baseUrl: rill().url,
				...more,
			},
		}),
		local: (more = {}) => ({
			rillApi: { deployment: 'local', localUrl: rill().url, instance: 'default', ...more },
		}),
		calls: () => rill().requests.filter(({ path }) => !path.endsWith('/api/openapi')),
	};
}

export { tokens };
