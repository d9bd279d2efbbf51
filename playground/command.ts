/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn, type ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();

// Whoever stops the playground stops what it runs, such as an installation.
process.on('exit', () => children.forEach((child) => child.kill()));

/**
 * Runs a command to its end and gives back what it printed. It may ask nothing.
 *
 * @throws Error with everything that it printed, if it fails
 */
export async function run(command: string, args: string[], cwd: string): Promise<string> {
	const child = spawn(command, args, {
		cwd,
		stdio: ['ignore', 'pipe', 'pipe'],
		// npm is a script on Windows, which only a shell can start.
		shell: process.platform === 'win32',
	});
	children.add(child);
	const printed: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	children.delete(child);
	const output = Buffer.concat(printed).toString();
	if (code === 0) return output;
	throw new Error(`${[command, ...args].join(' ')} failed (${code})\n${output}`);
}
