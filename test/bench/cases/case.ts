import type { Batching, Work } from '../contenders/contender';
import type { ServerSettings } from '../server/settings';

/** The whole bench, or a minute of it that looks at results and not at times. */
export type Size = 'full' | 'quick';

/** How a contender is meant to do against another one. */
export interface Target {
	/** The other one, or the time that the server alone needs. */
	against: string;
	/** Undefined: the ratio is printed, and nothing is expected of it. */
	atMost?: number;
}

/** Printed, to tell what is the node's own and what is n8n's. */
export const engine: Target = { against: 'bare' };

/** One comparison: the same job, done by several. */
export interface BenchCase {
	id: string;
	/** What is done, as the table says it. */
	title: string;
	/** Under which heading the table shows it. */
	group: 'calls' | 'many' | 'editor' | 'growth' | 'plot' | 'manners' | 'flapping';
	server: ServerSettings;
	/** Contenders that need another server than the rest. */
	servers?: Record<string, ServerSettings>;
	/** By name; `rill` is the one that is judged. */
	contenders: Record<string, Work>;
	targets: Target[];
	/** Why less than was wished for may be all that is possible; told where it is. */
	whyNot?: string;
	rounds: number;
	/** How many runs in a row count as one, where a single one is too short to be measured well. */
	repeats?: number;
	/** Runs that are not counted, for the compiler and for lazy loading. */
	warmUps: number;
	/** How long the server alone takes, in milliseconds, where that can be told. */
	idealMs?: number;
	/** Batches to choose from, the fastest first; the first that lose no call are used. */
	batches?: { of: string; from: Batching[] };
	/**
	 * For the memory of a run: each has a new process, which first does this small work, so that what
	 * the engine loads once is not counted.
	 */
	inNewProcess?: Record<string, Work>;
	/** Place on the plot. */
	point?: { series: 'rows' | 'items'; x: number };
	/** Contenders that lose calls, which is what the case shows. */
	mayFail?: string[];
}
