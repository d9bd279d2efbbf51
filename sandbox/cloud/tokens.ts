import { knownTokens, type Identity, type Token } from './people';

/** Who sent a request, or Rill's reason for not knowing it. */
export type Authentication = { identity: Identity } | { failure: string };

const anonymous: Identity = { kind: 'anonymous' };
const table: Token[] = Object.values(knownTokens);
const idLength = 22;
const kinds: Record<string, string> = { usr: '', svc: 'service ', mgc: 'magic ' };

/** The text after `Bearer`, which Rill takes in any case and with any number of spaces, even none. */
export function bearerOf(authorization: string | undefined): string | undefined {
	const token = /^bearer(.*)$/is.exec(authorization ?? '')?.[1]?.trim();
	return token === '' ? undefined : token;
}

/** Looks a `rill_…` token up; the reasons are the texts of Rill's admin server. */
function identify(token: string, isRevoked: (text: string) => boolean): Authentication {
	const [, type, value] = /^rill_(usr|svc|mgc)_([0-9A-Za-z]+)$/.exec(token) ?? [];
	if (type === undefined || value === undefined) return { failure: 'malformed auth token' };
	const prefix = `rill_${type}_${value.slice(0, idLength)}`;
	const known = table.find(({ text }) => text.startsWith(prefix) && value.length >= idLength);
	if (!known || isRevoked(known.text)) return { failure: `${kinds[type]}auth token not found` };
	if (known.text !== token) return { failure: 'invalid auth token' };
	return known.expired ? { failure: 'auth token is expired' } : { identity: known.owner };
}

/** At the admin server's own routes, a header that holds no bearer token is an error. */
export function authenticateStrictly(
	authorization: string | undefined,
	isRevoked: (text: string) => boolean,
): Authentication {
	if (!authorization) return { identity: anonymous };
	const token = bearerOf(authorization);
	if (token === undefined) return { failure: 'no bearer token found in authorization header' };
	return identify(token, isRevoked);
}

/**
 * At the proxy, such a header means nobody, and a bearer token that Rill does not know is handed on to
 * the runtime, which may know it: it takes JWTs.
 */
export function authenticateLeniently(
	authorization: string | undefined,
	isRevoked: (text: string) => boolean,
): { identity: Identity } | { handOn: string } {
	const token = bearerOf(authorization);
	if (token === undefined) return { identity: anonymous };
	const found = identify(token, isRevoked);
	return 'identity' in found ? found : { handOn: token };
}
