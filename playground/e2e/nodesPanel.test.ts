import { DOCS, expect, test } from './fixtures';

/** Where n8n opens its list of nodes. */
const PANEL = { x: 1055, y: 64, width: 385 };

test(
	'the node is found by its name, and added with an operation',
	DOCS,
	async ({ editor, picture }) => {
		await editor.openWorkflow('Empty but for a trigger');
		const { page } = editor;
		await page.getByTestId('node-creator-plus-button').click();
		await page.getByTestId('node-creator-search-bar').fill('rill');
		const found = page.getByTestId('item-iterator-item');
		await expect(
			found.filter({ hasText: 'Get rows from the custom APIs of a Rill project' }),
		).toBeVisible();
		await picture('nodes-panel', page, { ...PANEL, height: 310 });
		await found.filter({ hasText: 'Get rows from the custom APIs of a Rill project' }).click();
		await expect(page.getByText('Call custom API')).toBeVisible();
		await picture('actions', page, { ...PANEL, height: 670 });
		await page.getByText('Call custom API').click();
		await expect(editor.parameter('api')).toBeVisible();
		await expect(editor.parameter('operation').locator('input').first()).toHaveValue('Call');
	},
);
