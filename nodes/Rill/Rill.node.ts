import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { findOperation, properties, subtitle } from './actions';
import { concurrentRequests } from './actions/limits';
import { warnOfManyItems } from './actions/manyItems';
import type { RillOperation } from './actions/operation';
import { byLiveSpec } from './attempt';
import { authentication, credentials } from './authentication';
import { isCancellation } from './client/errors';
import { toErrorItem, toNodeError } from './failure';
import { inOrder } from './inOrder';
import { joined } from './joined';
import { methods } from './methods';
import { runUntil, startRun } from './run';
import { isAiTool } from './toolMode';

/**
 * Programmatic and not declarative, because paths, verbs and arguments come from the project's live
 * spec, and because an answer has to be read without losing a digit.
 */
export class Rill implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rill',
		name: 'rill',
		icon: { light: 'file:../../icons/rill.svg', dark: 'file:../../icons/rill.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle,
		description: 'Get rows from the custom APIs of a Rill project',
		defaults: { name: 'Rill' },
		usableAsTool: true,
		// An argument's label also holds its description, for which the narrow form has no room.
		parameterPane: 'wide',
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties: [authentication, ...properties],
	};

	methods = methods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const isTool = isAiTool(this);
		// Awaited by each item, so that a wrong credential is each item's own failure.
		const starting = startRun(this);
		starting.catch(() => {});
		let hasFailures = false;
		const run = async () => await starting.catch(() => undefined);
		const output = await inOrder(
			countOfWork(this),
			concurrentRequests(this),
			async (index, unneeded) => {
				try {
					const { execute } = operationOf(this, index);
					return await byLiveSpec(
						runUntil(unneeded, await starting),
						async (run) => await execute(run, index),
					);
				} catch (error) {
					if (!this.continueOnFail() || isCancellation(error)) {
						throw toNodeError(this.getNode(), error, { itemIndex: index, isTool });
					}
					hasFailures = true;
					return [toErrorItem(error, index, isTool)];
				}
			},
		).finally(async () => (await run())?.end());
		(await run())?.finish(!hasFailures);
		const items = joined(output);
		warnOfManyItems(this, items.length);
		return [items];
	}
}

/** One piece for each input item, unless the operation takes them all as one. */
function countOfWork(context: IExecuteFunctions): number {
	const count = context.getInputData().length;
	return operationAt(context, 0)?.takesAllItems?.(context) === true ? Math.min(1, count) : count;
}

function operationOf(context: IExecuteFunctions, itemIndex: number): RillOperation {
	const operation = operationAt(context, itemIndex);
	if (operation) return operation;
	throw new NodeOperationError(context.getNode(), 'There is no such operation', { itemIndex });
}

function operationAt(context: IExecuteFunctions, itemIndex: number): RillOperation | undefined {
	return findOperation(
		context.getNodeParameter('resource', itemIndex),
		context.getNodeParameter('operation', itemIndex),
	);
}
