import type { INode, INodeExecutionData } from 'n8n-workflow';

import {
	node,
	runWorkflow,
	type Execution,
	type RunOptions,
	type WorkflowJson,
} from '../../support/engine';
import type { Check } from './contender';

type Items = Array<INodeExecutionData['json']>;
type Row = Record<string, unknown>;

/**
 * Start → given input items → these nodes, one after another. Nothing comes behind them, since what a
 * next node costs is not theirs.
 */
export function chain(nodes: INode[], items: Items = [{}]): WorkflowJson {
	const all = [
		node('Start', 'n8n-nodes-base.manualTrigger'),
		node('Input', 'test.items', { items: JSON.stringify(items) }),
		...nodes,
	];
	const links = all
		.slice(1)
		.map(({ name }, index) => [
			all[index].name,
			{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
		]);
	return { nodes: all, connections: Object.fromEntries(links) as WorkflowJson['connections'] };
}

/** Looks at the items that the last node has put out. */
export type ItemCheck = (items: INodeExecutionData[]) => ReturnType<Check>;

/** Runs a workflow as in production; anything but its end is no measurement. */
export async function runToEnd(
	json: WorkflowJson,
	options: RunOptions,
	check: ItemCheck,
): Promise<Check> {
	const execution = await runWorkflow(json, { mode: 'trigger', ...options });
	return async () => await check(lastItems(execution, json));
}

function lastItems(execution: Execution, { nodes }: WorkflowJson): INodeExecutionData[] {
	const last = nodes[nodes.length - 1].name;
	if (execution.status === 'success') return execution.items(last);
	const { message = 'no message' } = execution.error ?? {};
	throw new Error(`The workflow ended with ${execution.status}: ${message}`);
}

export const jsonOf = (items: INodeExecutionData[]): Row[] => items.map(({ json }) => json);
