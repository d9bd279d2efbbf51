/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import './environment';

import { join } from 'node:path';
import { ExecutionLifecycleHooks, LoadOptionsContext, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeListSearchResult,
	type IRun,
	type ITaskData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type ResourceMapperFields,
} from 'n8n-workflow';

import { Credentials } from './credentials';
import { loadNodeTypes, RILL_TYPE } from './nodeTypes';

/** The parts of a workflow file that the engine needs. */
export interface WorkflowJson {
	nodes: INode[];
	connections: IConnections;
	settings?: { timezone?: string };
}

export interface RunOptions {
	/** Decrypted data by credential type: what somebody filled in. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** TypeScript source (measured for coverage) or the built package as n8n would load it. */
	from?: 'source' | 'dist';
	/** Stops the execution, as the button in the editor does, this long after its start. */
	cancelAfterMs?: number;
}

/** What an execution left behind. */
export interface Execution {
	run: IRun;
	status: IRun['status'];
	/** The error that ended the execution, as the editor shows it. */
	error?: { message: string; description?: string | null; httpCode?: string | null; name: string };
	items(node: string, output?: number): INodeExecutionData[];
	hints(node: string): string[];
	task(node: string): ITaskData | undefined;
}

const CREDENTIAL_ID = { id: '1', name: 'Test credential' };

function additionalData(credentials: Credentials, workflow: IWorkflowBase) {
	const data = {
		credentialsHelper: credentials,
		hooks: new ExecutionLifecycleHooks('manual', '1', workflow),
		executionId: '1',
		variables: {},
		currentNodeExecutionIndex: 0,
		logAiEvent: () => {},
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		webhookBaseUrl: 'http://127.0.0.1/webhook',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
	};
	// The rest belongs to n8n's server (users, sub-workflows), which no node of a test asks for.
	return data as unknown as IWorkflowExecuteAdditionalData;
}

async function prepare(json: WorkflowJson, { credentials = {}, from = 'source' }: RunOptions) {
	const types = await loadNodeTypes(from);
	const nodes = json.nodes.map((node) => ({
		...node,
		...(types.usesCredentials(node.type)
			? { credentials: { rillApi: CREDENTIAL_ID, ...node.credentials } }
			: {}),
	}));
	const base: IWorkflowBase = {
		id: '1',
		name: 'Test',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes,
		connections: json.connections,
		settings: json.settings,
	};
	const workflow = new Workflow({ ...base, nodeTypes: types });
	const helper = new Credentials(types, credentials);
	return { workflow, data: additionalData(helper, base), types };
}

/** Runs a workflow in n8n's own engine, from its manual trigger (or first node) on. */
export async function runWorkflow(
	json: WorkflowJson,
	options: RunOptions = {},
): Promise<Execution> {
	const { workflow, data } = await prepare(json, options);
	const startNode = workflow.getStartNode() ?? workflow.getNode(json.nodes[0].name) ?? undefined;
	const running = new WorkflowExecute(data, 'manual').run({ workflow, startNode });
	const timer =
		options.cancelAfterMs === undefined
			? undefined
			: setTimeout(() => running.cancel(), options.cancelAfterMs);
	try {
		return describe(await running);
	} finally {
		clearTimeout(timer);
	}
}

function describe(run: IRun): Execution {
	const { runData, error } = run.data.resultData;
	const task = (node: string) => runData[node]?.[0];
	return {
		run,
		status: run.status,
		error: error && {
			name: error.name,
			message: error.message,
			description: 'description' in error ? error.description : undefined,
			httpCode: 'httpCode' in error ? (error.httpCode as string | null) : undefined,
		},
		items: (node, output = 0) => task(node)?.data?.main[output] ?? [],
		hints: (node) => (task(node)?.hints ?? []).map(({ message }) => message),
		task,
	};
}

const NODE_DEFAULTS = { typeVersion: 1, position: [0, 0] as [number, number] };

/** A node of a test's workflow. */
export function node(
	name: string,
	type: string,
	parameters: INodeParameters = {},
	more: Partial<INode> = {},
): INode {
	return { id: name, name, type, parameters, ...NODE_DEFAULTS, ...more };
}

/**
 * Manual trigger → given input items → Rill → a node behind each of its outputs (`Success`, and
 * `Failure` where the error output is on).
 */
export function rillWorkflow(
	parameters: INodeParameters,
	options: {
		inputItems?: INodeExecutionData['json'][];
		onError?: INode['onError'];
		timezone?: string;
		more?: Partial<INode>;
	} = {},
): WorkflowJson {
	const { inputItems = [{}], onError, timezone } = options;
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	return {
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger'),
			node('Input', 'test.items', { items: JSON.stringify(inputItems) }),
			node('Rill', RILL_TYPE, parameters, { ...(onError ? { onError } : {}), ...options.more }),
			node('Success', 'n8n-nodes-base.noOp'),
			node('Failure', 'n8n-nodes-base.noOp'),
		],
		connections: {
			Start: { main: [to('Input')] },
			Input: { main: [to('Rill')] },
			Rill: {
				main: [to('Success'), ...(onError === 'continueErrorOutput' ? [to('Failure')] : [])],
			},
		},
		...(timezone ? { settings: { timezone } } : {}),
	};
}

/** Parameters of *Call Custom API* with everything not given at its default. */
export function callParameters(
	api: string | INodeParameters,
	values: INodeParameters | null = null,
	more: INodeParameters = {},
): INodeParameters {
	return {
		resource: 'customApi',
		operation: 'call',
		api:
			typeof api === 'string' ? { __rl: true, mode: 'name', value: api } : { __rl: true, ...api },
		argumentsMode: 'fields',
		arguments: { mappingMode: 'defineBelow', value: values, schema: [], matchingColumns: [] },
		...more,
	};
}

interface EditorQuestion extends RunOptions {
	parameters?: INodeParameters;
}

async function editorContext({ parameters = {}, ...options }: EditorQuestion) {
	const json = { nodes: [node('Rill', RILL_TYPE, parameters)], connections: {} };
	const { workflow, data, types } = await prepare(json, options);
	data.currentNodeParameters = parameters;
	const rill = workflow.getNode('Rill');
	if (!rill) throw new Error('The workflow has no Rill node');
	const { methods } = types.getByNameAndVersion(RILL_TYPE);
	return { context: new LoadOptionsContext(workflow, rill, data, ''), methods };
}

/** What the editor gets for a searchable list while somebody types. */
export async function searchList(
	method: string,
	question: EditorQuestion & { filter?: string },
): Promise<INodeListSearchResult> {
	const { context, methods } = await editorContext(question);
	const search = methods?.listSearch?.[method];
	if (!search) throw new Error(`No list ${method}`);
	return await search.call(context, question.filter);
}

/** The form fields that the editor shows for a resource mapper. */
export async function mapperFields(
	method: string,
	question: EditorQuestion,
): Promise<ResourceMapperFields> {
	const { context, methods } = await editorContext(question);
	const fields = methods?.resourceMapping?.[method];
	if (!fields) throw new Error(`No resource mapper method ${method}`);
	return await fields.call(context);
}

/** Where this checkout is. */
export const PROJECT_DIR = join(__dirname, '..', '..');
