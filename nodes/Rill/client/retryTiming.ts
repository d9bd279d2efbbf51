import type { TransientKind } from './errors';

/**
 * How long a server asks to be left alone, in milliseconds: by its `Retry-After` header (seconds or
 * a date), or by the words of Rill's limiter, which send no header but a duration as Go prints it:
 * `Try again in 175.222039ms seconds` (`rill.md` §5).
 */
export function serverDelayMs(
	retryAfter: string | undefined,
	text: string,
	now: number,
): number | undefined {
	const header = retryAfter?.trim() ?? '';
	if (/^\d+(?:\.\d+)?$/.test(header)) return Math.ceil(Number(header) * 1000);
	const date = /^[A-Z]/i.test(header) ? Date.parse(header) : Number.NaN;
	if (!Number.isNaN(date)) return Math.max(0, date - now);
	return goDurationMs(/try again in (\S+)/i.exec(text)?.[1] ?? '');
}

const UNIT_MS: Record<string, number> = {
	ns: 1e-6,
	us: 1e-3,
	µs: 1e-3,
	μs: 1e-3,
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000,
};

/** A duration as Go prints it (`1m2.5s`), in milliseconds, rounded up; undefined for anything else. */
export function goDurationMs(text: string): number | undefined {
	if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
	const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/g);
	let total = 0;
	for (const [, amount, unit] of parts) total += Number(amount) * (UNIT_MS[unit] ?? 0);
	return Math.ceil(total);
}

/** Short at first, since most failures are gone at once, and four waits of 19 to 40 seconds in all. */
const FIRST_WAIT_MS = 500;
const GROWTH = 4;
const LONGEST_WAIT_MS = 30_000;

/** Behind this try chance takes half of a wait at most, so that bad luck does not end all tries at once. */
const HALF_BY_CHANCE_FROM = 3;

/** A project wakes up or restarts in 10 to 60 seconds (`rill.md` §4), which four waits have to span. */
const FIRST_WAIT_FOR_WAKING_MS = 8_500;
const GROWTH_FOR_WAKING = 2;
const LONGEST_WAIT_FOR_WAKING_MS = 60_000;

/** Spreads what would otherwise come back in the same moment after the same stated delay. */
const MAX_SPREAD_MS = 1_000;

/**
 * How long to wait before the next try, in milliseconds. Longer each time, of which chance takes a
 * part (all of it, so that many who failed together do not come back together; at most half of it
 * after some tries and where a project wakes up, so that the waits together are long enough). Where
 * the server asks for a time, never less than that and a little more: its clock may be another, and
 * its "now" too early.
 *
 * @param tries how many there have been, from 1
 * @param random from 0 to 1
 */
export function waitMs(
	kind: TransientKind,
	tries: number,
	serverDelay: number | undefined,
	random: number,
): number {
	const least = serverDelay === undefined ? 0 : withSpread(serverDelay, random);
	const isWaking = kind === 'waking';
	const first = isWaking ? FIRST_WAIT_FOR_WAKING_MS : FIRST_WAIT_MS;
	const longest = isWaking ? LONGEST_WAIT_FOR_WAKING_MS : LONGEST_WAIT_MS;
	const growth = isWaking ? GROWTH_FOR_WAKING : GROWTH;
	const wait = Math.min(first * growth ** (tries - 1), longest);
	return Math.max(least, Math.round(wait * shareOf(isWaking, tries, random)));
}

/** What chance leaves of a wait. */
function shareOf(isWaking: boolean, tries: number, random: number): number {
	if (isWaking) return 1 - random / 2;
	return tries < HALF_BY_CHANCE_FROM ? random : (1 + random) / 2;
}

/** A time that a server asks for, and a little more, in milliseconds. */
export function withSpread(serverDelay: number, random: number): number {
	return serverDelay + Math.round(Math.min(serverDelay / 4, MAX_SPREAD_MS) * random);
}
