/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';

import { test as base, type Locator, type Page } from '@playwright/test';

import type { Command } from '../../sandbox/control';
import { PROJECT } from '../places';
import { loginOf, Rest } from '../rest';
import { Editor } from './editor';
import { instance } from './instance';

/** What a test has beside Playwright's own fixtures. */
interface Fixtures {
	/** n8n, asked as its editor asks it. */
	n8n: Rest;
	/** The editor in a browser, signed in. */
	editor: Editor;
	/** Switches something on in the sandbox until the test ends. */
	sandbox: (command: Command) => Promise<void>;
	/** Keeps what somebody sees now, for whoever wants to look; for the docs if they are being drawn. */
	picture: (name: string, of?: Locator | Page) => Promise<void>;
}

const PICTURES =
	process.env.DOCS_PICTURES === undefined
		? join(__dirname, 'results', 'pictures')
		: join(PROJECT, 'docs', 'images');

async function control(method: string, command?: Command): Promise<void> {
	const response = await fetch(`${instance().sandboxUrl}/sandbox/control`, {
		method,
		body: JSON.stringify(command),
	});
	if (!response.ok) throw new Error(`The sandbox: ${await response.text()}`);
}

export const test = base.extend<Fixtures>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what is needed
	n8n: async ({}, use) => {
		const n8n = new Rest(instance().n8nUrl);
		await n8n.signIn(loginOf(instance().data));
		await use(n8n);
	},
	editor: async ({ page, context, n8n }, use) => {
		await context.request.get(instance().address);
		await use(new Editor(page, n8n));
	},
	sandbox: [
		// eslint-disable-next-line no-empty-pattern -- as above
		async ({}, use) => {
			await control('DELETE');
			await use(async (command) => await control('POST', command));
			await control('DELETE');
		},
		{ auto: true },
	],
	picture: async ({ page }, use) => {
		await use(async (name, of = page) => {
			await of.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
		});
	},
});

export { expect } from '@playwright/test';
