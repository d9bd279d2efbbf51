/** Whom a case can measure. */
export type ContenderName = 'rill' | 'httpRequest' | 'floor';

/** What came back, once the clock has stopped. */
export interface Checked {
	/** Rows, or other things that the case counts. */
	rows: number;
	/** Calls that ended without rows. */
	failed: number;
	/** What is wrong with the rows: missing, doubled, out of order, of somebody else. */
	problems: string[];
}

/** Looks at the result after the clock has stopped. */
export type Check = () => Checked | Promise<Checked>;

/** So many requests at a time, each batch so many milliseconds after the one before. */
export interface Batching {
	size: number;
	interval: number;
}

/** Where the server of the case answers, and the batches where the case has left them open. */
export interface Place {
	url: string;
	batching?: Batching;
	/** Counts the runs of one process, for what must not be the same in two of them. */
	run: number;
}

/** Does once what is measured. */
export type Work = (place: Place) => Promise<Check>;

/** Everything about one run that its process can measure. */
export interface Measured extends Checked {
	ms: number;
	/** Of the processor, its threads together; less than `ms` where it waits, or is taken away. */
	cpuMs: number;
	/** The most memory the process has had, and what it had before, in bytes. */
	peakBytes: number;
	restBytes: number;
}
