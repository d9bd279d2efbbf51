/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { defineConfig } from '@playwright/test';

import { PATIENCE_MS } from './browser';
import { findChromium } from './chromium';

/** One n8n and one sandbox for all tests, so that they run one after the other. */
export default defineConfig({
	testDir: __dirname,
	testMatch: '*.test.ts',
	outputDir: 'results',
	globalSetup: './setUp.ts',
	workers: 1,
	timeout: 5 * PATIENCE_MS,
	expect: { timeout: PATIENCE_MS },
	reporter: [['list']],
	use: {
		launchOptions: {
			executablePath: findChromium(),
			// Root may not run Chromium in its sandbox, and in CI everybody is root.
			args: ['--no-sandbox', '--force-color-profile=srgb'],
		},
		screenshot: 'only-on-failure',
		testIdAttribute: 'data-test-id',
	},
});
