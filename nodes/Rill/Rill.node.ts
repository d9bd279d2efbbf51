import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { findOperation, properties } from './actions';
import { isCancellation, toErrorItem, toNodeError } from './failure';
import { methods } from './methods';
import { startRun } from './run';

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
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Get rows from the custom APIs of a Rill project',
		defaults: { name: 'Rill' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'rillApi', required: true }],
		properties,
	};

	methods = methods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const output: INodeExecutionData[][] = [];
		const run = await startRun(this).catch((error: unknown) => {
			throw toNodeError(this.getNode(), error);
		});
		for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
			try {
				const operation = findOperation(
					this.getNodeParameter('resource', itemIndex),
					this.getNodeParameter('operation', itemIndex),
				);
				if (!operation) {
					throw new NodeOperationError(this.getNode(), 'There is no such operation', { itemIndex });
				}
				output.push(await operation.execute(run, itemIndex));
			} catch (error) {
				if (!this.continueOnFail() || isCancellation(error)) {
					throw toNodeError(this.getNode(), error, itemIndex);
				}
				output.push([toErrorItem(error, itemIndex)]);
			}
		}
		// Not push(...items), which fails beyond some 100,000 of them.
		return [output.flat()];
	}
}
