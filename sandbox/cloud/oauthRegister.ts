import type { RillAnswer, RillRequest } from '../http';
import { isObject, parsed } from '../json';
import { oauthError, oauthJson, structText } from './oauthAnswers';
import type { OAuthClient } from './oauthClients';
import type { CloudState } from './state';

/** What a client says of itself, by the names of RFC 7591. */
interface Registration {
	client_name?: string;
	scope?: string;
	redirect_uris?: string[];
	token_endpoint_auth_method?: string;
	grant_types?: string[];
	response_types?: string[];
	client_uri?: string;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const types: Record<keyof Registration, (value: unknown) => boolean> = {
	client_name: isText,
	scope: isText,
	redirect_uris: isTexts,
	token_endpoint_auth_method: isText,
	grant_types: isTexts,
	response_types: isTexts,
	client_uri: isText,
};

/** `null` leaves a field unset, a value of another type is no JSON for Rill. */
function isRegistration(value: unknown): value is Registration {
	return (
		isObject(value) &&
		Object.entries(types).every(([name, fits]) => value[name] === undefined || fits(value[name]))
	);
}

function readRegistration(body: Buffer): Registration | undefined {
	const value = parsed(body.toString());
	if (!isObject(value)) return undefined;
	const set = Object.fromEntries(Object.entries(value).filter(([, held]) => held !== null));
	return isRegistration(set) ? set : undefined;
}

/** Any host, since an n8n may be anywhere, but by HTTP. */
function isWeb(uri: string): boolean {
	return /^https?:\/\//i.test(uri) && URL.canParse(uri);
}

/** `POST /auth/oauth/register`: whoever asks becomes a client, known by its id alone. */
export function answerRegister(state: CloudState, { method, body }: RillRequest): RillAnswer {
	if (method !== 'POST') return oauthError(405, 'expected a POST request');
	const wish = readRegistration(body);
	if (!wish) return oauthError(400, 'invalid JSON in request body');
	const { redirect_uris: redirectUris = [] } = wish;
	if (redirectUris.length === 0) return oauthError(400, 'at least one redirect_uri is required');
	const foreign = redirectUris.find((uri) => !isWeb(uri));
	if (foreign !== undefined) {
		return oauthError(400, `redirect_uri ${JSON.stringify(foreign)} must use http or https`);
	}
	const wanted = (wish.grant_types ?? []).map((grant) => grant.trim()).filter((grant) => grant);
	const client = state.clients.add({
		scope: (wish.scope ?? '').split(/\s+/).filter(Boolean).join(' '),
		redirectUris,
		// Without the grant for refreshing, a client never gets a token for that.
		grantTypes: wanted.length > 0 ? wanted : ['authorization_code'],
	});
	return oauthJson(`${structText(registered(state, client, wish))}\n`, 201);
}

function registered(state: CloudState, client: OAuthClient, wish: Registration): object {
	const { token_endpoint_auth_method: method, response_types: responses, client_uri: uri } = wish;
	return {
		client_id: client.id,
		client_name: wish.client_name || 'MCP Client',
		...(client.scope ? { scope: client.scope } : {}),
		client_id_issued_at: Math.floor(state.now() / 1000),
		redirect_uris: client.redirectUris,
		...(method ? { token_endpoint_auth_method: method } : {}),
		grant_types: client.grantTypes,
		...(responses?.length ? { response_types: responses } : {}),
		...(uri ? { client_uri: uri } : {}),
	};
}
