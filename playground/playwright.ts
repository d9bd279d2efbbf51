/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { endWithUs } from './children';
import { run } from './command';
import { MODULES, PLAYGROUND, PROJECT } from './places';
import type { Step } from './steps';

/**
 * Checks the playground's types, then runs the tests of a folder that has a configuration of
 * Playwright's, with Playwright's own arguments. Gives back the exit code.
 */
export async function runPlaywright(
	step: Step,
	folder: string,
	args: string[],
	variables: Record<string, string> = {},
): Promise<number> {
	await step('Checking types', async () => {
		const compiler = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
		await run(process.execPath, [compiler, '-p', PLAYGROUND], PROJECT);
	});
	const playwright = endWithUs(
		spawn(
			process.execPath,
			[join(MODULES, '@playwright', 'test', 'cli.js'), 'test', '--config', folder, ...args],
			{ stdio: 'inherit', env: { ...process.env, ...variables } },
		),
		// The one by which it stops its tests in order.
		'SIGINT',
	);
	// A terminal sends it to Playwright as well, which takes two in a second for one.
	process.on('SIGINT', () => playwright.kill('SIGINT'));
	const [code] = (await once(playwright, 'exit')) as [number | null];
	return code ?? 1;
}
