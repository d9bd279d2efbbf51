import { Pace } from '../../nodes/Rill/client/pace';
import type { HttpAnswer } from '../../nodes/Rill/client/transport';
import { askForFlights, connectionOf } from '../support/clientConnection';

/** Rill's limiter (`rill.md` §5): so many at once, so many a second after that, and its own words. */
class Bucket {
	private tokens: number;
	private at = performance.now();
	refused = 0;

	constructor(
		private readonly burst: number,
		private readonly perSecond: number,
	) {
		this.tokens = burst;
	}

	answer(): HttpAnswer {
		const now = performance.now();
		const gained = ((now - this.at) / 1000) * this.perSecond;
		this.tokens = Math.min(this.burst, this.tokens + gained);
		this.at = now;
		if (this.tokens >= 1) {
			this.tokens--;
			return { status: 200, headers: {}, body: '[]' };
		}
		this.refused++;
		const wait = ((1 - this.tokens) / this.perSecond) * 1000;
		return {
			status: 429,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				code: 8,
				message: `Rate limit exceeded. Try again in ${wait}ms seconds`,
				details: [],
			}),
		};
	}
}

it.each([
	[5, 100],
	[20, 100],
	[5, 20],
	[20, 20],
	[20, 3],
])(
	'all of many are answered, %d at a time, by a server that takes %d a second',
	async (atATime, perSecond) => {
		const bucket = new Bucket(5, perSecond);
		const patience = { maxTries: 5, maxTotalMs: 120_000, pace: new Pace(atATime) };
		const connection = connectionOf(async () => bucket.answer(), { patience });
		const count = perSecond * 3;
		let next = 0;
		let answered = 0;
		const worker = async () => {
			while (next++ < count) {
				await askForFlights(connection, () => answered++);
			}
		};
		await Promise.all(Array.from({ length: atATime }, worker));
		expect(answered).toBe(count);
		expect(bucket.refused).toBeGreaterThan(0);
	},
);
