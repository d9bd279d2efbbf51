import type { IConnections, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { RILL_TYPE } from './nodeTypes';

/** The parts of a workflow file that the engine needs. */
export interface WorkflowJson {
	nodes: INode[];
	connections: IConnections;
	settings?: { timezone?: string; executionOrder?: 'v0' | 'v1' };
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
