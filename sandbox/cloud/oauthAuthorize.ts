import type { RillAnswer, RillRequest } from '../http';
import { encodeQuery, queryEscape, readForm } from './goForm';
import { oauthError, oauthRedirect } from './oauthAnswers';
import { sessionOf } from './login';
import type { User } from './people';
import type { CloudState } from './state';
import { authenticateStrictly } from './tokens';

/** Who asks: by a token in the header, or by the cookie of a browser that has signed in. */
function identityOf(
	state: CloudState,
	{ headers }: RillRequest,
): { user: User } | { nobody: true } | { refusal: RillAnswer } {
	const session = headers.authorization ? undefined : sessionOf(state, headers.cookie);
	const found = authenticateStrictly(headers.authorization ?? session, state);
	if ('failure' in found) return { refusal: oauthError(401, found.failure) };
	const { identity } = found;
	if (identity.kind === 'user') return { user: identity.user };
	if (identity.kind === 'anonymous') return { nobody: true };
	return { refusal: oauthError(400, 'only users can be authorized') };
}

/** Back to the client, with what it came for added to its own address. */
function backTo(redirectUri: string, code: string, state: string | undefined): string {
	const [before = '', ...query] = redirectUri.split('?');
	const own = Object.fromEntries(new URLSearchParams(query.join('?')));
	return `${before}?${encodeQuery({ ...own, code, ...(state === undefined ? {} : { state }) })}`;
}

/** `GET /auth/oauth/authorize`: a person lets a client act as them. There is no page to ask them. */
export function answerAuthorize(state: CloudState, request: RillRequest): RillAnswer {
	const found = identityOf(state, request);
	if ('refusal' in found) return found.refusal;
	if ('nobody' in found) {
		const here = `${request.path}${request.query === '' ? '' : `?${request.query}`}`;
		const login = `/auth/login?redirect=${queryEscape(here)}`;
		// Rill sends its refusal after the redirect.
		return oauthRedirect(307, login, { after: 'only users can be authorized\n' });
	}
	const { values: asked } = readForm(request.query);
	const clientId = asked.get('client_id');
	const redirectUri = asked.get('redirect_uri');
	const responseType = asked.get('response_type');
	if (!clientId || !redirectUri || !responseType) {
		const missing = 'client_id or redirect_uri or response_type';
		return oauthError(400, `Missing required parameters - ${missing}`);
	}
	const client = state.clients.find(clientId);
	if (!client) return oauthError(400, `invalid client_id ${JSON.stringify(clientId)}`);
	if (!client.redirectUris.includes(redirectUri)) return oauthError(400, 'invalid redirect URI');
	const challenge = asked.get('code_challenge');
	if (!challenge) {
		return oauthError(400, 'only PKCE based authorization code flow is supported');
	}
	const method = asked.get('code_challenge_method');
	if (!method) return oauthError(400, 'Missing code challenge method');
	if (responseType !== 'code') return oauthError(400, 'Invalid response type');
	const code = state.codes.issue({ user: found.user, clientId, redirectUri, challenge, method });
	return oauthRedirect(302, backTo(redirectUri, code, asked.get('state')));
}
