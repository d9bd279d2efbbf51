/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const LOOK_EVERY_MS = 1_000;

let guard: Socket | undefined;

/** Whatever becomes of this process, what it has started ends with it, even if it was only just beginning. */
export function endWithUs<T extends ChildProcess>(child: T, signal: NodeJS.Signals = 'SIGTERM'): T {
	const { pid } = child;
	if (pid === undefined) return child;
	tellGuard(`started ${pid} ${signal}`);
	child.once('exit', () => tellGuard(`ended ${pid}`));
	return child;
}

/** Whatever becomes of this process, a folder is deleted at the latest when it has gone. */
export function deleteWithUs(folder: string): void {
	tellGuard(`folder ${folder}`);
}

/** Calls back when whoever has started this process is gone: npm, when somebody has killed it. */
export function whenOrphaned(then: () => void): void {
	const ancestors = parents();
	const timer = setInterval(() => {
		if (parents() === ancestors) return;
		clearInterval(timer);
		then();
	}, LOOK_EVERY_MS);
	timer.unref();
}

const SHELLS = ['sh', 'dash', 'ash', 'bash', 'busybox', 'zsh'];

/**
 * This process's parent, and where that is a shell its parent too, as Linux tells it: npm may put a shell
 * between itself and a script.
 */
function parents(): string {
	const { ppid } = process;
	const about = (file: string) => readFileSync(`/proc/${ppid}/${file}`, 'utf8');
	try {
		if (!SHELLS.includes(about('comm').trim())) return `${ppid}`;
		const [, next = ''] = /^PPid:\s+(\d+)$/m.exec(about('status')) ?? [];
		return `${ppid} ${next}`;
	} catch {
		return `${ppid}`;
	}
}

/** The guard reads this from a pipe, which ends when this process does. */
function tellGuard(line: string): void {
	guard ??= startGuard();
	guard.write(`${line}\n`);
}

function startGuard(): Socket {
	const loader = pathToFileURL(require.resolve('tsx')).href;
	const child = spawn(process.execPath, ['--import', loader, join(__dirname, 'guard.ts')], {
		stdio: ['pipe', 'ignore', 'ignore'],
		// A group of its own: whoever interrupts this process does not mean the guard.
		detached: true,
	});
	child.on('error', () => {});
	child.unref();
	const input = child.stdin as Socket;
	input.unref();
	// Without a guard, whoever ends in order still stops what was started.
	return input.on('error', () => {});
}
