import type { RillAnswer, RillRequest } from '../http';
import { answerLogin, answerLogout } from './login';
import { oauthError, oauthJson, structText } from './oauthAnswers';
import { answerAuthorize } from './oauthAuthorize';
import { answerRegister } from './oauthRegister';
import { answerToken } from './oauthToken';
import type { CloudState } from './state';

const documentation = 'https://docs.rilldata.com';

/** Where to register, to sign in and to get tokens (RFC 8414). */
function authorizationServer({ address: { admin } }: CloudState): object {
	return {
		issuer: admin,
		authorization_endpoint: `${admin}/auth/oauth/authorize`,
		token_endpoint: `${admin}/auth/oauth/token`,
		registration_endpoint: `${admin}/auth/oauth/register`,
		jwks_uri: `${admin}/.well-known/jwks.json`,
		scopes_supported: ['offline_access'],
		response_types_supported: ['code'],
		response_modes_supported: ['query'],
		grant_types_supported: [
			'authorization_code',
			'urn:ietf:params:oauth:grant-type:device_code',
			'refresh_token',
		],
		token_endpoint_auth_methods_supported: ['none'],
		code_challenge_methods_supported: ['S256'],
		service_documentation: documentation,
	};
}

/** Which authorization server protects this one (RFC 9728). */
function protectedResource({ address: { admin } }: CloudState): object {
	return {
		resource: admin,
		authorization_servers: [admin],
		bearer_methods_supported: ['header'],
		resource_documentation: documentation,
	};
}

const document = (value: object): RillAnswer => oauthJson(`${structText(value)}\n`);

type Answer = (state: CloudState, request: RillRequest) => RillAnswer | Promise<RillAnswer>;

const routes = new Map<string, Answer>([
	['/.well-known/oauth-authorization-server', (state) => document(authorizationServer(state))],
	['/.well-known/oauth-protected-resource', (state) => document(protectedResource(state))],
	[
		'/.well-known/jwks.json',
		async (state) => oauthJson(structText({ keys: [await state.signer.publicKey()] })),
	],
	['/auth/login', answerLogin],
	['/auth/logout', answerLogout],
	['/auth/oauth/register', answerRegister],
	['/auth/oauth/authorize', answerAuthorize],
	['/auth/oauth/token', answerToken],
]);

/** Signing in: the admin server's routes beside its API, or nothing if the path is none of them. */
export async function answerOAuth(
	state: CloudState,
	request: RillRequest,
): Promise<RillAnswer | undefined> {
	if (!/^\/(?:auth|\.well-known)(?:\/|$)/.test(request.path)) return undefined;
	const answer = routes.get(request.path);
	return answer ? await answer(state, request) : oauthError(404, '404 page not found');
}
