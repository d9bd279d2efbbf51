import {
	compactVerify,
	errors,
	exportJWK,
	generateKeyPair,
	SignJWT,
	type JWK,
	type KeyLike,
} from 'jose';
import { isObject } from '../json';
import { refusedJson } from '../runtime/goSyntax';
import type { Grant, SecurityRule } from './claims';

const algorithm = 'RS256';
const keyId = 'local-1';

/** A token that was checked, or the text with which a Rill runtime refuses it. */
export type Verified = { grant: Grant } | { refused: string };

function base64Fault(text: string): string | undefined {
	const illegal = text.search(/[^A-Za-z0-9_-]/);
	const at = illegal >= 0 ? illegal : text.length % 4 === 1 ? text.length - 1 : -1;
	return at < 0 ? undefined : `illegal base64 data at input byte ${at}`;
}

/** A part of a JWT as JSON, or why a runtime refuses it. */
function decode(part: string): { value: Record<string, unknown> } | { refused: string } {
	const fault = base64Fault(part);
	if (fault !== undefined) return { refused: fault };
	const bytes = Buffer.from(part, 'base64url');
	const malformed = refusedJson(bytes);
	if (malformed !== undefined) return { refused: malformed };
	const value: unknown = JSON.parse(bytes.toString()) ?? {};
	if (isObject(value)) return { value };
	const kind = Array.isArray(value) ? 'array' : typeof value;
	return {
		refused: `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`,
	};
}

/** What a JWT says before anybody has checked who signed it. */
interface JwtText {
	header: Record<string, unknown>;
	claims: Record<string, unknown>;
	signature: string;
}

/** Takes a JWT apart, or says why a runtime cannot. */
export function readJwt(token: string): JwtText | { refused: string } {
	const [header, payload, signature, ...more] = token.split('.');
	if (header === undefined || payload === undefined || signature === undefined || more.length) {
		return { refused: 'token contains an invalid number of segments' };
	}
	const head = decode(header);
	if ('refused' in head) return head;
	const claims = decode(payload);
	if ('refused' in claims) return claims;
	return { header: head.value, claims: claims.value, signature };
}

/** The claims that concern a runtime; whatever else a payload holds is left aside. */
function grantOf(payload: Record<string, unknown>): Grant {
	const ins: Record<string, number[]> = {};
	for (const [instance, numbers] of Object.entries(isObject(payload.ins) ? payload.ins : {})) {
		if (Array.isArray(numbers)) ins[instance] = numbers.filter((n) => typeof n === 'number');
	}
	return {
		sub: typeof payload.sub === 'string' ? payload.sub : undefined,
		ins,
		attr: isObject(payload.attr) ? payload.attr : undefined,
		sec: Array.isArray(payload.sec) ? payload.sec.filter(isRule) : undefined,
	};
}

function isRule(value: unknown): value is SecurityRule {
	if (!isObject(value)) return false;
	const { rowFilter, transitiveAccess } = value;
	if (isObject(rowFilter)) return typeof rowFilter.sql === 'string';
	return isObject(transitiveAccess) && isObject(transitiveAccess.resource);
}

/** Signs and checks the short-lived tokens that Rill's admin server issues for its runtimes. */
export class Signer {
	private keys?: Promise<{ publicKey: KeyLike; privateKey: KeyLike }>;

	constructor(private readonly now: () => number) {}

	private pair(): Promise<{ publicKey: KeyLike; privateKey: KeyLike }> {
		this.keys ??= generateKeyPair<KeyLike>(algorithm);
		return this.keys;
	}

	/** The public half, as an admin server shows it at `/.well-known/jwks.json`. */
	async publicKey(): Promise<JWK> {
		const jwk = await exportJWK((await this.pair()).publicKey);
		return { use: 'sig', kid: keyId, alg: algorithm, ...jwk };
	}

	async sign(
		{ sub, ins, attr, sec }: Grant,
		{ issuer, audience, ttlSeconds }: { issuer: string; audience: string; ttlSeconds: number },
	): Promise<string> {
		const issued = Math.floor(this.now() / 1000);
		const payload: Record<string, unknown> = {
			iss: issuer,
			...(sub === undefined ? {} : { sub }),
			aud: [audience],
			exp: issued + ttlSeconds,
			nbf: issued,
			iat: issued,
			ins,
			...(attr === undefined ? {} : { attr }),
			...(sec === undefined ? {} : { sec }),
		};
		return await new SignJWT(payload)
			.setProtectedHeader({ alg: algorithm, kid: keyId, typ: 'JWT' })
			.sign((await this.pair()).privateKey);
	}

	/** Checks a token in the order in which a runtime does, and refuses it in the runtime's words. */
	async verify(token: string): Promise<Verified> {
		const read = readJwt(token);
		if ('refused' in read) return read;
		const { header, claims, signature } = read;
		if (typeof header.kid !== 'string') {
			return { refused: 'the JWT has an invalid kid: could not find kid in JWT header' };
		}
		if (header.kid !== keyId) {
			return { refused: 'the given key ID was not found in the JWKS' };
		}
		const unsigned = base64Fault(signature);
		if (unsigned !== undefined) return { refused: unsigned };
		try {
			await compactVerify(token, (await this.pair()).publicKey, { algorithms: [algorithm] });
		} catch (error) {
			if (error instanceof errors.JWSSignatureVerificationFailed) {
				return { refused: 'crypto/rsa: verification error' };
			}
			return { refused: 'key is of invalid type' };
		}
		const { exp } = claims;
		if (typeof exp !== 'number' || exp * 1000 <= this.now()) {
			return { refused: 'rpc error: code = Unauthenticated desc = jwt is expired' };
		}
		return { grant: grantOf(claims) };
	}
}
