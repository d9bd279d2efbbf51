import type { RillRun } from './run';

/**
 * Does a piece of work. Where it fails by a spec of a moment ago, and Rill has another one now, it is
 * done anew by that, and nothing is heard of the first attempt.
 */
export async function byLiveSpec<T>(run: RillRun, work: (run: RillRun) => Promise<T>): Promise<T> {
	const first = attempt(run);
	return await work(first.run).then(
		(result) => {
			first.tell();
			return result;
		},
		async (error: unknown) => {
			const isUnneeded = run.connection.unneeded?.aborted === true;
			if (!isUnneeded && (await first.run.spec.isBehind(error))) {
				const second = attempt(run);
				return await work(second.run).finally(second.tell);
			}
			first.tell();
			return await Promise.reject(error);
		},
	);
}

/** A run whose hints wait, and that shares work with those only who go by the same spec. */
function attempt(run: RillRun) {
	const hints: string[] = [];
	const spec = run.spec.forNewWork();
	const own: RillRun = {
		...run,
		spec,
		once: async (key, work, unneeded) => await run.once(`${spec.version} ${key}`, work, unneeded),
		warn: (message) => void hints.push(message),
	};
	return { run: own, tell: () => hints.splice(0).forEach(run.warn) };
}
