import { readExample, withCredential, type WorkflowFile } from '../furnish';
import { startChatModel, type ToolSchema } from './chatModel';
import { DOCS, expect, test } from './fixtures';

const EXAMPLE = 'agent-with-rill-as-tool.json';
const LETTERS = "'([^']*)'";

/** The values that the example leaves to the model, as its texts say. */
function leftToTheModel(workflow: WorkflowFile): ToolSchema['parameters']['properties'] {
	const calls = JSON.stringify(workflow).matchAll(
		new RegExp(`\\$fromAI\\(${[LETTERS, LETTERS, LETTERS, LETTERS].join(', ')}\\)`, 'g'),
	);
	return Object.fromEntries(
		[...calls].map(([, key, description = '', type = '', byDefault]) => [
			key,
			{ type, description, default: byDefault },
		]),
	);
}

test(
	'a model is told what the example says, is refused, corrects itself and gets rows',
	DOCS,
	async ({ editor, n8n, picture }) => {
		const model = await startChatModel([
			{ call: 'late_arrivals', with: { origin: "ORD' OR 1=1 --", min_delay: '300' } },
			{ call: 'late_arrivals', with: { origin: 'ORD', min_delay: '300' } },
			{ content: 'One flight from ORD was more than five hours late.' },
		]);
		const openAi = await n8n.ask<{ id: string; name: string }>('POST', 'credentials', {
			name: 'Scripted model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		});
		const example = withCredential(readExample(EXAMPLE), await editor.credential());
		await editor.openMade({
			...example,
			name: 'An agent in a test',
			nodes: example.nodes.map((node) =>
				node.type.endsWith('.lmChatOpenAi')
					? { ...node, credentials: { openAiApi: openAi } }
					: node,
			),
		});
		const answer = await editor.chat('Which flights from ORD came in more than five hours late?');
		await expect(answer).toContainText('One flight from ORD');
		await picture('agent', editor.page);

		const [first, second, third] = model.asked;
		const tool = first?.tools[0]?.function;
		expect(first?.tools).toHaveLength(1);
		expect(tool).toMatchObject({ name: 'late_arrivals' });
		expect(tool?.description).toMatch(/^Calls the API "late-arrivals" of a Rill project\./);
		expect(tool?.parameters.properties).toEqual(leftToTheModel(example));
		expect(tool?.parameters.required ?? []).toEqual([]);
		const [refusal] = JSON.parse(second?.messages.at(-1)?.content ?? '') as Array<{
			error: string;
		}>;
		expect(refusal?.error).toMatch(/"origin".* so it was not sent\. Use letters, digits, spaces/);
		const rows = JSON.parse(third?.messages.at(-1)?.content ?? '') as Array<{ origin: string }>;
		expect(new Set(rows.map(({ origin }) => origin))).toEqual(new Set(['ORD']));
		model.close();
	},
);
