import type { IssuedTokens } from './issuedTokens';
import { knownTokens, type Identity, type Token } from './people';
import { publicPart } from './tokenText';

/** Who sent a request, or Rill's reason for not knowing it. */
export type Authentication = { identity: Identity } | { failure: string };

const anonymous: Identity = { kind: 'anonymous' };
const table: Token[] = Object.values(knownTokens);

/** What Rill knows of tokens beside the table: which were revoked, and which were issued since. */
export interface TokenBook {
	isRevoked: (text: string) => boolean;
	issued: IssuedTokens;
}

const kinds: Record<string, string> = { usr: '', svc: 'service ', mgc: 'magic ' };

/** The text after `Bearer`, which Rill takes in any case and with any number of spaces, even none. */
export function bearerOf(authorization: string | undefined): string | undefined {
	const token = /^bearer(.*)$/is.exec(authorization ?? '')?.[1]?.trim();
	return token === '' ? undefined : token;
}

/** The token that somebody means: one of the table, or one that a person got by signing in. */
function meant(text: string, { issued }: TokenBook): Token | undefined {
	const signedIn = issued.meant(text);
	if (signedIn) {
		const owner: Identity = { kind: 'user', user: signedIn.user };
		return { text: signedIn.text, owner, expired: issued.isExpired(signedIn) };
	}
	const part = publicPart(text);
	return part === undefined ? undefined : table.find((known) => known.text.startsWith(part));
}

/** Looks a `rill_…` token up; the reasons are the texts of Rill's admin server. */
export function identify(token: string, book: TokenBook): Authentication {
	const [, type] = /^rill_(usr|svc|mgc)_[0-9A-Za-z]+$/.exec(token) ?? [];
	if (type === undefined) return { failure: 'malformed auth token' };
	const known = meant(token, book);
	if (!known || book.isRevoked(known.text))
		return { failure: `${kinds[type]}auth token not found` };
	if (known.text !== token) return { failure: 'invalid auth token' };
	return known.expired ? { failure: 'auth token is expired' } : { identity: known.owner };
}

/** At the admin server's own routes, a header that holds no bearer token is an error. */
export function authenticateStrictly(
	authorization: string | undefined,
	book: TokenBook,
): Authentication {
	if (!authorization) return { identity: anonymous };
	const token = bearerOf(authorization);
	if (token === undefined) return { failure: 'no bearer token found in authorization header' };
	return identify(token, book);
}

/**
 * At the proxy, such a header means nobody, and a bearer token that Rill does not know is handed on to
 * the runtime, which may know it: it takes JWTs.
 */
export function authenticateLeniently(
	authorization: string | undefined,
	book: TokenBook,
): { identity: Identity } | { handOn: string } {
	const token = bearerOf(authorization);
	if (token === undefined) return { identity: anonymous };
	const found = identify(token, book);
	return 'identity' in found ? found : { handOn: token };
}
