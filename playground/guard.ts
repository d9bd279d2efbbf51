/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { createInterface } from 'node:readline';

import { end } from './ending';
import { remove } from './temporary';

/**
 * A process of its own, which outlives the one that started it only for as long as it takes to clean up
 * after it: ends what that one had started, and deletes its folders. It learns what there is from lines in
 * its input, which ends when that process does, even if somebody has killed it.
 */
const processes = new Map<number, NodeJS.Signals>();
const folders = new Set<string>();

/** Enough to save what somebody would miss; nobody waits any more for what is being done. */
const GRACE_MS = 5_000;

/** What a line may begin with, and what the rest of it says. */
const told: Record<string, (rest: string) => void> = {
	folder: (path) => folders.add(path),
	started: (rest) => {
		const [pid, signal] = rest.split(' ');
		processes.set(Number(pid), signal as NodeJS.Signals);
	},
	ended: (pid) => processes.delete(Number(pid)),
};

async function cleanUp(): Promise<void> {
	await Promise.all([...processes].map(async ([pid, signal]) => await end(pid, signal, GRACE_MS)));
	for (const folder of folders) {
		try {
			remove(folder);
		} catch {
			// The others can still go.
		}
	}
}

createInterface({ input: process.stdin })
	.on('line', (line) => {
		const [word = ''] = line.split(' ', 1);
		told[word]?.(line.slice(word.length + 1));
	})
	.once('close', () => void cleanUp());
