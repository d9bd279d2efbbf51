import { createHash, randomBytes } from 'node:crypto';
import type { User } from './people';

/** What a person has allowed a client, until the client comes for its tokens. */
export interface Grant {
	user: User;
	clientId: string;
	redirectUri: string;
	challenge: string;
	method: string;
	/** Milliseconds since 1970. */
	expiresAt: number;
}

const minute = 60_000;

/** Codes for tokens: each works once, within a minute. */
export class OAuthCodes {
	private readonly grants = new Map<string, Grant>();

	constructor(private readonly now: () => number) {}

	issue(grant: Omit<Grant, 'expiresAt'>): string {
		for (const [code, old] of this.grants) if (this.isExpired(old)) this.grants.delete(code);
		const code = randomBytes(16).toString('hex');
		this.grants.set(code, { ...grant, expiresAt: this.now() + minute });
		return code;
	}

	/** What a code is for; whoever asks, it is used up. */
	take(code: string): Grant | undefined {
		const grant = this.grants.get(code);
		this.grants.delete(code);
		return grant;
	}

	isExpired({ expiresAt }: Grant): boolean {
		return expiresAt < this.now();
	}

	clear(): void {
		this.grants.clear();
	}
}

/** PKCE (RFC 7636): whether a verifier is the one whose digest came with the request for the code. */
export function fitsChallenge(verifier: string, { challenge, method }: Grant): boolean {
	return (
		method === 'S256' && createHash('sha256').update(verifier).digest('base64url') === challenge
	);
}
