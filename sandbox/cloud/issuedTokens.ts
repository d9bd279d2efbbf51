import { randomUUID } from 'node:crypto';
import type { User } from './people';
import { publicPart, tokenText } from './tokenText';

/** A token that somebody got by signing in: it is that person, as long as it lasts. */
export interface IssuedToken {
	text: string;
	user: User;
	/** The client that it was issued to; none, for a browser. */
	clientId?: string;
	/** Good for new tokens, too. */
	refresh: boolean;
	/** Milliseconds since 1970. */
	expiresAt: number;
}

/** The oldest go first, so that a sandbox may run for weeks. */
const most = 10_000;

/** The tokens that were issued since the sandbox started; those of the table last. */
export class IssuedTokens {
	private readonly byPublicPart = new Map<string, IssuedToken>();

	constructor(private readonly now: () => number) {}

	issue(
		user: User,
		{
			clientId,
			refresh = false,
			seconds,
		}: { clientId?: string; refresh?: boolean; seconds: number },
	): IssuedToken {
		const text = tokenText('usr', randomUUID());
		const token = { text, user, clientId, refresh, expiresAt: this.now() + seconds * 1000 };
		this.byPublicPart.set(publicPart(text) ?? text, token);
		const [oldest] = this.byPublicPart.keys();
		if (this.byPublicPart.size > most && oldest) this.byPublicPart.delete(oldest);
		return token;
	}

	/** The token that somebody means, whether its secret is right and it still lasts, or not. */
	meant(text: string): IssuedToken | undefined {
		return this.byPublicPart.get(publicPart(text) ?? '');
	}

	/** The token of exactly this text, whether it still lasts or not. */
	find(text: string): IssuedToken | undefined {
		const token = this.meant(text);
		return token?.text === text ? token : undefined;
	}

	/** All tokens that somebody got, whether they still last or not. */
	of(user: User): IssuedToken[] {
		return [...this.byPublicPart.values()].filter((token) => token.user === user);
	}

	isExpired({ expiresAt }: IssuedToken): boolean {
		return expiresAt <= this.now();
	}

	clear(): void {
		this.byPublicPart.clear();
	}
}
