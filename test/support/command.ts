/* eslint-disable @n8n/community-nodes/no-dangerous-functions -- tests start tools (npm, dependency-cruiser); the node starts nothing */
/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Runs a command with its arguments, no shell between, and gives back what it printed. */
export function output(command: string, args: string[], folder: string): string {
	const { stdout, error } = spawnSync(command, args, {
		cwd: folder,
		encoding: 'utf8',
		maxBuffer: 64 * 1024 * 1024,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	if (error) throw error;
	return stdout;
}

/** How a process has ended, and everything that it has printed. */
export interface Ended {
	code: number | null;
	text: string;
}

/**
 * Runs a TypeScript file in a process of its own, without what jest tells its own processes. This
 * process goes on meanwhile, and can be asked by that one.
 */
export async function runScript(
	file: string,
	args: string[],
	environment: Record<string, string>,
): Promise<Ended> {
	const running = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
		env: { ...process.env, NODE_ENV: undefined, JEST_WORKER_ID: undefined, ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const chunks: Buffer[] = [];
	for (const stream of [running.stdout, running.stderr]) {
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
	}
	const [code] = (await once(running, 'close')) as [number | null];
	return { code, text: Buffer.concat(chunks).toString() };
}
