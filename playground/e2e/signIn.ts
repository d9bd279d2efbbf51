import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

import type { LoggedRequest } from '../../sandbox';
import type { CredentialForm, Editor, NodeJson } from './editor';
import { instance } from './instance';

/** What a browser keeps of having signed in to the sandbox; n8n's own cookie has another name. */
const SESSION_COOKIE = 'auth';

/** n8n's page of a sign-in that went well wants its fonts from there; tests ask nobody. */
const FONTS = /^https:\/\/fonts\.(googleapis|gstatic)\.com\//;

/** A Rill node that nobody has given a credential yet. */
export function rillNode(parameters: Record<string, unknown>): NodeJson {
	return { name: 'Rill', type: 'n8n-nodes-rill.rill', typeVersion: 1, parameters };
}

/** A browser in which nobody is signed in to Rill. */
export async function signOutOfRill(browser: BrowserContext): Promise<void> {
	await browser.clearCookies({ name: SESSION_COOKIE });
	await browser.route(FONTS, async (route) => await route.abort());
}

/** Begins a credential of the open node for somebody who signs in to the sandbox's project. */
export async function newSignIn(
	editor: Editor,
	look: (form: CredentialForm) => Promise<void> = async () => {},
): Promise<CredentialForm> {
	const form = await editor.newCredential();
	await form.openKinds();
	await look(form);
	await form.chooseKind('OAuth2 (Sign In with Rill)');
	await form.field('organization').fill('acme');
	await form.field('baseUrl').fill(instance().sandboxUrl);
	await form.field('project').fill('flight-ops');
	await form.field('project').blur();
	return form;
}

/** The button of a credential that nobody has signed in with. */
export function connectButton({ dialog }: CredentialForm): Locator {
	return dialog.getByTestId('quick-connect-button');
}

/** Presses a button that leads to Rill, and gives back the window that opens. */
export async function windowOf(button: Locator): Promise<Page> {
	const [opened] = await Promise.all([button.page().waitForEvent('popup'), button.click()]);
	await expect(opened.getByRole('heading')).toHaveText('Sign in to the Rill sandbox');
	return opened;
}

/** Chooses who to be on the sandbox's page. When n8n has the tokens, it closes the window. */
export async function signInAs(who: string, opened: Page): Promise<void> {
	const closed = opened.waitForEvent('close');
	await opened.getByRole('button', { name: who }).click();
	await closed;
}

/** Gives the open node a credential that somebody has signed in with. */
export async function signIn(editor: Editor, who: string): Promise<void> {
	await signOutOfRill(editor.page.context());
	const form = await newSignIn(editor);
	await signInAs(who, await windowOf(connectButton(form)));
	// n8n closes the form of a credential that it has just got connected.
	await expect(form.dialog).toHaveCount(0);
}

/** A request as one reads it: what it was for, what it said, and whether a token came with it. */
export interface Told {
	request: string;
	said: Record<string, unknown>;
	token: string | undefined;
}

/** Reads a request: its query, its form or its JSON. */
export function told({ method, path, query, headers, body }: LoggedRequest): Told {
	const isJson = headers['content-type'] === 'application/json';
	return {
		request: `${method} ${path}`,
		said: isJson
			? (JSON.parse(body) as Record<string, unknown>)
			: Object.fromEntries(new URLSearchParams(method === 'GET' ? query : body)),
		token: headers.authorization,
	};
}
