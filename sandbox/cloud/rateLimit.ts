import { goDuration } from './goText';

/** Calls a minute, for whoever calls: without a token it was recorded to be the same. */
const ofRill = 180;

/**
 * Rill's limiter at the admin server's routes: each method and owner may call so often a minute, all
 * at once if it likes, and gets its calls back evenly (three a second for 180).
 */
export class RateLimit {
	private readonly due = new Map<string, number>();

	constructor(
		private readonly now: () => number,
		public perMinute = ofRill,
	) {}

	/** Forgets who called, and goes back to Rill's own limit. */
	reset(): void {
		this.due.clear();
		this.perMinute = ofRill;
	}

	/** Rill's refusal, or nothing if the call is within the limit. */
	refuse(method: string, owner: string | undefined): string | undefined {
		const interval = 60_000 / this.perMinute;
		const key = `${owner ?? ''} ${method}`;
		const now = this.now();
		const due = Math.max(this.due.get(key) ?? now, now) + interval;
		// With less than one call a minute allowed there are none, and the wait has no end to name.
		const wait = Math.min(due - 60_000 - now, 60_000);
		if (wait > 0.0005) {
			const nanoseconds = BigInt(Math.ceil(wait * 1_000_000));
			return `Rate limit exceeded. Try again in ${goDuration(nanoseconds)} seconds`;
		}
		this.due.set(key, due);
		return undefined;
	}
}
