/* eslint-disable @n8n/community-nodes/no-dangerous-functions -- tests start tools (npm, dependency-cruiser); the node starts nothing */
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { spawnSync } from 'node:child_process';

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
