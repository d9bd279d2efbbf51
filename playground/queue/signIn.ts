import { request } from '@playwright/test';

import type { QueueMode } from './queueMode';

/**
 * Presses *Connect my account* of a new credential, and signs in to the sandbox as a browser would:
 * with its cookies, from one redirect to the next, until Rill has sent it back to n8n.
 */
export async function signIn(
	{ main, login, sandbox: { url } }: QueueMode,
	email: string,
): Promise<{ id: string; name: string }> {
	const credential = await main.ask<{ id: string; name: string }>('POST', 'credentials', {
		name: `Signed in as ${email}`,
		type: 'rillOAuth2Api',
		data: { organization: 'acme', project: 'flight-ops', baseUrl: url },
	});
	const browser = await request.newContext();
	try {
		await browser.post(`${main.url}/rest/login`, {
			data: { emailOrLdapLoginId: login.email, password: login.password },
		});
		const pressed = await browser.get(
			`${main.url}/rest/oauth2-credential/auth?id=${credential.id}`,
		);
		const { data: address } = (await pressed.json()) as { data: string };
		// Rill's login page, to which somebody who is not signed in is sent.
		const page = await browser.get(address);
		const back = await browser.post(page.url(), { form: { user: email } });
		if (!back.ok() || !back.url().startsWith(main.url)) throw new Error(await back.text());
	} finally {
		await browser.dispose();
	}
	return credential;
}
