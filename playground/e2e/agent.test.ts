import { readExample, withCredential, type WorkflowFile } from '../furnish';
import type { Rest } from '../rest';
import {
	startChatModel,
	type Answer,
	type ChatModel,
	type Message,
	type ToolSchema,
} from './chatModel';
import type { Editor } from './editor';
import { DOCS, expect, test } from './fixtures';

const EXAMPLE = 'agent-with-rill-as-tool.json';
const TEXT = "'([^']*)'";

/** The values that the example leaves to the model, as its texts say. */
function leftToTheModel(workflow: WorkflowFile): ToolSchema['parameters']['properties'] {
	const calls = JSON.stringify(workflow).matchAll(
		new RegExp(`\\$fromAI\\(${[TEXT, TEXT, TEXT, TEXT].join(', ')}\\)`, 'g'),
	);
	return Object.fromEntries(
		[...calls].map(([, key, description = '', type = '', byDefault]) => [
			key,
			{ type, description, default: byDefault },
		]),
	);
}

/** Opens the example with a model that gives these answers. */
async function openExample(
	editor: Editor,
	n8n: Rest,
	answers: Answer[],
	change: (tool: Record<string, unknown>) => Record<string, unknown> = (tool) => tool,
): Promise<{ model: ChatModel; example: WorkflowFile }> {
	const model = await startChatModel(answers);
	const openAiApi = await n8n.ask<{ id: string; name: string }>('POST', 'credentials', {
		name: 'Scripted model',
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url },
	});
	const file = readExample(EXAMPLE);
	const example = withCredential(
		{
			...file,
			nodes: file.nodes.map((node) =>
				node.type.endsWith('.rillTool') ? { ...node, parameters: change(node.parameters) } : node,
			),
		},
		await editor.credential(),
	);
	await editor.openMade({
		...example,
		name: 'An agent in a test',
		// Its note would push the nodes out of the picture.
		nodes: example.nodes
			.filter(({ type }) => !type.endsWith('.stickyNote'))
			.map((node) =>
				node.type.endsWith('.lmChatOpenAi')
					? {
							...node,
							// The scripted model speaks the older one of OpenAI's two formats.
							parameters: { ...node.parameters, responsesApiEnabled: false },
							credentials: { openAiApi },
						}
					: node,
			),
	});
	return { model, example };
}

/** What the tool gave the model, which is the last that it was told. */
function given<T>(messages: Message[] = []): T[] {
	return JSON.parse(messages.at(-1)?.content ?? '') as T[];
}

test(
	'a model is told what the example says, is refused, corrects itself and gets rows',
	DOCS,
	async ({ editor, n8n, picture }) => {
		const { model, example } = await openExample(editor, n8n, [
			{ call: 'late_arrivals', with: { origin: "ORD' OR 1=1 --", min_delay: '180' } },
			{ call: 'late_arrivals', with: { origin: 'ORD', min_delay: '180' } },
			{ content: 'Several flights from ORD were more than three hours late.' },
		]);
		const answer = await editor.chat('Which flights from ORD came in more than three hours late?');
		await expect(answer).toContainText('Several flights from ORD');
		await expect(editor.page.getByTestId('node-error-message')).toContainText('"origin"');
		// What the model was told is the message; nothing of it is said again.
		await expect(editor.page.getByTestId('node-error-description')).toHaveCount(0);
		// Drawn last of all that the run changes on the canvas.
		await expect(editor.node('AI Agent').getByText('1 item')).toBeVisible();
		await picture('agent', editor.page);

		const [first, second, third] = model.asked;
		const tool = first?.tools[0]?.function;
		expect(first?.tools).toHaveLength(1);
		expect(tool).toMatchObject({ name: 'late_arrivals' });
		expect(tool?.description).toMatch(/^Calls the API "late-arrivals" of a Rill project\./);
		expect(tool?.parameters.properties).toEqual(leftToTheModel(example));
		expect(tool?.parameters.required ?? []).toEqual([]);
		const [refusal] = given<{ error: string }>(second?.messages);
		expect(refusal?.error).toMatch(/"origin".* so it was not sent\. Use letters, digits, spaces/);
		const origins = given<{ origin: string }>(third?.messages).map(({ origin }) => origin);
		expect(new Set(origins)).toEqual(new Set(['ORD']));
		model.close();
	},
);

test('a model is told which API the tool calls, where nobody described it', async ({
	editor,
	n8n,
	picture,
}) => {
	const { model } = await openExample(editor, n8n, [{ content: 'Hello.' }], (parameters) => ({
		...parameters,
		toolDescription: undefined,
	}));
	await editor.openNode('late_arrivals');
	await picture('tool-description', editor.panel);
	await editor.close();
	await expect(await editor.chat('Hello?')).toContainText('Hello.');
	expect(model.asked[0]?.tools[0]?.function.description).toBe(
		'Get rows of the API "late-arrivals" of a Rill project',
	);
	model.close();
});
