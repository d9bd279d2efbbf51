/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn } from 'node:child_process';

import { endWithUs } from './children';

/**
 * Runs a command to its end and gives back what it printed. It may ask nothing.
 *
 * @param endsWithUs whether it may be broken off when this process is killed
 * @throws Error with everything that it printed, if it fails
 */
export async function run(
	command: string,
	args: string[],
	cwd: string,
	endsWithUs = true,
): Promise<string> {
	const child = spawn(command, args, {
		cwd,
		stdio: ['ignore', 'pipe', 'pipe'],
		// npm is a script on Windows, which only a shell can start.
		shell: process.platform === 'win32',
	});
	if (endsWithUs) endWithUs(child);
	const printed: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	const output = Buffer.concat(printed).toString();
	if (code === 0) return output;
	throw new Error(`${[command, ...args].join(' ')} failed (${code})\n${output}`);
}
