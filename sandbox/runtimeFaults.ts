/** How far a project has come that has just started. */
export type Start =
	/** Its files are not read: it has no API of its own. */
	| 'unparsed'
	/** Its APIs are there, and no table that they could read. */
	| 'empty'
	/** Its sources are loaded, and the models made of them are not. */
	| 'partly';

/** APIs that are gone or called something else, and operations that take the place of the spec's. */
export interface ChangedSpec {
	removed?: string[];
	renamed?: Record<string, string>;
	operations?: Record<string, unknown>;
}

/** What switches have done to a runtime, as one request finds it. */
export interface RuntimeFaults {
	/** Nothing answers there: it is down, or a deployment that wakes has none yet. */
	unreachable?: 'down' | 'notYet';
	start?: Start;
	changes: ChangedSpec[];
	ignoresOffset: boolean;
	/** Instead of Rill's 10,000. */
	rowCap?: number;
}

export const noRuntimeFaults: RuntimeFaults = { changes: [], ignoresOffset: false };
