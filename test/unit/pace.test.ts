/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as sleep } from 'node:timers/promises';

import { pause } from '../../nodes/Rill/client/abort';
import { RillError } from '../../nodes/Rill/client/errors';
import { Pace, type Turn } from '../../nodes/Rill/client/pace';
import { inOwnTime, useOwnTime } from '../support/ownTime';

const soon = async () => await sleep(0);

/** Where it does not matter how long the answer took. */
const SOME_TURN: Turn = { era: 0, begunAt: Date.now() };

/** A server that works on so many requests at a time and refuses the others. */
class Server {
	private inFlight = 0;
	mostInFlight = 0;
	refused = 0;

	constructor(private readonly allows: number) {}

	async answer(): Promise<boolean> {
		this.inFlight++;
		this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
		const isRefused = this.inFlight > this.allows;
		if (isRefused) this.refused++;
		for (let n = 0; n < 3; n++) await soon();
		this.inFlight--;
		return !isRefused;
	}
}

async function askUntilAnswered(pace: Pace, server: Server, restMs: number): Promise<number> {
	for (let tries = 1; ; tries++) {
		const turn = await pace.turn('calls', undefined);
		if (await server.answer()) {
			pace.answered(turn);
			return tries;
		}
		pace.refused(turn);
		pace.restFor('calls', restMs);
	}
}

describe('the pace of a run', () => {
	it('bounds nothing while nothing is refused', async () => {
		const pace = new Pace();
		const server = new Server(200);
		await Promise.all(Array.from({ length: 200 }, async () => askUntilAnswered(pace, server, 0)));
		expect(server.mostInFlight).toBe(200);
	});

	it('lets no more requests go at a time than it was told', async () => {
		const pace = new Pace(7);
		const server = new Server(200);
		await Promise.all(Array.from({ length: 100 }, async () => askUntilAnswered(pace, server, 0)));
		expect(server.mostInFlight).toBe(7);
	});

	it('has room for what is not needed yet, unless that would keep something waiting', async () => {
		const pace = new Pace(2);
		await pace.turn('calls', undefined);
		expect(pace.hasRoom).toBe(true);
		await pace.turn('calls', undefined);
		expect(pace.hasRoom).toBe(false);
		const waits = pace.turn('calls', undefined);
		pace.answered(SOME_TURN);
		await waits;
		expect(pace.hasRoom).toBe(false);
		pace.answered(SOME_TURN);
		pace.answered(SOME_TURN);
		expect(pace.hasRoom).toBe(true);
		pace.restFor('calls', 60_000);
		expect(pace.hasRoom).toBe(false);
	});

	it('falls until a server that allows 10 at a time takes them, and no request is refused often', async () => {
		const pace = new Pace();
		const server = new Server(10);
		const tries = await Promise.all(
			Array.from({ length: 500 }, async () => askUntilAnswered(pace, server, 1)),
		);
		expect(tries).toHaveLength(500);
		// The first 500 go at once; halving from there to 10 takes six steps, and each may hit the same one.
		expect(Math.max(...tries)).toBeLessThanOrEqual(8);
		expect(server.refused).toBeLessThan(500 * 3);
	});

	it('is slowed down once by requests that were refused together', async () => {
		const pace = new Pace();
		const turns = await Promise.all(
			Array.from({ length: 8 }, async () => pace.turn('calls', undefined)),
		);
		for (const turn of turns) pace.refused(turn);
		await Promise.all(Array.from({ length: 4 }, async () => pace.turn('calls', undefined)));
		let isFifthGone = false;
		const fifth = pace.turn('calls', undefined).then(() => (isFifthGone = true));
		await soon();
		expect(isFifthGone).toBe(false);
		pace.failed();
		await fifth;
	});

	it('lets nobody go while it rests', async () => {
		const pace = new Pace();
		const startedAt = performance.now();
		pace.restFor('calls', 60);
		pace.restFor('calls', 20);
		await Promise.all(Array.from({ length: 3 }, async () => pace.turn('calls', undefined)));
		expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
	});

	it.each([
		['while it rests', (pace: Pace) => pace.restFor('calls', 60_000)],
		[
			'while others are under way',
			(pace: Pace) => {
				void pace.turn('calls', undefined).then((turn) => {
					pace.refused(turn);
					void pace.turn('calls', undefined);
				});
			},
		],
	])('lets go of whoever is stopped %s', async (_case, begin) => {
		const pace = new Pace();
		begin(pace);
		await soon();
		const stop = new AbortController();
		const waiting = pace.turn('calls', stop.signal).then(
			() => 'went',
			() => 'stopped',
		);
		await soon();
		stop.abort();
		expect(await waiting).toBe('stopped');
	});

	it('lets one at a time look whether a server is back that answers nobody', async () => {
		const pace = new Pace(3);
		await Promise.all([1, 2, 3].map(async () => pace.turn('calls', undefined)));
		for (let failed = 0; failed < 3; failed++) pace.failed(true);
		// All of them may have set out before the first one failed.
		expect(pace.isDown).toBe(false);
		await pace.turn('calls', undefined);
		pace.failed(true);
		expect(pace.isDown).toBe(true);
		await pace.turn('calls', undefined);
		let isSecondGone = false;
		const second = pace.turn('calls', undefined).then(() => (isSecondGone = true));
		await soon();
		expect(isSecondGone).toBe(false);
		pace.answered(SOME_TURN);
		await second;
		expect(pace.isDown).toBe(false);
		expect(pace.answersFor('calls')).toBe(1);
	});

	it('takes a server for one that answers as long as some of many are answered', async () => {
		const pace = new Pace(2);
		for (let round = 0; round < 20; round++) {
			for (const end of [
				() => pace.failed(true),
				() => pace.failed(false),
				() => pace.failed(true),
			]) {
				await pace.turn('calls', undefined);
				end();
			}
			expect(pace.isDown).toBe(false);
			await pace.turn('calls', undefined);
			pace.answered(SOME_TURN);
		}
	});

	it('forgets that somebody gave up when an answer comes', async () => {
		const pace = new Pace();
		await pace.turn('calls', undefined);
		pace.giveUp('calls', new RillError('unavailable', 'down', ''));
		expect(pace.hasGivenUp('calls')).toBe(true);
		pace.answered(SOME_TURN);
		expect(pace.hasGivenUp('calls')).toBe(false);
	});

	/** How many requests may go at once, in addition to those that are under way. */
	async function mayGo(pace: Pace): Promise<number> {
		let gone = 0;
		const stop = new AbortController();
		const waiting: Array<Promise<unknown>> = [];
		for (let before = -1; gone > before && gone < 20;) {
			before = gone;
			waiting.push(
				pace.turn('calls', stop.signal).then(
					() => gone++,
					() => {},
				),
			);
			await soon();
		}
		stop.abort();
		await Promise.all(waiting);
		for (let n = 0; n < gone; n++) pace.failed();
		return gone;
	}

	it('is half of what was under way, at least one at a time, and grows with each round of answers', async () => {
		const pace = new Pace();
		const turns = await Promise.all(
			Array.from({ length: 9 }, async () => pace.turn('calls', undefined)),
		);
		for (const turn of turns) pace.refused(turn);
		expect(await mayGo(pace)).toBe(4);
		const rounds: number[] = [];
		for (let answers = 1; answers <= 12; answers++) {
			await pace.turn('calls', undefined);
			pace.answered(SOME_TURN);
			rounds.push(await mayGo(pace));
		}
		expect(rounds).toEqual([4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 6, 6]);
		const one = new Pace();
		one.refused(await one.turn('calls', undefined));
		expect(await mayGo(one)).toBe(1);
	});

	it('is slowed down again by a request that set out since', async () => {
		const pace = new Pace();
		const first = await Promise.all(
			Array.from({ length: 8 }, async () => pace.turn('calls', undefined)),
		);
		for (const turn of first) pace.refused(turn);
		const second = await Promise.all(
			Array.from({ length: 4 }, async () => pace.turn('calls', undefined)),
		);
		pace.refused(second[0]);
		pace.refused(second[1]);
		pace.failed();
		pace.failed();
		expect(await mayGo(pace)).toBe(2);
	});

	it('asks nothing while somebody has given up and the server wants to be left alone', async () => {
		const pace = new Pace();
		const down = new RillError('unavailable', 'down', '');
		expect(pace.standingRefusal('calls')).toBeUndefined();
		pace.restFor('calls', 60_000);
		expect(pace.standingRefusal('calls')).toBeUndefined();
		pace.giveUp('calls', down);
		expect(pace.standingRefusal('calls')).toBeUndefined();
		pace.giveUp('calls', down, true);
		expect(pace.standingRefusal('calls')).toBe(down);
		// The answer to a request that was sent before says nothing of that.
		pace.heard();
		expect([pace.hasGivenUp('calls'), pace.standingRefusal('calls')]).toEqual([false, down]);
		const other = new Pace();
		other.giveUp('calls', down, true);
		expect(other.standingRefusal('calls')).toBeUndefined();
		expect(other.hasGivenUp('calls')).toBe(true);
	});

	it('asks for no token while calls are held back, but for calls while tokens are', async () => {
		const pace = new Pace();
		pace.restFor('tokens', 60_000);
		expect(pace.hasRoom).toBe(true);
		await pace.turn('calls', undefined);
		const other = new Pace();
		other.restFor('calls', 60_000);
		const stop = new AbortController();
		const outcome = jest.fn();
		const waiting = other.turn('tokens', stop.signal).then(outcome, () => {});
		await soon();
		stop.abort();
		await waiting;
		expect(outcome).not.toHaveBeenCalled();
	});

	it('asks for no token where somebody has given up calls, but for calls where it was tokens', async () => {
		const down = new RillError('unavailable', 'down', '');
		const [calls, tokens] = [new Pace(), new Pace()];
		calls.giveUp('calls', down);
		tokens.giveUp('tokens', down);
		expect([calls.hasGivenUp('tokens'), tokens.hasGivenUp('tokens')]).toEqual([true, true]);
		expect(tokens.hasGivenUp('calls')).toBe(false);
	});

	it('tells who asks for a token of a refusal of either, and who calls of one of calls', async () => {
		const pace = new Pace();
		const down = new RillError('unavailable', 'down', '');
		const busy = new RillError('rateLimited', 'busy', '');
		pace.restFor('calls', 1_000);
		pace.restFor('tokens', 60_000);
		pace.giveUp('tokens', busy, true);
		expect(pace.standingRefusal('calls')).toBeUndefined();
		expect(pace.standingRefusal('tokens')).toBe(busy);
		pace.giveUp('calls', down, true);
		expect(pace.standingRefusal('tokens')).toBe(down);
		expect(pace.hasRoom).toBe(false);
	});

	it('forgets a refusal when a longer rest takes its place', async () => {
		const pace = new Pace();
		pace.restFor('calls', 60_000);
		pace.giveUp('calls', new RillError('unavailable', 'down', ''), true);
		pace.restFor('calls', 61_000);
		expect(pace.standingRefusal('calls')).toBeUndefined();
	});

	it('knows that the project was waking up until something is answered, and what was asked again', async () => {
		const pace = new Pace();
		await pace.turn('calls', undefined);
		expect(pace.mayBeWaking).toBe(false);
		pace.count('unavailable');
		expect(pace.mayBeWaking).toBe(false);
		pace.count('waking');
		pace.count('waking');
		expect(pace.mayBeWaking).toBe(true);
		expect([...pace.retries]).toEqual([
			['unavailable', 1],
			['waking', 2],
		]);
		pace.answered(SOME_TURN);
		expect(pace.mayBeWaking).toBe(false);
	});

	it('gives no turn to whoever was stopped before', async () => {
		const pace = new Pace();
		await expect(pace.turn('calls', AbortSignal.abort())).rejects.toThrow();
		expect(await mayGo(pace)).toBeGreaterThan(0);
	});
});

describe('requests that are to begin apart', () => {
	useOwnTime();

	it('begin one after the other, in their order, as many as may', async () => {
		const pace = new Pace(3, { least: 2, most: 2 });
		const start = Date.now();
		const begun: Array<[number, number]> = [];
		const ask = async (n: number) => {
			await pace.turn('calls', undefined);
			begun.push([n, Date.now() - start]);
		};
		const all = Promise.all([0, 1, 2, 3].map(ask));
		await inOwnTime(Promise.race([all, pause(20, undefined)]));
		expect(begun).toEqual([
			[0, 0],
			[1, 2],
			[2, 4],
		]);
		pace.answered(SOME_TURN);
		await inOwnTime(all);
		expect(begun[3]).toEqual([3, 20]);
	});

	it.each([
		['behind a timer while it is under way, however late it is', false, 5],
		['at once when it is over', true, 0],
	])('need no timer as long as there is one: the next begins %s', async (_when, isOver, after) => {
		const pace = new Pace(3, { least: 5, most: 5 });
		await pace.turn('calls', undefined);
		expect(jest.getTimerCount()).toBe(0);
		if (isOver) pace.done();
		// As where the clock goes on while nothing else does.
		jest.setSystemTime(Date.now() + 60);
		const start = Date.now();
		await inOwnTime(pace.turn('calls', undefined));
		expect(Date.now() - start).toBe(after);
		await inOwnTime(pace.turn('calls', undefined));
		expect(Date.now() - start).toBe(after + 5);
	});

	it('leave no room for what is not needed yet while they are about to begin', async () => {
		const pace = new Pace(3, { least: 1, most: 1 });
		const first = pace.turn('calls', undefined);
		expect(pace.hasRoom).toBe(true);
		const others = [pace.turn('calls', undefined), pace.turn('calls', undefined)];
		expect(pace.hasRoom).toBe(false);
		await inOwnTime(Promise.all([first, ...others]));
		pace.answered(SOME_TURN);
		expect(pace.hasRoom).toBe(true);
	});

	it('begin a good half as far apart as they would if they were spread evenly, within bounds', async () => {
		const pace = new Pace(4, { least: 2, most: 9 });
		/** How long after another request the next one begins, in milliseconds. */
		const apart = async () => {
			const times = Promise.all(
				[1, 2].map(async () => {
					await pace.turn('calls', undefined);
					return Date.now();
				}),
			);
			const [one, other] = await inOwnTime(times);
			pace.done();
			pace.done();
			return other - one;
		};
		const answerAfter = async (milliseconds: number) => {
			await inOwnTime(pause(10, undefined));
			const turn = await inOwnTime(pace.turn('calls', undefined));
			await inOwnTime(pause(milliseconds, undefined));
			pace.answered(turn);
		};
		expect(await apart()).toBe(2);
		const steps: number[] = [];
		for (let answers = 1; answers <= 60; answers++) {
			await answerAfter(48);
			steps.push(await apart());
		}
		// One answer says little, as it may be an exception; many say that 4 at a time are 12 apart.
		expect(steps[0]).toBe(2);
		expect(steps.at(-1)).toBe(7);
		expect(steps).toEqual([...steps].sort((a, b) => a - b));
		for (let answers = 1; answers <= 40; answers++) await answerAfter(1_000);
		expect(await apart()).toBe(9);
	});
});
