/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Session, type Profiler } from 'node:inspector/promises';
import { relative } from 'node:path';

import { PROJECT_DIR } from '../../support/engine';

const LINES = 25;

/** What the processor did while the work was done, function by function. */
export async function profiled<T>(
	work: () => Promise<T>,
): Promise<{ result: T; spent: Map<string, number> }> {
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.start');
	const result = await work();
	const { profile } = await session.post('Profiler.stop');
	session.disconnect();
	return { result, spent: spentIn(profile) };
}

function spentIn({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
	const names = new Map(
		nodes.map(({ id, callFrame }) => [
			id,
			`${callFrame.functionName || '(anonymous)'} ${placeOf(callFrame)}`,
		]),
	);
	const spent = new Map<string, number>();
	samples.forEach((id, index) => {
		const name = names.get(id) ?? '';
		if (name.startsWith('(idle)')) return;
		spent.set(name, (spent.get(name) ?? 0) + timeDeltas[index]);
	});
	return spent;
}

function placeOf({ url, lineNumber }: Profiler.Profile['nodes'][number]['callFrame']): string {
	if (url === '') return '';
	const path = url.startsWith('file://') ? new URL(url).pathname : url;
	return `${path.startsWith('/') ? relative(PROJECT_DIR, path) : path}:${lineNumber + 1}`;
}

/** The functions that took the most time themselves, as shares of the time spent in code. */
export function topLines(spent: Map<string, number>): string[] {
	const total = [...spent.values()].reduce((sum, time) => sum + time, 0);
	return [...spent]
		.sort(([, a], [, b]) => b - a)
		.slice(0, LINES)
		.map(([name, time]) => `${((time / total) * 100).toFixed(1).padStart(5)} % ${name}`);
}
