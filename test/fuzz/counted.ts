/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Counts what became of generated cases; `totalsReporter.js` prints it when all tests are done. */
export function counted(what: string) {
	const counts: Record<string, number> = {};
	return {
		count(outcome: string): void {
			counts[outcome] = (counts[outcome] ?? 0) + 1;
		},
		print(): void {
			const folder = process.env.RILL_TEST_FOLDER;
			if (folder === undefined) return;
			appendFileSync(join(folder, 'fuzz.jsonl'), `${JSON.stringify({ what, counts })}\n`);
		},
	};
}
