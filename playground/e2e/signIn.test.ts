import { createHash } from 'node:crypto';

import type { Rest } from '../rest';
import { DOCS, expect, test } from './fixtures';
import { instance } from './instance';
import {
	connectButton,
	newSignIn,
	rillNode,
	signIn,
	signInAs,
	signOutOfRill,
	told,
	windowOf,
	type Told,
} from './signIn';

const API = '/v1/organizations/acme/projects/flight-ops/runtime/api';
const DELAYS = ['by_airport', 'delays_by_airport – Average delay per departure airport'] as const;
const TOKEN_ENDPOINT = 'POST /auth/oauth/token';
const LOST = 'The connection to Rill is lost: the sign-in of this credential has ended';
/** n8n's lists take a message apart at its hyphens, so there it has others. */
const LOST_IN_LIST = LOST.replace('-', '\u2011');
const REMEDY = "Open the credential, press 'Switch account'";

interface Named {
	id: string;
	type: string;
}

test.afterEach(async ({ n8n }) => {
	const all = await n8n.ask<Named[]>('GET', 'credentials');
	for (const { id } of all.filter(({ type }) => type === 'rillOAuth2Api')) {
		await n8n.ask('DELETE', `credentials/${id}`);
	}
});

test('a person signs in with Rill and calls an API', DOCS, async ({ editor, asked, picture }) => {
	await signOutOfRill(editor.page.context());
	await editor.openWorkflow('Signing in', rillNode({}));
	await editor.openNode('Rill');
	const form = await newSignIn(
		editor,
		async ({ dialog }) => await picture('sign-in-kinds', dialog),
	);
	// Nothing but these is for a person to fill in, and no client of one's own to register.
	await expect(form.labels()).toHaveText([/^Organization/, /^Project/, /^Base URL/]);
	await form.dialog.getByText('Setup credential').scrollIntoViewIfNeeded();
	await picture('sign-in-credential', form.dialog);
	const opened = await windowOf(connectButton(form));
	await picture('sign-in-rill', opened);
	// Before anybody signs in, which nobody could do with a wrong registration.
	const begun = (await asked()).map(told);
	expectRegistration(begun);
	await signInAs('viewer', opened);
	await expect(form.dialog).toHaveCount(0);
	const requests = (await asked()).map(told);
	expectTokens(requests.slice(begun.length));
	expect(requests.filter(({ token }) => token !== undefined)).toEqual([]);

	const connected = await editor.openCredential();
	await expect(connected.dialog.getByText('Account connected')).toBeVisible();
	await picture('sign-in-connected', connected.dialog);
	await connected.close();

	await editor.reopen('Rill');
	await editor.chooseApi(...DELAYS);
	await expect(editor.argument('state')).toBeVisible();
	await editor.execute();
	await editor.showOutput('table');
	// What this person may see, and not everything.
	await expect(editor.column('origin')).toHaveText(['ATL']);
	await editor.showOutput('json');
	await picture('sign-in-rows', editor.whole);

	const calls = (await asked()).map(told).slice(requests.length);
	expect(new Set(calls.map(({ request }) => request))).toEqual(
		new Set([`GET ${API}/openapi`, `GET ${API}/delays_by_airport`]),
	);
	const tokens = new Set(calls.map(({ token }) => token));
	expect([...tokens]).toEqual([expect.stringMatching(/^Bearer rill_usr_/)]);
});

const redirectUri = () => `${instance().n8nUrl}/rest/oauth2-credential/callback`;

/** What the browser asks Rill for, before somebody signs in and again afterwards. */
const authorize = () => ({
	request: 'GET /auth/oauth/authorize',
	said: {
		response_type: 'code',
		code_challenge_method: 'S256',
		scope: 'offline_access',
		redirect_uri: redirectUri(),
		resource: instance().sandboxUrl,
	},
});

/** What n8n asks the sandbox when the button is pressed, and where it sends the browser. */
function expectRegistration(requests: Told[]): void {
	expect(requests).toMatchObject([
		{ request: 'GET /.well-known/oauth-protected-resource' },
		{ request: 'GET /.well-known/oauth-authorization-server' },
		{
			request: 'POST /auth/oauth/register',
			said: {
				client_name: 'n8n',
				redirect_uris: [redirectUri()],
				// Without the second one Rill gives no refresh token, and the sign-in ends after an hour.
				grant_types: ['authorization_code', 'refresh_token'],
				response_types: ['code'],
				token_endpoint_auth_method: 'none',
				scope: 'offline_access',
			},
		},
		authorize(),
		{ request: 'GET /auth/login' },
	]);
}

/** What follows when somebody has signed in, until n8n has its tokens. */
function expectTokens(requests: Told[]): void {
	expect(requests).toMatchObject([
		{ request: 'POST /auth/login', said: { user: 'viewer@acme.test' } },
		authorize(),
		{
			request: TOKEN_ENDPOINT,
			said: { grant_type: 'authorization_code', redirect_uri: redirectUri() },
		},
	]);
	const [asking, redeeming] = requests.slice(1);
	const verifier = String(redeeming?.said.code_verifier);
	expect(createHash('sha256').update(verifier).digest('base64url')).toBe(
		asking?.said.code_challenge,
	);
	expect(redeeming?.said.client_id).toBe(asking?.said.client_id);
	// A public client proves nothing but that it is the one that asked.
	expect(redeeming?.said).not.toHaveProperty('client_secret');
}

/** Runs every two seconds, and gets an access token for no longer than that. */
const SCHEDULE = {
	name: 'Every two seconds',
	type: 'n8n-nodes-base.scheduleTrigger',
	typeVersion: 1.2,
	parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } },
};

test('a schedule goes on by itself when the access token has expired', async ({
	editor,
	n8n,
	sandbox,
	asked,
}) => {
	await sandbox({ accessTokenSeconds: 2 });
	const id = await editor.openWorkflowWith(SCHEDULE, 'Signed in', rillNode({}));
	await editor.openNode('Rill');
	await signIn(editor, 'viewer');
	await editor.chooseApi(...DELAYS);
	await editor.close();
	await editor.publish();

	const renewals = async () =>
		(await asked()).map(told).filter(({ said }) => said.grant_type === 'refresh_token');
	await expect.poll(async () => (await renewals()).length).toBeGreaterThanOrEqual(3);
	await expect.poll(async () => (await executionsOf(n8n, id)).length).toBeGreaterThanOrEqual(3);
	expect(new Set(await executionsOf(n8n, id))).toEqual(new Set(['success']));

	const all = await renewals();
	for (const { said, token } of all) {
		expect(said).toMatchObject({ client_id: all[0]?.said.client_id });
		expect(said).not.toHaveProperty('client_secret');
		expect(token).toBeUndefined();
	}
	// Each of them was used once: what Rill gave out last was kept for the next time.
	expect(new Set(all.map(({ said }) => said.refresh_token)).size).toBe(all.length);
	expectRenewedTokens((await asked()).map(told));
});

/** How the finished executions of a workflow ended. */
async function executionsOf(n8n: Rest, workflowId: string): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await n8n.ask<{ results: Array<{ status: string }> }>(
		'GET',
		`executions?filter=${filter}`,
	);
	return results.map(({ status }) => status).filter((status) => status !== 'running');
}

/** A call whose token was refused is made again with the new one. */
function expectRenewedTokens(requests: Told[]): void {
	const renewed = requests.flatMap(({ said }, index) =>
		said.grant_type === 'refresh_token' ? [index] : [],
	);
	for (const index of renewed.slice(0, -1)) {
		const [before, after] = [requests[index - 1], requests[index + 1]];
		expect(after?.request).toBe(before?.request);
		expect(after?.token).toMatch(/^Bearer rill_usr_/);
		expect(after?.token).not.toBe(before?.token);
	}
}

test(
	'a sign-in that was revoked says what to do, and can be made good',
	DOCS,
	async ({ editor, sandbox, picture }) => {
		const id = await editor.openWorkflow('Signed in', rillNode({}));
		await editor.openNode('Rill');
		await signIn(editor, 'viewer');
		await editor.chooseApi(...DELAYS);
		await editor.execute();
		await expect(editor.output.getByTestId('ndv-items-count')).toHaveText('1 item');

		await sandbox({ revocationDelayMilliseconds: 0, signOut: 'viewer' });
		await editor.execute();
		await expect(editor.output.getByTestId('node-error-message')).toContainText(LOST);
		await expect(editor.output.getByTestId('node-error-description')).toContainText(REMEDY);
		await picture('sign-in-lost', editor.output);

		// n8n keeps a list that it has loaded until the editor is opened anew.
		await editor.openSaved(id);
		await editor.openNode('Rill');
		await editor.parameter('api').getByTestId('rlc-input').click();
		const problem = editor.page.getByTestId('rlc-error-container');
		await expect(problem).toContainText(LOST_IN_LIST);
		await expect(problem).toContainText(REMEDY);
		await picture('sign-in-lost-list', editor.panel);

		await problem.getByText('Check your credential').click();
		const form = await editor.credentialForm();
		await signInAs(
			'viewer',
			await windowOf(form.dialog.getByTestId('oauth-switch-account-button')),
		);
		await form.close();
		await editor.execute();
		await expect(editor.output.getByTestId('ndv-items-count')).toHaveText('1 item');
	},
);
