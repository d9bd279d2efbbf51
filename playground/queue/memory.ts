/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const MIB = 1024;

/** Megabytes that a process holds now, and the most since `forgetPeak`; as Linux tells them. */
export function memoryOf(pid: number): { now: number; peak: number } {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const read = (name: string) =>
		Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / MIB);
	return { now: read('VmRSS'), peak: read('VmHWM') };
}

/** Whether this machine tells. */
export const canMeasureMemory = process.platform === 'linux' && existsSync('/proc/self/clear_refs');

/** Begins to look for the most from now on. */
export function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
