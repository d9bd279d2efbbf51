/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { run } from '../command';
import { install } from '../install';
import { MODULES, PLAYGROUND, PROJECT } from '../places';
import { printedStep } from '../steps';
import { provideChromium } from './chromium';

/** Provides what the tests of the editor need, then hands over to Playwright with its own arguments. */
async function main(): Promise<void> {
	await install(printedStep);
	await provideChromium(printedStep);
	await printedStep('Checking types', async () => {
		const compiler = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
		await run(process.execPath, [compiler, '-p', PLAYGROUND], PROJECT);
	});
	const playwright = join(MODULES, '@playwright', 'test', 'cli.js');
	const { status } = spawnSync(
		process.execPath,
		[playwright, 'test', '--config', __dirname, ...process.argv.slice(2)],
		{ stdio: 'inherit' },
	);
	process.exitCode = status ?? 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
