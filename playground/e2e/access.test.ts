import { callOf } from './editor';
import { DOCS, expect, test } from './fixtures';

test('whose rows, is only asked when it is somebody else', DOCS, async ({ editor, picture }) => {
	await editor.openRill(callOf('delays_by_airport'));
	const labels = editor.form.locator('label');
	await expect(labels.filter({ hasText: 'Run As' })).toHaveCount(1);
	await expect(labels.filter({ hasText: /User Email|User Attributes/ })).toHaveCount(0);
	await editor.choose('runAs', 'User Email');
	await expect(editor.parameter('userEmail')).toBeVisible();
	await editor.choose('runAs', 'User Attributes');
	await expect(editor.parameter('userEmail')).toHaveCount(0);
	await editor.form.getByRole('button', { name: 'Add Attribute' }).click();
	await editor.parameter('name').getByRole('textbox').fill('airport');
	await editor.parameter('value').getByRole('textbox').fill('ATL');
	// Where it is being filled in, n8n's tip lies over what follows.
	await editor.parameter('value').getByRole('textbox').blur();
	await picture('run-as', editor.panel);
	await editor.execute();
	await editor.showOutput('table');
	await expect(editor.column('origin')).toHaveText(['ATL']);
	await picture('run-as-rows', editor.whole);
});

test('who issues a token is told that n8n stores it', async ({ editor, picture }) => {
	await editor.openRill({ resource: 'access', operation: 'issueEphemeralToken' });
	await expect(
		editor.form.getByText("The token is part of this node's output, so n8n stores it"),
	).toBeVisible();
	await picture('ephemeral-token', editor.panel);
});
