import { unlessAborted } from './client/abort';

/**
 * Does the work for every index, a bounded number at a time, and gives the results in the order of
 * the indexes, whichever came first. After a failure nothing new is begun, and the failure of the
 * lowest index is thrown. What is under way before it is waited for, since that may fail too; what is
 * under way behind it is told that nobody needs it, and not waited for.
 */
export async function inOrder<T>(
	count: number,
	atATime: number,
	work: (index: number, unneeded: AbortSignal) => Promise<T>,
): Promise<T[]> {
	const results: T[] = [];
	const failures = new Map<number, unknown>();
	const underWay = new Map<number, AbortController>();
	let next = 0;
	const worker = async () => {
		while (next < count && failures.size === 0) {
			const index = next++;
			const end = new AbortController();
			underWay.set(index, end);
			try {
				results[index] = await unlessAborted(end.signal, work(index, end.signal));
			} catch (error) {
				failures.set(index, error);
				for (const [other, itsEnd] of underWay) {
					if (other > index) itsEnd.abort();
				}
			}
			underWay.delete(index);
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, Math.min(atATime, count)) }, worker));
	if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
	return results;
}
