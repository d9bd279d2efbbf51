/* eslint-disable no-console */
import { test as base } from '@playwright/test';

import { accessTo, withCredential, type WorkflowFile } from '../furnish';
import { printedStep } from '../steps';
import { Published } from './published';
import { startQueueMode, type QueueMode } from './queueMode';

/** What a test has beside Playwright's own fixtures. */
interface Fixtures {
	/** The sandbox is as it started, and has noted no request. */
	fresh: void;
	/** Puts a workflow into n8n, with a credential of the sandbox's in its Rill nodes, and publishes it. */
	publish: (workflow: WorkflowFile) => Promise<Published>;
	/** Tells what was found, for docs/scaling.md and for whoever compares. */
	measured: (what: string, found: unknown) => void;
}

interface WorkerFixtures {
	/** One for all tests that pass; after a failure Playwright begins with a new one. */
	queue: QueueMode;
}

const START_MS = 600_000;

export const test = base.extend<Fixtures, WorkerFixtures>({
	queue: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what is needed
		async ({}, use) => {
			const stops: Array<() => Promise<void>> = [];
			try {
				await use(await startQueueMode(printedStep, (stop) => stops.push(stop)));
			} finally {
				for (const stop of stops.reverse()) await stop();
			}
		},
		{ scope: 'worker', timeout: START_MS },
	],
	fresh: [
		async ({ queue: { sandbox } }, use) => {
			sandbox.control.reset();
			sandbox.clearRequests();
			await use();
			sandbox.control.reset();
		},
		{ auto: true },
	],
	publish: async ({ queue }, use) => {
		const { main, sandbox } = queue;
		await use(async (workflow) => {
			const credential = await main.ask<{ id: string; name: string }>('POST', 'credentials', {
				name: `Rill for ${workflow.name}`,
				type: 'rillApi',
				data: accessTo(sandbox.url),
			});
			return await Published.publish(queue, withCredential(workflow, credential));
		});
	},
	// eslint-disable-next-line no-empty-pattern -- as above
	measured: async ({}, use) => {
		await use((what, found) =>
			console.log(`  ${what}: ${typeof found === 'string' ? found : JSON.stringify(found)}`),
		);
	},
});

/** Of the test that tells in short whether the package works in queue mode at all. */
export const SMOKE = { tag: '@smoke' };

export { expect } from '@playwright/test';
