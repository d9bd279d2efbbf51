/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as pause } from 'node:timers/promises';
import type { Upstream } from './cloud/proxy';
import { insteadOfAnswer, insteadOfRuntime, type Delivered } from './faultAnswers';
import { alterAnswer, alterRequest, type Altered } from './faultChanges';
import type { RillAnswer, RillRequest } from './http';

/** What a request is after, so that a fault can be limited to it. */
export type RequestKind =
	'api' | 'spec' | 'credentials' | 'iframe' | 'project' | 'resources' | 'trigger' | 'other';

/** What a fault does. Times are milliseconds. */
export type FaultKind =
	/** The answer comes later; `jitter` adds up to so much more, evenly spread. */
	| { fault: 'latency'; milliseconds: number; jitter?: number }
	/** 429 in the words of Rill's limiter; `delay` is a Go duration, `retryAfter` adds the header. */
	| { fault: 'rateLimited'; delay?: string; retryAfter?: string }
	/** More than so many requests at a time get the 429. */
	| { fault: 'atMost'; inFlight: number; delay?: string }
	/** 500 `dial tcp … connection refused`: the proxy's words for a runtime that is down. */
	| { fault: 'runtimeDown' }
	/** The first calls get 500 `unsupported protocol scheme`, the next ones `Catalog Error`. */
	| { fault: 'waking'; unreachable?: number; empty?: number }
	/** Any answer at all, such as a gateway's 503. */
	| {
			fault: 'status';
			status: number;
			body?: string;
			contentType?: string;
			headers?: Record<string, string>;
	  }
	/** A page from something in between, such as a proxy's log-in or an error of a load balancer. */
	| { fault: 'html'; status?: number }
	| { fault: 'redirect'; location: string; status?: number }
	/** The connection ends before an answer begins. */
	| { fault: 'resetBeforeHeaders' }
	/** The connection ends within the body, after so many bytes (half of it, if not said). */
	| { fault: 'resetInBody'; afterBytes?: number }
	/** No answer at all until the client gives up. */
	| { fault: 'silence' }
	/** The answer ends early, and says that it is complete. */
	| { fault: 'truncatedJson'; atBytes?: number }
	| { fault: 'wrongContentType'; contentType: string }
	/** The body comes in pieces, with a pause after each. */
	| { fault: 'drip'; bytes: number; everyMilliseconds: number }
	/** APIs are gone or called something else; operations in the spec are replaced. */
	| {
			fault: 'changedSpec';
			removed?: string[];
			renamed?: Record<string, string>;
			operations?: Record<string, unknown>;
	  }
	/** Calls lose their argument `offset`, as if the API's template never used it. */
	| { fault: 'ignoredOffset' }
	/** More rows than this are refused in the words of Rill's cap of 10,000. */
	| { fault: 'rowLimit'; rows: number };

/** How far a fault reaches: without any of these, it hits every request until it is stopped. */
export interface Reach {
	/** How many requests it hits before it ends by itself. */
	count?: number;
	/** How many requests it lets pass first. */
	after?: number;
	/** Part of the path and query. */
	path?: string;
	kind?: RequestKind;
}

export type Fault = FaultKind & Reach;

/** A fault that is switched on. */
export interface ActiveFault {
	id: number;
	fault: Fault;
	/** How many requests it has hit. */
	hits: number;
	/** How many requests it has let pass. */
	passed: number;
}

const kinds: Array<[RequestKind, RegExp]> = [
	['spec', /\/api\/openapi$/],
	['api', /(?:\/runtime|\/v1\/instances\/[^/]+)\/api\//],
	['resources', /(?:\/runtime|\/v1\/instances\/[^/]+)\/resources?$/],
	['trigger', /(?:\/runtime|\/v1\/instances\/[^/]+)\/trigger$/],
	['credentials', /\/credentials$/],
	['iframe', /\/iframe$/],
	['project', /^\/v1\/orgs\/[^/]+\/projects\/[^/]+$/],
];

export function kindOf(path: string): RequestKind {
	return kinds.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other';
}

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
