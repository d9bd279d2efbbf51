import { createHash } from 'node:crypto';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** How long the part of a token is by which Rill finds it; the rest is its secret. */
const idLength = 22;
const prefixLength = 'rill_usr_'.length + idLength;

/** The part of a token that is no secret; nothing, if it is too short to have one. */
export function publicPart(token: string): string | undefined {
	return token.length < prefixLength ? undefined : token.slice(0, prefixLength);
}

/**
 * Rill's tokens are a prefix, an id of 22 characters and a secret of 32, in base 62. They are derived
 * from a name so that they look like the real thing, and no secret stands in the source.
 */
export function tokenText(type: 'usr' | 'svc' | 'mgc', name: string, secret = name): string {
	const letters = (seed: string, length: number) =>
		[...createHash('sha512').update(seed).digest().subarray(0, length)]
			.map((byte) => base62[byte % base62.length])
			.join('');
	return `rill_${type}_${letters(`id of ${name}`, idLength)}${letters(`secret of ${secret}`, 32)}`;
}
