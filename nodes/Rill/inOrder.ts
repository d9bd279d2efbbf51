/**
 * Does the work for every index, a bounded number at a time, and gives the results in the order of
 * the indexes, whichever came first. After a failure nothing new is begun; what is under way is
 * waited for, and the failure of the lowest index is thrown.
 */
export async function inOrder<T>(
	count: number,
	atATime: number,
	work: (index: number) => Promise<T>,
): Promise<T[]> {
	const results = new Array<T>(count);
	const failures = new Map<number, unknown>();
	let next = 0;
	const worker = async () => {
		while (next < count && failures.size === 0) {
			const index = next++;
			try {
				results[index] = await work(index);
			} catch (error) {
				failures.set(index, error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, Math.min(atATime, count)) }, worker));
	if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
	return results;
}
