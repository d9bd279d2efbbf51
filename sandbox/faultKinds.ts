import type { RillAnswer } from './http';
import type { ChangedSpec } from './runtimeFaults';

/** What a request is after, so that a fault can be limited to it. */
export type RequestKind =
	'api' | 'spec' | 'credentials' | 'iframe' | 'project' | 'resources' | 'trigger' | 'other';

/** What a fault does. Times are milliseconds. */
export type FaultKind =
	/** The answer comes later; `jitter` adds up to so much more, evenly spread. */
	| { fault: 'latency'; milliseconds: number; jitter?: number }
	/** 429 in the words of Rill's limiter; `delay` is a Go duration, `retryAfter` adds the header. */
	| { fault: 'rateLimited'; delay?: string; retryAfter?: string }
	/** Of the requests that it hits, only so many at a time are answered; others get the 429. */
	| { fault: 'atMost'; inFlight: number; delay?: string }
	/** 500 `dial tcp … connection refused`: the proxy's words for a runtime that is down. */
	| { fault: 'runtimeDown' }
	/**
	 * A deployment that wakes up, or a Rill Developer that starts: so many requests find no runtime yet
	 * (500 `unsupported protocol scheme`), so many none of the project's APIs (404), so many no table
	 * (400 `Catalog Error`), and so many its sources only, with models still to be made.
	 */
	| { fault: 'waking'; unreachable?: number; unparsed?: number; empty?: number; partly?: number }
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
	| ({ fault: 'changedSpec' } & ChangedSpec)
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
	/** How many of those that it hits are being answered. */
	inFlight: number;
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

/** How an answer reaches the client, if not simply whole. */
export type Delivery =
	| { how: 'resetBeforeHeaders' }
	| { how: 'resetInBody'; afterBytes?: number }
	| { how: 'silence' }
	| { how: 'drip'; bytes: number; everyMilliseconds: number };

/** An answer, and how a fault sends it; without a delivery, it goes out whole. */
export interface Delivered {
	answer: RillAnswer;
	delivery?: Delivery;
}
