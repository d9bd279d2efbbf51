/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What became of the recorded exchanges of one group. */
export interface GroupCount {
	group: string;
	same: number;
	/** Differ, as the list of differences says. */
	listed: number;
	/** Differ, and nobody said so. */
	different: number;
	/** By the name of the token that was not there: the ids of the exchanges that need it. */
	notRun: Record<string, string[]>;
	total: number;
}

export type Outcome = 'same' | 'listed' | 'different';

/** Counts what became of the exchanges; `countsReporter.js` prints it when all tests are done. */
export class Counts {
	private readonly groups = new Map<string, GroupCount>();

	add(group: string, total: number): void {
		this.groups.set(group, { group, same: 0, listed: 0, different: 0, notRun: {}, total });
	}

	count(group: string, outcome: Outcome): void {
		const counted = this.groups.get(group);
		if (counted) counted[outcome] += 1;
	}

	notRun(group: string, token: string, id: string): void {
		const missing = this.groups.get(group)?.notRun;
		if (missing) (missing[token] ??= []).push(id);
	}

	/** Into the folder of this run of jest, which the reporter knows too. */
	write(): void {
		const folder = process.env.RILL_TEST_FOLDER;
		if (folder === undefined) return;
		writeFileSync(join(folder, 'counts.json'), JSON.stringify([...this.groups.values()]));
	}
}
