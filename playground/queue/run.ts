/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
import { whenOrphaned } from '../children';
import { install } from '../install';
import { runPlaywright } from '../playwright';
import { printedStep } from '../steps';
import { providePrograms } from './debian';

/** Provides what queue mode needs, then hands over to Playwright with its own arguments. */
async function main(given: string[]): Promise<void> {
	whenOrphaned(() => process.exit(1));
	await install(printedStep);
	await providePrograms(printedStep);
	process.exitCode = await runPlaywright(printedStep, __dirname, given);
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
