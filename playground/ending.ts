/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the half minute that n8n itself gives executions which are still running. */
const GRACE_MS = 45_000;

const LOOK_EVERY_MS = 50;

/**
 * Asks a process to end, and kills it where it has not after a grace period; in any case kills what is
 * left of its group, if it leads one. To end what has ended already does nothing.
 */
export async function end(pid: number, signal: NodeJS.Signals, graceMs = GRACE_MS): Promise<void> {
	const deadline = Date.now() + graceMs;
	signalTo(pid, signal);
	while (isRunning(pid) && Date.now() < deadline) await sleep(LOOK_EVERY_MS);
	killAtOnce(pid);
}

/** Kills a process and the group that it leads, if it does, as a machine that fails would. */
export function killAtOnce(pid: number): void {
	signalTo(-pid, 'SIGKILL');
	signalTo(pid, 'SIGKILL');
}

const isRunning = (pid: number) => signalTo(pid, 0);

/** Whether there was anybody to get the signal. */
function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}
