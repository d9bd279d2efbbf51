import { UnsecuredJWT } from 'jose';
import { readJwt } from './cloud/jwt';
import { cleanPath } from './cloud/runtimeAddress';
import { bearerOf } from './cloud/tokens';
import type { Caller, RillAnswer, RillRequest } from './http';
import { isObject, parsed } from './json';
import type { Runtime } from './runtime';
import { ok, plainText, rpcError } from './runtime/answers';
import { redirectPage } from './runtime/goRedirect';

/** The one instance of Rill Developer. */
export const localInstance = 'default';

/** Who calls Rill Developer without a token: whoever sits at the machine, who may do everything. */
const developer: Caller = {
	attributes: { admin: true, email: '', name: '' },
	mayReadApi: true,
	unrestricted: true,
};

/** Rill's numbers of all rights: every token of Rill Developer has them. */
const allPermissions = [1, 17, 18, 32, 19, 20, 21, 22, 23, 24, 25, 26, 27];

/** Rill Developer believes any JWT, whoever signed it, and no other token. */
function callerOf(authorization: string | undefined): Caller | { refused: string } {
	if (!authorization) return developer;
	const token = bearerOf(authorization);
	if (token === undefined) return { refused: 'no bearer token found in authorization header' };
	const read = readJwt(token);
	if ('refused' in read) return read;
	const { attr } = read.claims;
	return {
		attributes: isObject(attr) ? attr : null,
		mayReadApi: true,
		permissions: allPermissions,
	};
}

const invalid = (field: string, rule: string): RillAnswer =>
	rpcError(3, `invalid IssueDevJWTRequest.${field}: ${rule}`);

const fieldsOf = (body: Buffer): Record<string, unknown> | undefined => {
	const value = parsed(body.toString());
	return isObject(value) ? value : undefined;
};

/** `POST /v1/dev-jwt`: a token that is whoever the request says, for trying row policies. */
function answerDevJwt({ method, body }: RillRequest): RillAnswer {
	if (method !== 'POST') return plainText(405, 'Method Not Allowed', { allow: 'POST' });
	const fields = body.length === 0 ? {} : fieldsOf(body);
	if (!fields) return rpcError(2, 'proto: syntax error (line 1:1): unexpected token');
	const { name, email, groups = null, admin = false, attributes } = fields;
	if (typeof name !== 'string' || name === '') {
		return invalid('Name', 'value length must be at least 1 runes');
	}
	if (typeof email !== 'string' || email === '') {
		return invalid('Email', 'value length must be at least 1 runes');
	}
	const attr = {
		...(isObject(attributes) ? attributes : {}),
		admin: admin === true,
		domain: email.slice(email.lastIndexOf('@') + 1),
		email,
		groups,
		name,
	};
	const jwt = new UnsecuredJWT({ attr, perm: allPermissions }).encode();
	return ok(JSON.stringify({ jwt }));
}

const varyOfPreflight = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

/** A browser's question before a call: only pages of Rill Developer itself may ask. */
function answerPreflight({ method, headers }: RillRequest, own: string): RillAnswer | undefined {
	const asked = headers['access-control-request-method'];
	const { origin } = headers;
	if (method !== 'OPTIONS' || asked === undefined || origin === undefined) return undefined;
	const wanted = headers['access-control-request-headers'];
	const granted: Record<string, string> =
		origin === own
			? {
					...(wanted === undefined ? {} : { 'access-control-allow-headers': wanted }),
					'access-control-allow-methods': asked,
					'access-control-allow-origin': origin,
					'access-control-max-age': '3600',
				}
			: {};
	const { headers: always } = ok('');
	return {
		status: 204,
		headers: {
			'cache-control': always['cache-control'] ?? '',
			...granted,
			vary: varyOfPreflight,
		},
		body: '',
	};
}

/** Go's router sends a path with empty or dotted parts on to the clean one, and `/api` to `/api/`. */
function redirect({ method, path, query }: RillRequest): RillAnswer | undefined {
	const clean = cleanPath(path);
	const whole = /^\/v1\/instances\/[^/]+\/api$/.test(clean) ? `${clean}/` : clean;
	if (whole === path) return undefined;
	const location = `${whole}${query === '' ? '' : `?${query}`}`;
	const page = redirectPage(location, 'Temporary Redirect');
	const answer = ok(page, 'text/html; charset=utf-8');
	const { 'content-type': type = '', ...headers } = answer.headers;
	if (method === 'GET') {
		return { ...answer, status: 307, headers: { ...answer.headers, location } };
	}
	const withType = method === 'HEAD' ? { ...headers, 'content-type': type } : headers;
	return { status: 307, headers: { ...withType, location }, body: '' };
}

/** Rill Developer: one instance on the laptop, everybody an admin unless a token says otherwise. */
export class RillDeveloper {
	constructor(private readonly runtime: Runtime) {}

	readonly answer = async (request: RillRequest): Promise<RillAnswer> => {
		const own = this.runtime.address;
		const early = answerPreflight(request, own) ?? redirect(request);
		if (early) return early;
		const answer = await this.answerCall(request);
		if (request.headers.origin !== own) return answer;
		return { ...answer, headers: { 'access-control-allow-origin': own, ...answer.headers } };
	};

	private async answerCall(request: RillRequest): Promise<RillAnswer> {
		const { path } = request;
		if (path === '/v1/dev-jwt') return answerDevJwt(request);
		if (!path.startsWith('/v1/instances/')) {
			return plainText(404, path.startsWith('/v1/') ? 'Not Found' : '404 page not found');
		}
		const caller = callerOf(request.headers.authorization);
		if (!('refused' in caller)) return await this.runtime.answer(request, caller);
		return /^\/v1\/instances\/[^/]+\/api\//.test(path)
			? plainText(401, caller.refused)
			: rpcError(16, caller.refused);
	}
}
