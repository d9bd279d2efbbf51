import { exampleFiles, readExample, type WorkflowFile } from '../furnish';
import { expect, test } from './fixtures';

interface Saved extends WorkflowFile {
	id: string;
}

/** How many fields an example leaves empty, because only its user can choose: a document. */
const LEFT_TO_CHOOSE: Record<string, number> = { 'n8n-nodes-base.googleSheets': 1 };

/** The arguments of an API that an example shows as fields, whether it fills them in or not. */
function argumentsOf({ parameters }: Saved['nodes'][number]): string[] {
	const { schema = [] } = (parameters.arguments ?? {}) as {
		schema?: Array<{ id: string; removed?: boolean }>;
	};
	return schema.filter(({ removed }) => !removed).map(({ id }) => id);
}

for (const file of exampleFiles()) {
	test(`the example ${file} opens whole`, async ({ editor, n8n, picture }) => {
		const { name } = readExample(file);
		const all = await n8n.ask<Array<{ id: string; name: string }>>('GET', 'workflows');
		const found = all.find((workflow) => workflow.name === name);
		if (!found) throw new Error(`${file} is not in n8n`);
		const saved = await n8n.ask<Saved>('GET', `workflows/${found.id}`);
		const nodes = saved.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		await editor.openSaved(found.id);
		await expect(editor.page.getByTestId('canvas-node')).toHaveCount(nodes.length);
		await picture(`example-${file.replace('.json', '')}`, editor.page);
		// Drawn for a node that n8n does not know.
		await expect(
			editor.page.getByTestId('canvas-node').getByText('?', { exact: true }),
		).toHaveCount(0);
		for (const node of nodes) {
			await editor.openNode(node.name);
			const choices = LEFT_TO_CHOOSE[node.type] ?? 0;
			await expect(editor.form.getByTestId('parameter-issues')).toHaveCount(choices);
			for (const name of argumentsOf(node)) await expect(editor.argument(name)).toBeVisible();
			// What pages fill in is no field of the form, where 'Limit' is another one.
			await expect(editor.argument('limit')).toHaveCount(0);
			if (node.type.startsWith('n8n-nodes-rill.')) {
				await expect(editor.parameter('operation')).toBeVisible();
				await picture(`example-${file.replace('.json', '')}-form`, editor.panel);
			}
			await editor.close();
		}
	});
}
