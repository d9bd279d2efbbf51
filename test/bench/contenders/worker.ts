/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { caseNamed } from '../cases';
import type { BenchCase, Size } from '../cases/case';
import { answerParent } from '../rpc';
import type { Check, Measured, Place } from './contender';
import { n8nTypes } from './httpRequest';
import { profiled, topLines } from './profile';

/** One contender in a process of its own, so that none pays for another one's memory. */
export interface Task {
	size: Size;
	id: string;
	contender: string;
	place: Omit<Place, 'run'>;
}

const KIB = 1024;
let runs = 0;
const known = new Map<string, BenchCase>();

/** Found once, since to make all cases takes longer than to run some. */
function caseOf({ size, id }: Task): BenchCase {
	const found = known.get(id) ?? caseNamed(size, id);
	known.set(id, found);
	return found;
}

async function measure(task: Task): Promise<Measured> {
	const benchCase = caseOf(task);
	globalThis.gc?.();
	const restBytes = process.memoryUsage.rss();
	const cpuBefore = process.cpuUsage();
	const started = performance.now();
	const checks = await repeat(benchCase, task);
	const ms = performance.now() - started;
	const { user, system } = process.cpuUsage(cpuBefore);
	const peakBytes = process.resourceUsage().maxRSS * KIB;
	const checked = await Promise.all(checks.map(async (check) => await check()));
	return {
		...checked[0],
		problems: checked.flatMap(({ problems }) => problems),
		ms: ms / checks.length,
		cpuMs: (user + system) / 1000 / checks.length,
		peakBytes,
		restBytes,
	};
}

async function repeat(
	{ contenders, repeats = 1 }: BenchCase,
	{ contender, place }: Task,
): Promise<Check[]> {
	const checks: Check[] = [];
	while (checks.length < repeats) {
		checks.push(await contenders[contender]({ ...place, run: runs++ }));
	}
	return checks;
}

/** Lets the engine load what it loads once. */
async function prepare(task: Task): Promise<void> {
	await caseOf(task).inNewProcess?.[task.contender]({ ...task.place, run: runs++ });
}

/** Where the time goes, over so many runs. */
async function profile({ times, ...task }: Task & { times: number }): Promise<string[]> {
	const benchCase = caseOf(task);
	const { spent } = await profiled(async () => {
		for (let time = 0; time < times; time++) await repeat(benchCase, task);
	});
	return topLines(spent);
}

// In an n8n all nodes share a process. Whoever has less in memory has its garbage collected sooner: V8
// allows a heap a multiple of what has stayed in it.
n8nTypes();

answerParent({ measure, prepare, profile });
