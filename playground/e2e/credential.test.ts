import { tokens } from '../../sandbox/cloud';
import { DOCS, expect, test } from './fixtures';
import { instance } from './instance';

interface Named {
	id: string;
}

test('a credential is tried out when it is saved', DOCS, async ({ editor, picture }) => {
	await editor.openWorkflow('Without a credential', {
		name: 'Rill',
		type: 'n8n-nodes-rill.rill',
		typeVersion: 1,
		parameters: {},
	});
	await editor.openNode('Rill');
	const form = await editor.newCredential();
	await form.field('organization').fill('acme');
	await form.field('project').fill('flight-ops');
	await form.field('baseUrl').fill(instance().sandboxUrl);
	await form.field('token').fill(tokens.expired);
	await picture('credential', form.dialog);
	await form.save();
	await form.dialog.getByText('More details').click();
	await expect(form.dialog).toContainText(
		'The token has expired. Issue a new one with "rill token issue"',
	);
	await picture('credential-expired', form.dialog);
	await form.field('token').fill(`${tokens.serviceViewer}x`);
	await form.save();
	await expect(form.dialog).toContainText("The token's secret is wrong: was it copied whole?");
	await form.field('token').fill(tokens.serviceViewer);
	await form.save();
	// n8n closes a form whose credential works.
	await expect(form.dialog).toHaveCount(0);
	await expect(editor.page.getByTestId('node-credentials-select').locator('input')).toHaveValue(
		/^Rill account/,
	);
	const apis = await editor.openApiList();
	await expect(apis.filter({ hasText: 'late-arrivals' })).toHaveCount(1);
});

for (const type of ['rillApi', 'rillOAuth2Api']) {
	test(`n8n gives no other node than this one a ${type}`, async ({ n8n }) => {
		const data = { organization: 'acme', project: 'flight-ops', baseUrl: instance().sandboxUrl };
		const credential = await n8n.ask<Named>('POST', 'credentials', { name: type, type, data });
		const given = { credentials: { [type]: { id: credential.id, name: type } } };
		const rill = {
			...{ type: 'n8n-nodes-rill.rill', typeVersion: 1, ...given },
			parameters: { authentication: type === 'rillApi' ? 'accessToken' : 'oAuth2' },
		};
		const httpRequest = {
			...{ type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, ...given },
			parameters: {
				...{ url: instance().sandboxUrl, authentication: 'predefinedCredentialType' },
				nodeCredentialType: type,
			},
		};
		const save = async (node: object) =>
			await n8n.ask<Named>('POST', 'workflows', {
				...{ name: `With ${type}`, connections: {} },
				nodes: [{ id: 'one', name: 'One', position: [0, 0], ...node }],
			});
		const saved = await save(rill);
		await n8n.ask('POST', `workflows/${saved.id}/archive`);
		await n8n.ask('DELETE', `workflows/${saved.id}`);
		await expect(save(httpRequest)).rejects.toThrow(
			new RegExp(`httpRequest\\) cannot use credential type \\W+${type}\\W+ it is restricted to`),
		);
		await n8n.ask('DELETE', `credentials/${credential.id}`);
	});
}
