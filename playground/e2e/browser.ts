import type { BrowserContextOptions } from '@playwright/test';

/** The browser of all tests: one language and one time zone, and nothing that moves. */
export const contextOptions: BrowserContextOptions = {
	locale: 'en-US',
	reducedMotion: 'reduce',
	timezoneId: 'UTC',
	viewport: { width: 1440, height: 900 },
};

/** Long, since n8n and its editor are slow on a busy machine; a test that passes waits no longer than it has to. */
export const PATIENCE_MS = 60_000;
