import { tokenUrl, type RillAddress } from './address';
import { ask } from './ask';
import { notFromRill, RillError } from './errors';
import { parseJson, type JsonValue } from './json';
import { asRecord, type Json } from './schema';
import type { RillConnection } from './transport';

/** Whose rows a token sees: one user by e-mail address, or whoever has these attributes. */
export type Identity =
	{ kind: 'email'; email: string } | { kind: 'attributes'; attributes: Record<string, JsonValue> };

/** What is asked of Rill when a token is issued. */
export interface TokenWish {
	identity: Identity;
	/** The customer's own name for the user, for Rill's logs. */
	externalUserId?: string;
	/** Seconds; Rill's default is a day. */
	ttlSeconds?: number;
}

/** A short-lived token that sees what its identity may see. */
export interface EphemeralToken {
	accessToken: string;
	/** Milliseconds since 1970; undefined if the token says nothing of its end. */
	expiresAt?: number;
	ttlSeconds?: number;
	/** Where the project's runtime answers; the token works there and at the project's public address. */
	runtimeHost: string;
	instanceId: string;
}

/** Rill takes any number below 2^32, and reads 0 as its default of a day (`rill.md` §5). */
export const MAX_TTL_SECONDS = 2 ** 32 - 1;

/** An hour instead of Rill's day: a lost token, or rights that were taken away, should not last. */
export const DEFAULT_TTL_SECONDS = 3600;

/** Rill refuses what Go's `mail.ParseAddress` refuses; this is the part of it that people meet. */
const EMAIL = /^[^\s@<>"(),:;\\[\]]+@[^\s@<>"(),:;\\[\]]+$/;

/**
 * Refuses what Rill would take for something else: without an identity it issues a token with the
 * caller's own rights (an admin's, usually), and it reads a lifetime of 0 as a day.
 *
 * @throws RillError `settings`
 */
export function checkWish({ identity, ttlSeconds }: TokenWish): void {
	if (identity.kind === 'email' && !EMAIL.test(identity.email)) {
		throw new RillError(
			'settings',
			identity.email === ''
				? "'User Email' is empty"
				: `'User Email' is not an e-mail address: "${identity.email}"`,
			'A token is issued for one user. Without one it would have the rights of the credential itself, so none is issued.',
		);
	}
	if (identity.kind === 'attributes' && Object.keys(identity.attributes).length === 0) {
		throw new RillError(
			'settings',
			"'User Attributes' is empty",
			"Give at least one attribute that the project's security policies look at, for example airport = ORD. Without any, nobody would know whose rows the token is for, so none is issued.",
		);
	}
	const empty =
		identity.kind === 'attributes'
			? Object.entries(identity.attributes).find(([, value]) => isEmpty(value))
			: undefined;
	if (empty) {
		throw new RillError(
			'settings',
			`The user attribute "${empty[0]}" is empty`,
			'An expression may have found nothing. Many security policies take an empty attribute for "no limit", so no token is issued.',
		);
	}
	if (
		ttlSeconds !== undefined &&
		!(Number.isInteger(ttlSeconds) && ttlSeconds >= 1 && ttlSeconds <= MAX_TTL_SECONDS)
	) {
		throw new RillError(
			'settings',
			`'Time to Live' must be a whole number of seconds from 1 to ${MAX_TTL_SECONDS}, but is ${String(ttlSeconds)}`,
			'3600 is an hour, 86400 a day.',
		);
	}
}

/**
 * Nothing, or what becomes nothing in JSON: an expression that found nothing, NaN, blank text; and
 * lists and objects of nothing else, which templates take for false too.
 */
function isEmpty(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.values(value).every(isEmpty);
	const json: string | undefined = JSON.stringify(value);
	return (
		json === undefined || json === 'null' || (typeof value === 'string' && value.trim() === '')
	);
}

/**
 * What to tell somebody whose wish Rill would take, but hardly as it was meant: in a template
 * whatever is not empty and not 0 is true, so the text "false" makes an admin (`rill.md` §5).
 */
export function warningsFor({ identity }: TokenWish): string[] {
	if (identity.kind !== 'attributes' || !Object.hasOwn(identity.attributes, 'admin')) return [];
	const { admin } = identity.attributes;
	if (typeof admin === 'boolean') return [];
	return [
		`The attribute "admin" is ${JSON.stringify(admin)}, which is neither true nor false. Most security policies take such a value for true, so this token may see everything. Make it a boolean.`,
	];
}

/**
 * Issues an ephemeral token: in the cloud for the project, locally (where it is unsigned and lives
 * as long as Rill Developer says) to try security policies out.
 *
 * @throws RillError
 */
export async function issueToken(
	connection: RillConnection,
	wish: TokenWish,
): Promise<EphemeralToken> {
	const request = tokenRequest(connection.address, wish);
	return await ask(connection, request, { task: 'issue an ephemeral token' }, ({ body }) =>
		readToken(connection.address, body),
	);
}

/**
 * What is sent to have a token issued. Two wishes with the same request get the same rights.
 *
 * @throws RillError `settings`
 */
export function tokenRequest(address: RillAddress, wish: TokenWish) {
	checkWish(wish);
	const body = address.deployment === 'cloud' ? cloudRequest(wish) : localRequest(wish.identity);
	return {
		method: 'POST' as const,
		url: tokenUrl(address),
		headers: { accept: 'application/json', 'content-type': 'application/json' },
		body: JSON.stringify(body),
	};
}

/**
 * Only the fields that Rill knows: it ignores a misspelt one, and so the identity in it. In JSON,
 * what is undefined is left out.
 */
export function cloudRequest({ identity, externalUserId, ttlSeconds }: TokenWish) {
	return {
		...(identity.kind === 'email'
			? { user_email: identity.email }
			: { attributes: identity.attributes }),
		...(externalUserId ? { external_user_id: externalUserId } : {}),
		ttl_seconds: ttlSeconds,
	};
}

/** Which attributes Rill Developer takes beside the others, and only as these types. */
const LOCAL_FIELDS: Record<string, (value: JsonValue) => boolean> = {
	name: (value) => typeof value === 'string',
	email: (value) => typeof value === 'string',
	groups: (value) => Array.isArray(value),
	admin: (value) => typeof value === 'boolean',
};

/** Rill Developer insists on a name and an e-mail address; attributes may bring their own. */
function localRequest(identity: Identity) {
	if (identity.kind === 'email') return { name: identity.email, email: identity.email };
	const entries = Object.entries(identity.attributes);
	const isField = ([name, value]: [string, JsonValue]) =>
		Object.hasOwn(LOCAL_FIELDS, name) && LOCAL_FIELDS[name](value);
	return {
		name: 'n8n',
		email: 'n8n@localhost.localdomain',
		...Object.fromEntries(entries.filter(isField)),
		attributes: Object.fromEntries(entries.filter((entry) => !isField(entry))),
	};
}

/** What may stand behind "Bearer" (RFC 6750); anything else would not reach Rill as a token. */
const BEARER_TOKEN = /^[\w.~+/-]+=*$/;

/**
 * The token in an answer of Rill, of the cloud or of Rill Developer.
 *
 * @throws RillError `unexpected` if there is none
 */
export function readToken(address: RillAddress, body: string): EphemeralToken {
	const answer = asRecord(parseJson(body));
	const token = answer?.accessToken ?? answer?.jwt;
	if (!answer || typeof token !== 'string' || !BEARER_TOKEN.test(token)) {
		throw notFromRill('Rill answered without a token');
	}
	const now = Date.now();
	const ttl = secondsIn(answer.ttlSeconds, now);
	return {
		accessToken: token,
		expiresAt: expiryOf(token) ?? (ttl === undefined ? undefined : now + ttl * 1000),
		ttlSeconds: ttl,
		runtimeHost: typeof answer.runtimeHost === 'string' ? answer.runtimeHost : address.baseUrl,
		instanceId:
			typeof answer.instanceId === 'string'
				? answer.instanceId
				: address.deployment === 'local'
					? address.instance
					: '',
	};
}

/** When a JWT ends, by its own `exp` (seconds since 1970). */
function expiryOf(token: string): number | undefined {
	const payload = asRecord(
		parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()),
	);
	const seconds = secondsIn(payload?.exp);
	return seconds === undefined ? undefined : seconds * 1000;
}

/** The latest moment that a date can hold, in milliseconds since 1970. */
const LAST_MOMENT = 8.64e15;

/** Seconds since a moment, unless no date could say when they are over. */
function secondsIn(value: Json, since = 0): number | undefined {
	if (typeof value !== 'number') return undefined;
	return Math.abs(since + value * 1000) <= LAST_MOMENT ? value : undefined;
}
