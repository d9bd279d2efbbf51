import { pause, unlessAborted } from './abort';
import type { RillError, TransientKind } from './errors';

/** How many failures of Rill one run puts up with, and for how long. */
export interface Patience {
	/** Requests for one answer, the first one included. */
	maxTries: number;
	/** Milliseconds after the first request in which another one may begin. */
	maxTotalMs: number;
	/** Shared by all requests of the run. */
	pace: Pace;
}

/**
 * Requests begin one after the other. Those that begin together come back together, for ever: each then
 * waits for what all of them cost the one thread of Node before the first of them is sent. So they
 * begin about half as far apart as they would if they were spread evenly over the time that an answer
 * takes, within these bounds: a request costs that thread some milliseconds, and no more has to
 * lie between.
 */
export const APART_MS = { least: 1, most: 5 };

/** Of an even spread; less than all of it, since a timer is late by up to a millisecond. */
const SHARE_OF_SPREAD = 0.6;

/** How much the latest answer tells of how long one takes; the first ones say little by that. */
const LATEST_SHARE = 0.1;

export const DEFAULT_MAX_TRIES = 5;
export const MAX_TRIES = 100;
export const DEFAULT_MAX_TOTAL_MS = 120_000;

/**
 * While nobody is answered, somebody asks at least this often, in milliseconds, however long the one
 * waits who has just failed. Were all as silent as that one, its few tries would be all that is known
 * of Rill, and a Rill that comes and goes might be away in each of them.
 */
export const ASKED_AT_LEAST_EACH_MS = 2_000;

/** What is asked for, of Rill's two servers: rows and the like, or tokens to ask for them with. */
export type Asked = 'calls' | 'tokens';

/** A time, in milliseconds since 1970, until which one of the two is not asked for. */
interface Rest {
	until: number;
	/** Why it is of no use to wait for that. */
	refusal?: RillError;
}

/** A request that is under way. */
export interface Turn {
	era: number;
	/** In milliseconds since 1970. */
	begunAt: number;
}

/**
 * How fast a run asks, for all its requests together: where a server refuses one of them because
 * there are too many, all wait as long as it says, and fewer go at a time afterwards. Each answer
 * lets a little more through again. What it says to who asks for a token, only those wait for who
 * need one.
 */
export class Pace {
	private atATime = Number.POSITIVE_INFINITY;
	private underWay = 0;
	private readonly rests: Record<Asked, Rest> = { calls: { until: 0 }, tokens: { until: 0 } };
	private waiting: Array<() => void> = [];
	/** Those who wait for longer than they need to, once anybody is answered. */
	private readonly hoping = new Set<() => void>();
	private beginning?: Promise<undefined>;
	/** Which requests of the run have come: none, one that has begun, or others behind it. */
	private come: 'none' | 'first' | 'others' = 'none';
	/** How many are next to begin. */
	private toBegin = 0;
	/** Counts how often it was slowed down: those who set out before are refused for the same reason. */
	private era = 0;
	private readonly givenUp = new Set<Asked>();
	private isWaking = false;
	private readonly answersSoFar = { calls: 0, tokens: 0 };
	/** How many have failed because nobody is answered, since the last answer. */
	private failedInRow = 0;
	private readonly counts = new Map<TransientKind, number>();

	/** How long an answer takes, in milliseconds; less, as long as few have come. */
	private answerMs = 0;

	/**
	 * @param most requests that may be under way at a time, however well it goes
	 * @param apartMs bounds for the milliseconds between the begins of two
	 */
	constructor(
		private readonly most: number = Number.POSITIVE_INFINITY,
		private readonly apartMs = { least: 0, most: 0 },
	) {}

	/**
	 * Answers that have come in this run: where there are more than before, Rill was there meanwhile. To
	 * calls only, for whoever calls: that others get tokens helps nobody who has one.
	 */
	answersFor(asked: Asked): number {
		const { calls, tokens } = this.answersSoFar;
		return asked === 'calls' ? calls : calls + tokens;
	}

	/**
	 * Nobody is answered: more have failed in a row than can have set out before the first of them
	 * failed. One at a time is enough to find out when that is over.
	 */
	get isDown(): boolean {
		return this.failedInRow > this.allowed;
	}

	/**
	 * Somebody has tried for as long as may be, and no answer has come since: once is enough for all. Who
	 * has a token needs no other one, and a token for calls that are not answered helps nobody.
	 */
	hasGivenUp(asked: Asked): boolean {
		return this.givenUp.has('calls') || this.givenUp.has(asked);
	}

	/**
	 * Why it is of no use to ask at all: the server has asked to be left alone for longer than anybody
	 * may wait, and that time is not over.
	 */
	standingRefusal(asked: Asked): RillError | undefined {
		return this.restsOf(asked).find(({ until, refusal }) => refusal && Date.now() < until)?.refusal;
	}

	/** The project was waking up, and nothing has been answered since. */
	get mayBeWaking(): boolean {
		return this.isWaking;
	}

	/** Whether a request that is not needed yet would keep none waiting that is. */
	get hasRoom(): boolean {
		const isResting = this.rests.calls.until > Date.now();
		return !isResting && this.waiting.length === 0 && this.underWay + this.toBegin < this.allowed;
	}

	private get allowed(): number {
		return Math.max(1, Math.floor(Math.min(this.atATime, this.most)));
	}

	/** How often something was asked again in this run, by the reason. */
	get retries(): ReadonlyMap<TransientKind, number> {
		return this.counts;
	}

	/**
	 * Waits until a request may go. Whoever has the turn gives it back.
	 *
	 * @throws when the signal fires; a standing refusal, also one that comes while it waits
	 */
	async turn(asked: Asked, signal: AbortSignal | undefined): Promise<Turn> {
		for (;;) {
			signal?.throwIfAborted();
			const refusal = this.standingRefusal(asked);
			if (refusal) throw refusal;
			this.keepFromFirst();
			const restMs = Math.max(...this.restsOf(asked).map(({ until }) => until)) - Date.now();
			if (restMs > 0) {
				await pause(restMs, signal);
			} else if (this.beginning) {
				this.toBegin++;
				await unlessAborted(signal, this.beginning).finally(() => this.toBegin--);
			} else if (this.underWay < this.allowed) {
				this.begin();
				return { era: this.era, begunAt: Date.now() };
			} else {
				await unlessAborted(signal, new Promise<void>((go) => this.waiting.push(go)));
			}
		}
	}

	/**
	 * By a timer, also where more time than that passes until the next one: what counts is that this
	 * one's request is on its way before the next is made.
	 */
	private begin(): void {
		this.underWay++;
		const { least, most } = this.apartMs;
		if (most === 0) return;
		if (this.come === 'none') {
			this.come = 'first';
			return;
		}
		const part = Math.floor((this.answerMs / this.allowed) * SHARE_OF_SPREAD);
		this.keepApart(Math.min(Math.max(least, part), most));
	}

	/** Behind the first request a timer begins with the next one only, since many a run makes no other. */
	private keepFromFirst(): void {
		if (this.come !== 'first') return;
		this.come = 'others';
		if (this.underWay > 0) this.keepApart(this.apartMs.least);
	}

	private keepApart(milliseconds: number): void {
		this.beginning = pause(milliseconds, undefined).then(() => (this.beginning = undefined));
	}

	/** The request is over, and brought an answer. */
	answered({ begunAt }: Turn): void {
		this.answerMs += (Date.now() - begunAt - this.answerMs) * LATEST_SHARE;
		this.atATime += 1 / this.atATime;
		this.heard();
	}

	/** The request is over. It was refused for good, but by Rill, which is there then. */
	heard(): void {
		this.givenUp.clear();
		this.isWaking = false;
		this.failedInRow = 0;
		this.answersSoFar.calls++;
		for (const go of this.hoping) go();
		this.done();
	}

	/** The request for a token is over. Rill gave it, or refused it for good; that says nothing of calls. */
	heardOfToken(): void {
		this.givenUp.delete('tokens');
		this.answersSoFar.tokens++;
		this.done();
	}

	/**
	 * The request is over, without the answer that was hoped for.
	 *
	 * @param isForAll it failed of what any other request fails of too
	 */
	failed(isForAll = false): void {
		if (isForAll) this.failedInRow++;
		if (this.isDown) this.atATime = 1;
		this.done();
	}

	/**
	 * The request is over, because there were too many at a time. Of which kind it was makes no
	 * difference: a gateway counts both.
	 */
	refused({ era }: Turn): void {
		if (era === this.era) {
			this.era++;
			this.atATime = Math.max(1, Math.floor(this.underWay / 2));
		}
		this.done();
	}

	/** Nobody asks for that, or for what is of no use without it, for so many milliseconds. */
	restFor(asked: Asked, milliseconds: number): void {
		const until = Date.now() + milliseconds;
		if (until > this.rests[asked].until) this.rests[asked] = { until };
	}

	/** What has to be over before that may be asked for: a token is of no use before calls may go. */
	private restsOf(asked: Asked): Rest[] {
		const { calls, tokens } = this.rests;
		return asked === 'calls' ? [calls] : [calls, tokens];
	}

	/**
	 * Waits so many milliseconds, or until Rill has answered anybody.
	 *
	 * @throws when the signal fires
	 */
	async untilAnswer(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
		let go = () => {};
		const answered = new Promise<void>((resolve) => (go = resolve));
		this.hoping.add(go);
		await unlessAborted(signal, Promise.race([pause(milliseconds, undefined), answered])).finally(
			() => this.hoping.delete(go),
		);
	}

	/** Something is asked again. */
	count(kind: TransientKind): void {
		this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
		if (kind === 'waking') this.isWaking = true;
	}

	/** @param isStanding the server asks for more time than anybody has; no answer to others ends that */
	giveUp(asked: Asked, error: RillError, isStanding = false): void {
		this.givenUp.add(asked);
		if (isStanding) this.rests[asked].refusal = error;
	}

	/** The request is over; that says nothing of how others will fare. */
	done(): void {
		this.underWay--;
		// All of them look again, in their order: how many may go can have changed.
		for (const go of this.waiting.splice(0)) go();
	}
}
