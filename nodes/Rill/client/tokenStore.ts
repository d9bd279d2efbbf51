import type { EphemeralToken } from './tokens';

/** Far more users than one instance of n8n serves within the life of a token. */
const MAX_TOKENS = 1000;

/** Rill Developer's tokens do not always say when they end. */
const UNSTATED_LIFE_MS = 5 * 60_000;

/** A call that starts with a token has to reach Rill before the token ends. */
const MARGIN_MS = 60_000;
const MARGIN_SHARE = 0.1;

interface Entry {
	token: Promise<EphemeralToken>;
	/** Once it has come. */
	issued?: EphemeralToken;
	/** Infinity while the token is being issued. */
	usableUntil: number;
}

/**
 * Ephemeral tokens in memory, nowhere else, until shortly before they end. Rill issues 180 a minute
 * (`rill.md` §5), and a workflow of 1,000 items may serve 20 users: each user's is issued once, and
 * items that ask while it is being issued wait for the same one.
 */
export class TokenStore {
	/** The one used longest ago first. */
	private readonly entries = new Map<string, Entry>();

	constructor(
		private readonly now: () => number = Date.now,
		private readonly maxTokens: number = MAX_TOKENS,
	) {}

	get size(): number {
		return this.entries.size;
	}

	/** The token kept under this key, if it has come and may still be used. */
	issued(key: string): EphemeralToken | undefined {
		const known = this.entries.get(key);
		if (!known?.issued || this.now() >= known.usableUntil) return undefined;
		this.use(key, known);
		return known.issued;
	}

	/**
	 * The token kept under this key, or a new one. A failure reaches everybody who waits for this
	 * token, and is not kept.
	 */
	async take(key: string, issue: () => Promise<EphemeralToken>): Promise<EphemeralToken> {
		const known = this.entries.get(key);
		const entry = known && this.now() < known.usableUntil ? known : this.begin(key, issue);
		this.use(key, entry);
		if (entry !== known) this.shrink();
		return await entry.token;
	}

	/** Drops a token that Rill no longer takes, unless another one has taken its place already. */
	forget(key: string, token: EphemeralToken): void {
		if (this.entries.get(key)?.issued === token) this.entries.delete(key);
	}

	private use(key: string, entry: Entry): void {
		this.entries.delete(key);
		this.entries.set(key, entry);
	}

	private begin(key: string, issue: () => Promise<EphemeralToken>): Entry {
		const startedAt = this.now();
		const entry: Entry = { token: issue(), usableUntil: Number.POSITIVE_INFINITY };
		const keep = (issued: EphemeralToken) => {
			entry.issued = issued;
			entry.usableUntil = startedAt + usableMs(issued, startedAt);
		};
		const drop = () => {
			if (this.entries.get(key) === entry) this.entries.delete(key);
		};
		entry.token.then(keep, drop);
		return entry;
	}

	/** No token stays in memory that nobody may use any more. */
	private shrink(): void {
		const now = this.now();
		for (const [key, { usableUntil }] of this.entries) {
			if (now >= usableUntil) this.entries.delete(key);
		}
		for (const key of this.entries.keys()) {
			if (this.entries.size <= this.maxTokens) return;
			this.entries.delete(key);
		}
	}
}

/** The lifetime that Rill names counts first: it holds even where the two clocks disagree. */
function usableMs({ ttlSeconds, expiresAt }: EphemeralToken, startedAt: number): number {
	const lifeMs =
		ttlSeconds !== undefined
			? ttlSeconds * 1000
			: expiresAt !== undefined
				? expiresAt - startedAt
				: UNSTATED_LIFE_MS;
	return lifeMs - Math.min(MARGIN_MS, lifeMs * MARGIN_SHARE);
}
