/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { defineConfig } from '@playwright/test';

/** One n8n with its workers for all tests, so that they run one after the other. */
export default defineConfig({
	testDir: __dirname,
	testMatch: '*.test.ts',
	outputDir: 'results',
	workers: 1,
	timeout: 300_000,
	expect: { timeout: 60_000 },
	reporter: [['list']],
});
