import type { RillAnswer, RillRequest } from '../http';
import { readForm, type Form } from './goForm';
import type { IssuedToken } from './issuedTokens';
import { oauthError, oauthJson, structText } from './oauthAnswers';
import type { OAuthClient } from './oauthClients';
import { fitsChallenge } from './oauthCodes';
import type { User } from './people';
import type { CloudState } from './state';
import { identify } from './tokens';

type Values = Form['values'];

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** `POST /auth/oauth/token`: a code, or a token for that, becomes tokens. */
export function answerToken(state: CloudState, { method, body }: RillRequest): RillAnswer {
	if (method !== 'POST') return oauthError(400, 'expected a POST request');
	// Whatever its type says, the body is a form; JSON is one with an odd name and no grant.
	const { values: form, problem } = readForm(body.toString());
	if (problem !== undefined) return oauthError(500, `failed to parse query: ${problem}`);
	const grant = form.get('grant_type') ?? '';
	switch (grant) {
		case 'authorization_code':
			return answerCode(state, form);
		case 'refresh_token':
			return answerRefresh(state, form);
		case deviceGrant:
			return answerDevice(form);
		default:
			return oauthError(400, `unexpected grant_type: ${JSON.stringify(grant)}`);
	}
}

/** The first field of a form that is not there, in Rill's words. */
function missing(form: Values, required: Record<string, string>): string | undefined {
	return Object.entries(required).find(([name]) => !form.get(name))?.[1];
}

function answerCode(state: CloudState, form: Values): RillAnswer {
	const lacking = missing(form, {
		code: 'authorization code is required',
		client_id: 'client ID is required',
		redirect_uri: 'redirect URI is required',
		code_verifier: 'code verifier is required',
	});
	if (lacking !== undefined) return oauthError(400, lacking);
	const grant = state.codes.take(form.get('code') ?? '');
	if (!grant) return oauthError(400, 'no such authorization code found');
	if (grant.clientId !== form.get('client_id')) return oauthError(400, 'invalid client ID');
	if (grant.redirectUri !== form.get('redirect_uri')) {
		return oauthError(400, 'invalid redirect URI');
	}
	const client = state.clients.find(grant.clientId);
	if (!client) return oauthError(400, `invalid client_id ${JSON.stringify(grant.clientId)}`);
	if (state.codes.isExpired(grant)) return oauthError(400, 'authorization code has expired');
	if (!fitsChallenge(form.get('code_verifier') ?? '', grant)) {
		return oauthError(400, 'invalid code verifier');
	}
	return tokensFor(state, grant.user, client);
}

function answerRefresh(state: CloudState, form: Values): RillAnswer {
	const lacking = missing(form, {
		refresh_token: 'refresh_token is required',
		client_id: 'client_id is required',
	});
	if (lacking !== undefined) return oauthError(400, lacking);
	const text = form.get('refresh_token') ?? '';
	const found = identify(text, state);
	if ('failure' in found) return oauthError(401, 'invalid refresh token');
	if (found.identity.kind !== 'user') return oauthError(400, 'invalid token type');
	const token = state.issued.find(text);
	if (!token?.refresh) return oauthError(400, 'token is not a refresh token');
	return refreshed(state, token, form.get('client_id') ?? '');
}

/** New tokens for an old one, which is revoked; for as long as Rill's cache has it, it works again. */
function refreshed(state: CloudState, token: IssuedToken, clientId: string): RillAnswer {
	if (token.clientId !== clientId) {
		return oauthError(400, "client_id does not match token's client ID");
	}
	const client = state.clients.find(clientId);
	if (!client) return oauthError(400, `invalid client_id ${JSON.stringify(clientId)}`);
	if (!mayRefresh(client)) {
		return oauthError(400, 'client is not permitted to use refresh tokens');
	}
	const answer = tokensFor(state, token.user, client);
	state.revoke(token.text);
	return answer;
}

const mayRefresh = ({ grantTypes }: OAuthClient): boolean => grantTypes.includes('refresh_token');

function tokensFor(state: CloudState, user: User, client: OAuthClient): RillAnswer {
	const { id: clientId, scope } = client;
	const { accessSeconds, refreshSeconds } = state.lifetimes;
	const access = state.issued.issue(user, { clientId, seconds: accessSeconds });
	const refresh = mayRefresh(client)
		? state.issued.issue(user, { clientId, refresh: true, seconds: refreshSeconds })
		: undefined;
	return oauthJson(
		structText({
			access_token: access.text,
			expires_in: accessSeconds,
			...(refresh ? { refresh_token: refresh.text } : {}),
			token_type: 'Bearer',
			...(scope ? { scope } : {}),
			user_id: user.id,
		}),
	);
}

/** Rill's own command line signs in so; a sandbox has no page for it, and so has issued no such code. */
function answerDevice(form: Values): RillAnswer {
	const code = form.get('device_code');
	if (!code) return oauthError(400, 'device_code is required');
	return oauthError(400, `no such device code: ${code} found`);
}
