import fc from 'fast-check';

import { TRANSIENT_KINDS } from '../../nodes/Rill/client/errors';
import {
	goDurationMs,
	serverDelayMs,
	waitMs,
	withSpread,
} from '../../nodes/Rill/client/retryTiming';

const NOW = Date.UTC(2026, 10, 24, 6, 0, 0);

describe('how long a server asks to be left alone', () => {
	it.each<[string | undefined, string, number | undefined]>([
		['3', '', 3_000],
		['0', '', 0],
		[' 1.5 ', '', 1_500],
		['1.25', '', 1_250],
		['1 Jan 2030 00:00:00 GMT', '', undefined],
		['2026-11-24 Tue', '', undefined],
		['Tue, 24 Nov 2026 06:00:05 GMT', '', 5_000],
		['Tue, 24 Nov 2026 05:59:00 GMT', '', 0],
		[undefined, 'Rate limit exceeded. Try again in 175.222039ms seconds', 176],
		[undefined, 'Rate limit exceeded. Try again in 1m2.5s seconds', 62_500],
		['2', 'Try again in 10s seconds', 2_000],
		['soon', 'Try again in 10s seconds', 10_000],
		['-1', '', undefined],
		['12 o’clock', '', undefined],
		[undefined, 'Try again in a while', undefined],
		[undefined, '', undefined],
		['', '', undefined],
	])('%j %s', (header, text, expected) => {
		expect(serverDelayMs(header, text, NOW)).toBe(expected);
	});
});

describe('a duration of Go', () => {
	it.each<[string, number | undefined]>([
		['1h', 3_600_000],
		['1h0m0.5s', 3_600_500],
		['300µs', 1],
		['1ns', 1],
		['0s', 0],
		['1500', undefined],
		['1s later', undefined],
		['-1s', undefined],
		['', undefined],
	])('%s', (text, expected) => {
		expect(goDurationMs(text)).toBe(expected);
	});

	/** As Go's `time.Duration.String` prints it. */
	const printed = (ms: number): string => {
		if (ms < 1000) return ms === 0 ? '0s' : `${ms}ms`;
		const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
		const seconds = `${(ms % 60_000) / 1000}s`;
		if (hours > 0) return `${hours}h${minutes}m${seconds}`;
		return minutes > 0 ? `${minutes}m${seconds}` : seconds;
	};

	it('is read as it was printed', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 30_000_000 }), (ms) => {
				// Binary fractions of a second may end a little above the number they stand for.
				expect(goDurationMs(printed(ms))).toBeGreaterThanOrEqual(ms);
				expect(goDurationMs(printed(ms))).toBeLessThanOrEqual(ms + 1);
			}),
		);
	});
});

describe('the wait before the next try', () => {
	const chance = fc.double({ min: 0, max: 1, noNaN: true });
	const kind = fc.constantFrom(...TRANSIENT_KINDS);
	const tries = fc.integer({ min: 1, max: 100 });

	it('is never shorter than the server asks for, and at most a second longer than that or the own wait', () => {
		fc.assert(
			fc.property(kind, tries, fc.nat(10_000_000), chance, (why, count, delay, random) => {
				const wait = waitMs(why, count, delay, random);
				expect(wait).toBeGreaterThanOrEqual(delay);
				const own = waitMs(why, count, undefined, random);
				expect(wait).toBeLessThanOrEqual(Math.max(delay + 1000, own));
				expect(wait).toBeGreaterThanOrEqual(own);
			}),
		);
	});

	it('is spread over a quarter more than the server asks for, of a second at most', () => {
		expect([2_000, 8_000].map((delay) => withSpread(delay, 1))).toEqual([2_500, 9_000]);
		expect(withSpread(2_000, 0)).toBe(2_000);
	});

	it('is anything up to a bound that grows fourfold, half a second at first and half a minute at last', () => {
		const bounds = [1, 2, 3, 4, 20].map((count) => waitMs('unavailable', count, undefined, 1));
		expect(bounds).toEqual([500, 2000, 8000, 30_000, 30_000]);
		fc.assert(
			fc.property(tries, chance, (count, random) => {
				const most = waitMs('unreachable', count, undefined, 1);
				const least = count < 3 ? 0 : most / 2;
				const wait = waitMs('unreachable', count, undefined, random);
				expect(wait).toBe(Math.round(least + (most - least) * random));
			}),
		);
	});

	it('lasts for 19 seconds in all, whatever chance says', () => {
		const total = (random: number) =>
			[1, 2, 3, 4].reduce((sum, count) => sum + waitMs('unavailable', count, undefined, random), 0);
		expect([total(0), total(1)]).toEqual([19_000, 40_500]);
	});

	it('spans the minute in which a project wakes up, whatever chance says', () => {
		fc.assert(
			fc.property(fc.array(chance, { minLength: 4, maxLength: 4 }), (randoms) => {
				const waits = randoms.map((random, n) => waitMs('waking', n + 1, undefined, random));
				const total = waits.reduce((sum, wait) => sum + wait, 0);
				expect(total).toBeGreaterThanOrEqual(59_000);
				expect(total).toBeLessThanOrEqual(120_000);
			}),
		);
	});
});
