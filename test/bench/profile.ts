/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { PROJECT_DIR } from '../support/engine';

interface CpuProfile {
	nodes: Array<{
		id: number;
		callFrame: { functionName: string; url: string; lineNumber: number };
	}>;
	samples: number[];
	timeDeltas: number[];
}

const LINES = 25;

/** Where the profile of the node's process goes. */
export function profiling(id: string) {
	const folder = mkdtempSync(join(tmpdir(), `bench-${id}-`));
	return {
		folder,
		flagsOf: (contender: string) =>
			contender === 'rill' ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [],
	};
}

/** The functions that took the most time themselves, as shares of the time spent in code. */
export function topLines(folder: string): string[] {
	const [file] = readdirSync(folder);
	const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
	const names = new Map(
		profile.nodes.map(({ id, callFrame }) => [
			id,
			`${callFrame.functionName || '(anonymous)'} ${placeOf(callFrame)}`,
		]),
	);
	const spent = new Map<string, number>();
	profile.samples.forEach((id, index) => {
		const name = names.get(id) ?? '';
		spent.set(name, (spent.get(name) ?? 0) + profile.timeDeltas[index]);
	});
	for (const name of [...spent.keys()]) if (name.startsWith('(idle)')) spent.delete(name);
	const total = [...spent.values()].reduce((sum, time) => sum + time, 0);
	return [...spent]
		.sort(([, a], [, b]) => b - a)
		.slice(0, LINES)
		.map(([name, time]) => `${((time / total) * 100).toFixed(1).padStart(5)} % ${name}`);
}

function placeOf({ url, lineNumber }: { url: string; lineNumber: number }): string {
	if (url === '') return '';
	const path = url.startsWith('file://') ? relative(PROJECT_DIR, new URL(url).pathname) : url;
	return `${path}:${lineNumber + 1}`;
}
