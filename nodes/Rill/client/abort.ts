/** Some 24 days: timers take no longer wait, and end at once instead. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The work's result, or an error as soon as the signal fires. For work that does not end with the
 * signal by itself, or that others wait for too: it goes on, unheard.
 */
export async function unlessAborted<T>(
	signal: AbortSignal | undefined,
	work: Promise<T>,
): Promise<T> {
	if (!signal) return await work;
	let stop: () => void = () => {};
	const aborted = new Promise<never>((_resolve, reject) => {
		stop = () => reject(new Error('aborted'));
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop);
	});
	try {
		return await Promise.race([work, aborted]);
	} finally {
		signal.removeEventListener('abort', stop);
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
 * @throws as soon as the signal fires
 */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	const end = AbortSignal.timeout(Math.min(Math.ceil(milliseconds), LONGEST_TIMER_MS));
	const over = new Promise<void>((resolve) => {
		end.addEventListener('abort', () => resolve());
	});
	await unlessAborted(signal, over);
}
