/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/**
 * Asks a process to end, and kills it where it has not after a grace period; in any case kills what is
 * left of the group that it leads. Only for what is known to run: a number may be somebody else's soon.
 */
export async function end(pid: number, signal: NodeJS.Signals, graceMs: number): Promise<void> {
	const deadline = Date.now() + graceMs;
	signalTo(pid, signal);
	while (isRunning(pid) && Date.now() < deadline) await sleep(LOOK_EVERY_MS);
	if (isRunning(pid)) signalTo(pid, 'SIGKILL');
	killGroup(pid);
}

/**
 * Kills what is left of the group that this process leads, or has led until a moment ago: a group's number
 * is nobody else's while anybody is in it.
 */
export function killGroup(pid: number): void {
	signalTo(-pid, 'SIGKILL');
}

/** Not so where it has ended, and whoever started it has only not taken notice. */
export function isRunning(pid: number): boolean {
	return signalTo(pid, 0) && !isZombie(pid);
}

/** As Linux tells it. */
function isZombie(pid: number): boolean {
	try {
		return /^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

/** Whether there was anybody to get the signal. */
function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}
