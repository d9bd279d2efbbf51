/** Some 24 days: timers take no longer wait, and end at once instead. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * What stops some work: the first of these signals that fires. One signal is made of them only where
 * somebody waits, since that costs something, and most requests do not have to.
 */
export type Stop = ReadonlyArray<AbortSignal | undefined>;

/** @throws why, if one of them has fired */
export function throwIfStopped(stop: Stop): void {
	for (const signal of stop) signal?.throwIfAborted();
}

/**
 * The work's result, or an error as soon as it is stopped. For work that does not end with the signals
 * by itself, or that others wait for too: it goes on, unheard.
 */
export async function unlessStopped<T>(stop: Stop, work: Promise<T>): Promise<T> {
	const signal = firstOf(...stop);
	if (!signal) return await work;
	let end: () => void = () => {};
	const aborted = new Promise<never>((_resolve, reject) => {
		end = () => reject(new Error('aborted'));
		if (signal.aborted) end();
		signal.addEventListener('abort', end);
	});
	try {
		return await Promise.race([work, aborted]);
	} finally {
		signal.removeEventListener('abort', end);
	}
}

/** Fires with the first of those that are there. */
export function firstOf(...signals: Array<AbortSignal | undefined>): AbortSignal | undefined {
	const given = signals.filter((signal) => signal !== undefined);
	return given.length > 1 ? AbortSignal.any(given) : given[0];
}

/**
 * Waits so many milliseconds.
 *
 * @throws as soon as it is stopped
 */
export async function pause(milliseconds: number, stop: Stop = []): Promise<void> {
	const end = AbortSignal.timeout(Math.min(Math.ceil(milliseconds), LONGEST_TIMER_MS));
	const over = new Promise<void>((resolve) => {
		end.addEventListener('abort', () => resolve());
	});
	await unlessStopped(stop, over);
}
