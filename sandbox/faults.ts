/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as pause } from 'node:timers/promises';
import { insteadOfAnswer, noConnection, rateLimited } from './faultAnswers';
import { alterAnswer } from './faultChanges';
import { whyNoFault } from './faultFields';
import { kindOf, type ActiveFault, type Delivered, type Fault } from './faultKinds';
import { canHit, isOfRuntime, runtimeFaultsOf } from './faultsOfRuntime';
import type { RillAnswer, RillRequest } from './http';
import type { RuntimeFaults } from './runtimeFaults';

/** A request on its way to a runtime, whose faults it finds there. */
type Reaching = RillRequest & { runtimeFaults: () => RuntimeFaults };

type Next = (request: RillRequest) => Promise<RillAnswer>;

/** Where a runtime answers by itself, with no proxy before it. */
const isAtRuntime = ({ path }: RillRequest): boolean => path.startsWith('/v1/instances/');

/** The switches of a running sandbox: which faults are on, and what a request gets because of them. */
export class Faults {
	private active: ActiveFault[] = [];
	private lastId = 0;

	/** Switches a fault on; the number stops it. */
	start(fault: Fault): number {
		const problem = whyNoFault(fault);
		if (problem !== undefined) throw new Error(problem);
		this.lastId += 1;
		this.active.push({ id: this.lastId, fault, hits: 0, passed: 0, inFlight: 0 });
		return this.lastId;
	}

	/** Stops one fault, or all of them. */
	stop(id?: number): void {
		this.active = id === undefined ? [] : this.active.filter((one) => one.id !== id);
	}

	list(): readonly ActiveFault[] {
		return this.active;
	}

	/** The faults that hit a request, of those on its way or of those at its runtime; each counts it. */
	private hitting(request: RillRequest, where: 'way' | 'runtime'): ActiveFault[] {
		const address = request.query === '' ? request.path : `${request.path}?${request.query}`;
		const kind = kindOf(request.path);
		return this.active.filter((one) => {
			const { count, after = 0, path, kind: only } = one.fault;
			if (isOfRuntime(one.fault) !== (where === 'runtime')) return false;
			if (!canHit(one.fault, kind)) return false;
			if (path !== undefined && !address.includes(path)) return false;
			if (only !== undefined && only !== kind) return false;
			if (count !== undefined && one.hits >= count) return false;
			if (one.passed < after) {
				one.passed += 1;
				return false;
			}
			one.hits += 1;
			return true;
		});
	}

	/** A fault of the runtime hits a request only when that gets there. */
	private withRuntimeFaults(request: RillRequest): Reaching {
		let found: RuntimeFaults | undefined;
		const runtimeFaults = () => (found ??= runtimeFaultsOf(this.hitting(request, 'runtime')));
		return { ...request, runtimeFaults };
	}

	/** Answers a request through the faults that hit it: what is sent, and how. */
	async answer(request: RillRequest, next: Next): Promise<Delivered> {
		if (this.active.length === 0) return { answer: await next(request) };
		const hitting = this.hitting(request, 'way');
		const full = hitting.find(isFull);
		const counted = full ? [] : hitting;
		for (const one of counted) one.inFlight += 1;
		try {
			return await this.answerThrough(hitting, full, request, next);
		} finally {
			for (const one of counted) one.inFlight -= 1;
		}
	}

	private async answerThrough(
		hitting: ActiveFault[],
		full: ActiveFault | undefined,
		request: RillRequest,
		next: Next,
	): Promise<Delivered> {
		for (const one of hitting) {
			const { fault } = one;
			if (fault.fault === 'latency') await delay(fault, request.signal);
			if (one === full && fault.fault === 'atMost') return rateLimited(fault.delay);
			const instead = insteadOfAnswer(fault);
			if (instead) return instead;
		}
		const reaching = this.withRuntimeFaults(request);
		if (isAtRuntime(request) && reaching.runtimeFaults().unreachable) return noConnection;
		const answer = await next(reaching);
		return hitting.reduce<Delivered>(alterAnswer, { answer });
	}
}

/** Whether a fault already has as many requests being answered as it allows. */
function isFull({ fault, inFlight }: ActiveFault): boolean {
	return fault.fault === 'atMost' && inFlight >= fault.inFlight;
}

/** Waits as long as the client does: nothing of a request is left when it hangs up. */
async function delay(
	{ milliseconds, jitter = 0 }: { milliseconds: number; jitter?: number },
	signal?: AbortSignal,
): Promise<void> {
	const hungUp = () => undefined;
	await pause(milliseconds + Math.random() * jitter, undefined, { signal }).catch(hungUp);
}
