import {
	NodeConnectionTypes,
	type IDataObject,
	type INode,
	type INodeParameters,
} from 'n8n-workflow';

import { TOOL_TYPE, type Way } from './agentTool';
import { node, runWorkflow, type Execution, type RunOptions, type WorkflowJson } from './engine';

export { WAYS, type Way } from './agentTool';

/** What the agent's own input item holds: none of it is an argument. */
export const AGENT_ITEM = { chatInput: 'Which flights are late?', sessionId: 'session-1' };

export interface ToolOptions extends RunOptions {
	/** More of the agent's input item. */
	item?: IDataObject;
	/** Nodes through which the item goes before it reaches the agent. */
	between?: INode[];
	/** More of the tool's node. */
	more?: Partial<INode>;
}

/** A run of a tool by an agent. */
export interface ToolRun {
	/** What the model gets back, as far as it is a list of items. */
	rows: IDataObject[];
	/** The message, where the tool failed. */
	error?: string;
	/** Exactly the text that the model gets back. */
	text: string;
	/** What the model is told of the tool beforehand; the engine's way does not show it. */
	description?: string;
	execution: Execution;
}

/** Lets an agent call the Rill node with the arguments that its model has chosen. */
export async function runTool(
	way: Way,
	parameters: INodeParameters,
	chosen: IDataObject = {},
	{ item, between, more, ...options }: ToolOptions = {},
): Promise<ToolRun> {
	const tool = node('Rill', TOOL_TYPE[way], parameters, more);
	const json = agentWorkflow(way, tool, chosen, { item, between });
	return await runAgent(json, options);
}

/**
 * Start → the agent's input item → the nodes that it goes through → Agent, which has the given node
 * as its tool.
 */
export function agentWorkflow(
	way: Way,
	tool: INode,
	chosen: IDataObject,
	{ item = {}, between = [] }: Pick<ToolOptions, 'item' | 'between'> = {},
): WorkflowJson {
	const main = (to: string) => ({
		main: [[{ node: to, type: NodeConnectionTypes.Main, index: 0 }]],
	});
	const chain = ['Start', 'Input', ...between.map(({ name }) => name), 'Agent'];
	return {
		nodes: [
			...between,
			node('Start', 'n8n-nodes-base.manualTrigger'),
			node('Input', 'test.items', { items: JSON.stringify([{ ...AGENT_ITEM, ...item }]) }),
			node('Agent', 'test.agent', { way, tool: tool.name, chosen: JSON.stringify(chosen) }),
			tool,
		],
		connections: {
			...Object.fromEntries(chain.slice(1).map((name, at) => [chain[at], main(name)])),
			[tool.name]: { ai_tool: [[{ node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
		// In the older order the engine would resume the agent before its tool has run.
		settings: { executionOrder: 'v1' },
	};
}

/** Runs a workflow with an agent, and reads what its model got to see. */
export async function runAgent(json: WorkflowJson, options: RunOptions): Promise<ToolRun> {
	const execution = await runWorkflow(json, options);
	const [answer] = execution.items('Agent');
	if (!answer) throw new Error(execution.error?.message ?? 'The agent has not come to an end');
	const { seen, description } = answer.json;
	const text = String(seen);
	return {
		...read(JSON.parse(text)),
		text,
		...(typeof description === 'string' ? { description } : {}),
		execution,
	};
}

function read(seen: IDataObject | IDataObject[] | string): Pick<ToolRun, 'rows' | 'error'> {
	const rows = Array.isArray(seen) ? seen : [];
	const [first] = Array.isArray(seen) ? seen : [seen];
	const error = typeof first === 'object' ? first.error : undefined;
	return { rows, ...(typeof error === 'string' ? { error } : {}) };
}
