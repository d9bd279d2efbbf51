/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
import { whenOrphaned } from '../children';
import { install } from '../install';
import { runPlaywright } from '../playwright';
import { printedStep } from '../steps';
import { provideChromium } from './chromium';

/** Given to this script: the tests' pictures are those of the docs, and only these tests run. */
const FOR_DOCS = '--docs';

/** Provides what the tests of the editor need, then hands over to Playwright with its own arguments. */
async function main(given: string[]): Promise<void> {
	whenOrphaned(() => process.exit(1));
	await install(printedStep);
	await provideChromium(printedStep);
	const rest = given.filter((argument) => argument !== FOR_DOCS);
	process.exitCode = given.includes(FOR_DOCS)
		? await runPlaywright(printedStep, __dirname, ['--grep', '@docs', ...rest], {
				DOCS_PICTURES: 'true',
			})
		: await runPlaywright(printedStep, __dirname, rest);
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
