/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';

import { test as base, type BrowserContext, type Locator, type Page } from '@playwright/test';

import type { LoggedRequest } from '../../sandbox';
import { controlPath, type Command } from '../../sandbox/control';
import { requestsPath } from '../../sandbox/requestLog';
import { PROJECT } from '../places';
import { Rest } from '../rest';
import { contextOptions, PATIENCE_MS } from './browser';
import { Editor, type Clip } from './editor';
import { instance } from './instance';

/** What a test has beside Playwright's own fixtures. */
interface Fixtures {
	/** n8n, asked as its editor asks it. */
	n8n: Rest;
	/** The editor in a browser, signed in. */
	editor: Editor;
	/** Switches something on in the sandbox until the test ends. */
	sandbox: (command: Command) => Promise<void>;
	/** What Rill has been asked since the test began, oldest first. */
	asked: () => Promise<LoggedRequest[]>;
	/** Keeps what somebody sees now, for whoever wants to look; for the docs if they are being drawn. */
	picture: (name: string, of: Locator | Page, clip?: Clip) => Promise<void>;
}

interface WorkerFixtures {
	/** A browser that went through the playground's door. */
	signedIn: BrowserContext;
}

const PICTURES =
	process.env.DOCS_PICTURES === undefined
		? join(__dirname, 'results', 'pictures')
		: join(PROJECT, 'docs', 'images');

/** Asks the sandbox itself, by one of the paths that no Rill has. */
async function askSandbox(method: string, path: string, body?: object): Promise<unknown> {
	const response = await fetch(`${instance().sandboxUrl}${path}`, {
		method,
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`The sandbox: ${await response.text()}`);
	return await response.json();
}

/** Messages of n8n that come and go, and would lie over what a picture is to show. */
const WITHOUT_PASSING_MESSAGES = '.el-notification { visibility: hidden !important; }';

export const test = base.extend<Fixtures, WorkerFixtures>({
	// One for all tests, so that n8n's editor is loaded and compiled once.
	signedIn: [
		async ({ browser }, use) => {
			const { n8nUrl, cookie } = instance();
			const [name = '', value = ''] = cookie.split('=');
			const context = await browser.newContext(contextOptions);
			context.setDefaultTimeout(PATIENCE_MS);
			await context.addCookies([{ name, value, url: n8nUrl }]);
			await use(context);
			await context.close();
		},
		{ scope: 'worker' },
	],
	page: async ({ signedIn }, use) => {
		const page = await signedIn.newPage();
		await use(page);
		await page.close();
	},
	// eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what is needed
	n8n: async ({}, use) => {
		const { n8nUrl, cookie } = instance();
		await use(new Rest(n8nUrl, cookie));
	},
	editor: async ({ page, n8n }, use) => {
		const editor = new Editor(page, n8n);
		await use(editor);
		await editor.tidyUp();
	},
	sandbox: [
		// eslint-disable-next-line no-empty-pattern -- as above
		async ({}, use) => {
			await askSandbox('DELETE', controlPath);
			await use(async (command) => {
				await askSandbox('POST', controlPath, command);
			});
			await askSandbox('DELETE', controlPath);
		},
		{ auto: true },
	],
	// eslint-disable-next-line no-empty-pattern -- as above
	asked: async ({}, use) => {
		await askSandbox('DELETE', requestsPath);
		await use(async () => (await askSandbox('GET', requestsPath)) as LoggedRequest[]);
	},
	picture: async ({ page }, use) => {
		await use(async (name, of, clip) => {
			// Where it is, n8n shows buttons.
			await page.mouse.move(0, 0);
			await of.screenshot({
				...(clip && { clip }),
				path: join(PICTURES, `${name}.png`),
				animations: 'disabled',
				style: WITHOUT_PASSING_MESSAGES,
			});
		});
	},
});

/** Of a test whose pictures are in the docs: `npm run docs:pictures` draws them. */
export const DOCS = { tag: '@docs' };

/** Of the few tests that tell whether the package works in this n8n at all. */
export const SMOKE = { tag: '@smoke' };

export { expect } from '@playwright/test';
