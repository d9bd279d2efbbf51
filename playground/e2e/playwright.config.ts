import { defineConfig } from '@playwright/test';

import { findChromium } from './chromium';

/** One n8n and one sandbox for all tests, so that they run one after the other. */
export default defineConfig({
	testDir: __dirname,
	testMatch: '*.test.ts',
	outputDir: 'results',
	globalSetup: './setUp.ts',
	workers: 1,
	timeout: 180_000,
	expect: { timeout: 45_000 },
	reporter: [['list']],
	use: {
		actionTimeout: 45_000,
		contextOptions: { reducedMotion: 'reduce' },
		launchOptions: {
			executablePath: findChromium(),
			// Root may not run Chromium in its sandbox, and in CI everybody is root.
			args: ['--no-sandbox', '--force-color-profile=srgb'],
		},
		locale: 'en-US',
		screenshot: 'only-on-failure',
		testIdAttribute: 'data-test-id',
		timezoneId: 'UTC',
		viewport: { width: 1440, height: 900 },
	},
});
