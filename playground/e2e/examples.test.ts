import { exampleFiles, readExample, type WorkflowFile } from '../furnish';
import { expect, test } from './fixtures';

interface Saved extends WorkflowFile {
	id: string;
}

for (const file of exampleFiles()) {
	test(`the example ${file} opens whole`, async ({ editor, n8n, picture }) => {
		const { name } = readExample(file);
		const all = await n8n.ask<Array<{ id: string; name: string }>>('GET', 'workflows');
		const found = all.find((workflow) => workflow.name === name);
		if (!found) throw new Error(`${file} is not in n8n`);
		const { nodes } = await n8n.ask<Saved>('GET', `workflows/${found.id}`);
		await editor.openSaved(found.id);
		await expect(editor.page.getByTestId('canvas-node')).toHaveCount(nodes.length);
		await picture(`example-${file.replace('.json', '')}`, editor.page);
		// n8n shows a question mark, and no form, for a node that it does not know.
		await expect(editor.page.getByText(/install this node|unrecognized/i)).toHaveCount(0);
		for (const node of nodes.filter(({ type }) => type.startsWith('n8n-nodes-rill.'))) {
			await editor.openNode(node.name);
			await expect(editor.parameter('operation')).toBeVisible();
			await expect(editor.form.getByTestId('parameter-issues')).toHaveCount(0);
			// What pages fill in is no field of the form, where 'Limit' is another one.
			await expect(editor.argument('limit')).toHaveCount(0);
			await picture(`example-${file.replace('.json', '')}-form`, editor.panel);
			await editor.close();
		}
	});
}
