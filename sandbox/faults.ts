/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as pause } from 'node:timers/promises';
import type { Upstream } from './cloud/proxy';
import { insteadOfAnswer, insteadOfRuntime } from './faultAnswers';
import { alterAnswer, alterRequest, type Altered } from './faultChanges';
import { whyNoFault } from './faultFields';
import {
	kindOf,
	type ActiveFault,
	type Delivered,
	type Fault,
	type FaultKind,
	type RequestKind,
} from './faultKinds';
import type { RillAnswer, RillRequest } from './http';

/** Faults of a runtime leave the admin server's own routes alone. */
const ofRuntime = new Set<FaultKind['fault']>(['runtimeDown', 'waking']);
const atRuntime = new Set<RequestKind>(['api', 'spec', 'resources', 'trigger']);

/** The switches of a running sandbox: which faults are on, and what a request gets because of them. */
export class Faults {
	private active: ActiveFault[] = [];
	private lastId = 0;
	private inFlight = 0;

	/** Switches a fault on; the number stops it. */
	start(fault: Fault): number {
		const problem = whyNoFault(fault);
		if (problem !== undefined) throw new Error(problem);
		this.lastId += 1;
		this.active.push({ id: this.lastId, fault, hits: 0, passed: 0 });
		return this.lastId;
	}

	/** Stops one fault, or all of them. */
	stop(id?: number): void {
		this.active = id === undefined ? [] : this.active.filter((one) => one.id !== id);
	}

	list(): readonly ActiveFault[] {
		return this.active;
	}

	/** The faults that hit a request; each counts it. */
	private hitting(request: RillRequest): ActiveFault[] {
		const address = request.query === '' ? request.path : `${request.path}?${request.query}`;
		const kind = kindOf(request.path);
		return this.active.filter((one) => {
			const { count, after = 0, path, kind: only } = one.fault;
			if (ofRuntime.has(one.fault.fault) && !atRuntime.has(kind)) return false;
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

	/** Answers a request through the faults that hit it: what is sent, and how. */
	async answer(
		request: RillRequest,
		next: (request: RillRequest, upstream: Upstream) => Promise<RillAnswer>,
	): Promise<Delivered> {
		const hitting = this.hitting(request);
		if (hitting.length === 0) return { answer: await next(request, () => undefined) };
		this.inFlight += 1;
		try {
			return await this.answerThrough(hitting, request, next);
		} finally {
			this.inFlight -= 1;
		}
	}

	private async answerThrough(
		hitting: ActiveFault[],
		request: RillRequest,
		next: (request: RillRequest, upstream: Upstream) => Promise<RillAnswer>,
	): Promise<Delivered> {
		for (const one of hitting) {
			const instead = insteadOfAnswer(one, request, this.inFlight);
			if (one.fault.fault === 'latency') await delay(one.fault, request.signal);
			if (instead) return instead;
		}
		const upstream: Upstream = ({ method }, target) =>
			firstOf(hitting, (one) => insteadOfRuntime(one, method, target));
		const altered = hitting.reduce<Altered>(alterRequest, { request });
		const answer = altered.refused ?? (await next(altered.request, upstream));
		const kind = kindOf(request.path);
		return hitting.reduce<Delivered>((delivered, one) => alterAnswer(delivered, one, kind), {
			answer,
		});
	}
}

/** Waits as long as the client does: nothing of a request is left when it hangs up. */
async function delay(
	{ milliseconds, jitter = 0 }: { milliseconds: number; jitter?: number },
	signal?: AbortSignal,
): Promise<void> {
	const hungUp = () => undefined;
	await pause(milliseconds + Math.random() * jitter, undefined, { signal }).catch(hungUp);
}

function firstOf<T, R>(all: T[], find: (one: T) => R | undefined): R | undefined {
	for (const one of all) {
		const found = find(one);
		if (found !== undefined) return found;
	}
	return undefined;
}
