import { createHash, randomBytes } from 'node:crypto';
import { Workflow, type ICredentialDataDecryptedObject } from 'n8n-workflow';

import { Credentials } from './credentials';
import { loadNodeTypes } from './nodeTypes';

const TYPE = 'rillOAuth2Api';
const REDIRECT_URI = 'http://localhost:5678/rest/oauth2-credential/callback';

interface Protected {
	authorization_servers: string[];
	resource: string;
}

interface Discovered {
	authorization_endpoint: string;
	token_endpoint: string;
	registration_endpoint: string;
	scopes_supported?: string[];
}

export interface SignIn {
	/** The token of the person at the browser, whom Rill asks for no page then. */
	who: string;
	/** What n8n registers for, where it finds PKCE and public clients supported, as with Rill. */
	grants?: string[];
}

/** A credential's field as n8n resolves it, from whatever else is filled in. */
export async function resolvedField(
	filledIn: ICredentialDataDecryptedObject,
	name: string,
): Promise<unknown> {
	const types = await loadNodeTypes('source');
	const data = new Credentials(types, { [TYPE]: filledIn }).filledIn(TYPE);
	const mock = {
		...{ id: '1', name: 'Credential', type: 'n8n-nodes-base.noOp', typeVersion: 1 },
		...{ position: [0, 0] as [number, number], parameters: {} },
	};
	const { expression } = new Workflow({
		nodes: [mock],
		connections: {},
		active: false,
		nodeTypes: types,
	});
	await expression.acquireIsolate();
	try {
		const resolved = expression.getComplexParameterValue(
			mock,
			data as Parameters<typeof expression.getComplexParameterValue>[1],
			'internal',
			{},
			undefined,
			undefined,
			data as Parameters<typeof expression.getComplexParameterValue>[6],
		);
		return (resolved as Record<string, unknown>)[name];
	} finally {
		await expression.releaseIsolate();
	}
}

async function json<T>(url: string, init?: RequestInit): Promise<T> {
	const answer = await fetch(url, init);
	if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
	return (await answer.json()) as T;
}

/**
 * Presses *Connect my account*: the steps that n8n's server takes, whose code for them is in no
 * library, and what it keeps of them with the credential.
 */
export async function connected(
	filledIn: ICredentialDataDecryptedObject,
	{ who, grants = ['authorization_code', 'refresh_token'] }: SignIn,
): Promise<ICredentialDataDecryptedObject> {
	const server = String(await resolvedField(filledIn, 'serverUrl'));
	const { authorization_servers: servers, resource } = await json<Protected>(
		`${server}/.well-known/oauth-protected-resource`,
	);
	const found = await json<Discovered>(`${servers[0]}/.well-known/oauth-authorization-server`);
	const { client_id: clientId } = await json<{ client_id: string }>(found.registration_endpoint, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			redirect_uris: [REDIRECT_URI],
			token_endpoint_auth_method: 'none',
			grant_types: grants,
			response_types: ['code'],
			client_name: 'n8n',
			scope: found.scopes_supported?.join(' '),
		}),
	});
	const verifier = randomBytes(32).toString('base64url');
	const query = new URLSearchParams({
		client_id: clientId,
		redirect_uri: REDIRECT_URI,
		response_type: 'code',
		state: 'state',
		code_challenge: createHash('sha256').update(verifier).digest('base64url'),
		code_challenge_method: 'S256',
	});
	const back = await fetch(`${found.authorization_endpoint}?${query}`, {
		headers: { authorization: `Bearer ${who}` },
		redirect: 'manual',
	});
	const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
	const oauthTokenData = await json<ICredentialDataDecryptedObject>(found.token_endpoint, {
		method: 'POST',
		body: new URLSearchParams({
			grant_type: 'authorization_code',
			client_id: clientId,
			redirect_uri: REDIRECT_URI,
			code,
			code_verifier: verifier,
		}),
	});
	return {
		...filledIn,
		authUrl: found.authorization_endpoint,
		accessTokenUrl: found.token_endpoint,
		grantType: 'pkce',
		clientId,
		oauthTokenData: { ...oauthTokenData, resource },
	} as ICredentialDataDecryptedObject;
}
