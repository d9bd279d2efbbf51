import {
	NodeConnectionTypes,
	type EngineRequest,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type ITaskData,
} from 'n8n-workflow';

/**
 * n8n runs a tool in two ways: `engine` as AI Agent V3 does (the agent asks the engine to run the
 * tool's node like any other), `wrapper` as everything else does (the engine makes a LangChain tool
 * of the node, and the agent invokes it).
 */
export const WAYS = ['engine', 'wrapper'] as const;
export type Way = (typeof WAYS)[number];

/**
 * The tool's node type on each way. Only the engine's ends in `Tool`, so that no test passes on the
 * other way by its name: there nothing but `isToolExecution()` tells of an agent.
 */
export const TOOL_TYPE: Record<Way, string> = {
	engine: 'n8n-nodes-rill.rillTool',
	wrapper: 'test.wrapped',
};

/** The type that n8n's server makes of a node for agents; its code for it is in no library. */
export function asTool(type: INodeType): INodeType {
	const { description } = type;
	const { usableAsTool, ...kept } = description;
	// Without one of its own, n8n would give it a field for the description.
	const ownDescription = description.properties.some(({ name }) => name === 'toolDescription');
	if (!ownDescription) throw new Error(`${description.name} has no description as a tool`);
	if (!usableAsTool) throw new Error(`${description.name} is not usable as a tool`);
	return {
		methods: type.methods,
		// A method of the class, which no spread would take along.
		execute: type.execute,
		description: {
			...kept,
			name: `${description.name}Tool`,
			displayName: `${description.displayName} Tool`,
			inputs: [],
			outputs: [NodeConnectionTypes.AiTool],
			properties: description.properties,
		},
	};
}

/** An agent whose model has already decided which tool to call with which arguments. */
export const agent: INodeType = {
	description: {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Agent' },
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{ displayName: 'Way', name: 'way', type: 'string', default: 'engine' },
			{ displayName: 'Tool', name: 'tool', type: 'string', default: 'Rill' },
			{ displayName: 'Arguments', name: 'chosen', type: 'json', default: '{}' },
		],
	},
	async execute(
		this: IExecuteFunctions,
		response?: EngineResponse,
	): Promise<INodeExecutionData[][] | EngineRequest> {
		const chosen = JSON.parse(String(this.getNodeParameter('chosen', 0))) as IDataObject;
		if (this.getNodeParameter('way', 0) === 'wrapper') {
			return [[{ json: { ...(await invoke(this, chosen)) } }]];
		}
		const answer = response?.actionResponses[0];
		if (answer) return [[{ json: { seen: observation(answer.data) } }]];
		return {
			actions: [
				{
					actionType: 'ExecutionNodeAction',
					nodeName: String(this.getNodeParameter('tool', 0)),
					input: chosen,
					type: NodeConnectionTypes.AiTool,
					id: 'call_1',
					metadata: { itemIndex: 0 },
				},
			],
			metadata: {},
		};
	},
};

/** What AI Agent V3 tells its model of a tool's run: the first output's items, or the message. */
function observation({ data, error }: ITaskData): string {
	const items = data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
	if (items.length > 0) return JSON.stringify(items);
	return JSON.stringify(error ? { error: error.message } : '');
}

interface LangChainTool {
	description: string;
	invoke(chosen: IDataObject): Promise<string>;
}

async function invoke(context: IExecuteFunctions, chosen: IDataObject): Promise<Seen> {
	const tools = await context.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
	const [tool] = tools as LangChainTool[];
	const { description } = tool;
	try {
		return { description, seen: await tool.invoke(chosen) };
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		return { description, seen: JSON.stringify({ error: message }) };
	}
}

interface Seen {
	/** What the model is told of the tool beforehand (on the wrapper's way). */
	description?: string;
	/** The text that the model gets back. */
	seen: string;
}

/** Answers what has become of its parameters, whatever the model has filled in. */
export const echoTool: INodeType = {
	description: {
		...agent.description,
		displayName: 'Echo',
		name: 'echo',
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
		properties: [
			{ displayName: 'Description', name: 'toolDescription', type: 'string', default: '' },
			{ displayName: 'Fields', name: 'fields', type: 'json', default: {} },
			{ displayName: 'JSON', name: 'json', type: 'json', default: {} },
		],
	},
	async execute(this: IExecuteFunctions) {
		const fields = this.getNodeParameter('fields', 0) as IDataObject;
		const json = this.getNodeParameter('json', 0) as IDataObject;
		return [[{ json: { fields: Object.entries(fields), json: Object.entries(json) } }]];
	},
};
