/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { run } from '../command';
import { install } from '../install';
import { MODULES, PLAYGROUND, PROJECT } from '../places';
import { printedStep } from '../steps';
import { provideChromium } from './chromium';

/** Given to this script: the tests' pictures are those of the docs, and only these tests run. */
const FOR_DOCS = '--docs';

/** Provides what the tests of the editor need, then hands over to Playwright with its own arguments. */
async function main(given: string[]): Promise<void> {
	await install(printedStep);
	await provideChromium(printedStep);
	await printedStep('Checking types', async () => {
		const compiler = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
		await run(process.execPath, [compiler, '-p', PLAYGROUND], PROJECT);
	});
	const forDocs = given.includes(FOR_DOCS);
	const rest = given.filter((argument) => argument !== FOR_DOCS);
	const { status } = spawnSync(
		process.execPath,
		[
			join(MODULES, '@playwright', 'test', 'cli.js'),
			...['test', '--config', __dirname],
			...(forDocs ? ['--grep', '@docs'] : []),
			...rest,
		],
		{ stdio: 'inherit', env: { ...process.env, ...(forDocs && { DOCS_PICTURES: 'true' }) } },
	);
	process.exitCode = status ?? 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
