/** How the server of one case behaves. */
export interface ServerSettings {
	/** How long a query runs before its answer comes, in milliseconds. */
	thinkMs?: number;
	/** How far away the server is: a round trip over the network, in milliseconds. */
	rttMs?: number;
	tls?: boolean;
	/** Calls at a time; one more is refused with 429. */
	allows?: number;
	/** How long calls are answered, in milliseconds, before they are not. */
	upMs?: number;
	/** How long they are refused with 503 then. */
	downMs?: number;
	/** How many APIs the spec has beside those that are called. */
	moreApis?: number;
}

/** What the server has seen since it was last asked to begin anew. */
export interface Counts {
	/** Calls of APIs and issued tokens; the spec is not one. */
	calls: number;
	specs: number;
	tokens: number;
	connections: number;
	/** The most calls at the same moment. */
	mostAtOnce: number;
	/** Calls refused because too many were under way. */
	refused: number;
	/** Calls refused because the server was down. */
	down: number;
}

/** The project that is served. */
export const ORGANIZATION = 'acme';
export const PROJECT = 'bench';

/** The credential's own token; tokens of users are issued. */
export const TOKEN = 'rill_svc_bench';
