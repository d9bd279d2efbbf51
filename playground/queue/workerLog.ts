/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';

import type { RunningN8n } from '../n8n';

/** The executions that a worker has begun and those that it has ended, by what it says itself. */
export function workOf({ log }: RunningN8n): { begun: number[]; ended: number[] } {
	const text = readFileSync(log, 'utf8');
	const ids = (verb: string) =>
		[...text.matchAll(new RegExp(`Worker ${verb} execution (\\d+) `, 'g'))].map(([, id]) =>
			Number(id),
		);
	return { begun: ids('started'), ended: ids('finished') };
}

/** Those that it has begun and not ended. */
export function unfinishedOf(worker: RunningN8n): number[] {
	const { begun, ended } = workOf(worker);
	return begun.filter((id) => !ended.includes(id));
}

/** For each worker, which of these executions it has begun. */
export function sharesOf(workers: RunningN8n[], executions: Array<{ id: number }>): number[][] {
	const ids = new Set(executions.map(({ id }) => id));
	return workers.map((worker) => workOf(worker).begun.filter((id) => ids.has(id)));
}
