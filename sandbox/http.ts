import type { RuntimeFaults } from './runtimeFaults';

/**
 * The two shapes that every part of the sandbox speaks: what a client asked, and what Rill answers.
 * Paths and bodies stay raw, because Rill's answers depend on how they were written.
 */
export interface RillRequest {
	method: string;
	/** As sent, still percent-encoded, without the query. */
	path: string;
	/** As sent, without the question mark; empty if there is none. */
	query: string;
	/** Names in lower case. */
	headers: Record<string, string | undefined>;
	body: Buffer;
	/** Aborted when the client hangs up. */
	signal?: AbortSignal;
	/** What is wrong with the runtime that this request has reached; asking counts it as reached. */
	runtimeFaults?: () => RuntimeFaults;
}

export interface RillAnswer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
}

/** What a runtime knows of a caller: the attributes that templates and row policies see, and the rights. */
export interface Caller {
	/** `.user` in templates; null for a token that says nothing of its bearer. */
	attributes: Record<string, unknown> | null;
	/** May call custom APIs of this instance (else 403 `does not have access to custom APIs`). */
	mayReadApi: boolean;
	/** Local Rill Developer without a token: nothing is checked. */
	unrestricted?: boolean;
	/** Rights beyond those, by the number that Rill's tokens carry in `ins`. */
	permissions?: number[];
	/**
	 * A public link shows only these resources, and reads only the metrics views among them (else 400
	 * `action not allowed`); absent: no such limit.
	 */
	only?: ResourceName[];
	/** SQL condition that a public link adds to the rows of every metrics view. */
	rowFilter?: string;
}

/** Rill's name of a part of a project, such as `rill.runtime.v1.MetricsView` and `flight_delays`. */
export interface ResourceName {
	kind: string;
	name: string;
}
