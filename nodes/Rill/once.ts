/**
 * Does work once for all that ask for it under the same key, and gives each of them what comes of it.
 *
 * @param unneeded fires when whoever asks needs it no more, and ends the work that is theirs
 */
export type Once = <T>(key: string, work: () => Promise<T>, unneeded?: AbortSignal) => Promise<T>;

/** Those who wait for some work share its failure too; who comes later may find Rill awake. */
export function doneOnce(): Once {
	const known = new Map<string, { result: Promise<unknown>; unneeded?: AbortSignal }>();
	return async function once<T>(
		key: string,
		work: () => Promise<T>,
		unneeded?: AbortSignal,
	): Promise<T> {
		const one = known.get(key) ?? { result: work(), unneeded };
		known.set(key, one);
		const result = one.result.catch(async (error: unknown) => {
			if (known.get(key) === one) known.delete(key);
			// Whoever did it was given up, which is no reason for somebody else to be.
			const isGivenUp = one.unneeded?.aborted && !unneeded?.aborted;
			return isGivenUp ? await once(key, work, unneeded) : await Promise.reject(error);
		});
		return (await result) as T;
	};
}
