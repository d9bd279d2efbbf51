import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { addressOfApi, type RillApi, type RillArgument } from '../../client/spec';
import type { RillAddress } from '../../client/address';
import { copied } from '../../client/json';
import type { ValueSchema } from '../../client/schema';
import type { RillRun } from '../../run';
import type { RillOperation } from '../operation';
import { describeTool } from './tool';

async function execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]> {
	const { apis } = await run.spec.live();
	return apis.map((api) => ({
		json: describeApi(api, run.connection.address),
		pairedItem: { item: itemIndex },
	}));
}

function describeApi(api: RillApi, address: RillAddress): IDataObject {
	return {
		name: api.name,
		summary: api.summary,
		method: api.method,
		builtIn: api.builtIn,
		// Copies, since the spec may serve others as well.
		arguments: copied(api.arguments.map(describeArgument)),
		columns: api.columns.map((column) => ({ ...column })),
		url: addressOfApi(address, api),
		// A model that writes whole queries reads all that the credential may.
		...(api.builtIn ? {} : { tool: describeTool(api) }),
	};
}

function describeArgument(argument: RillArgument): IDataObject {
	return {
		name: argument.name,
		type: argument.type,
		required: argument.required,
		description: argument.description,
		...(argument.enum ? { enum: argument.enum } : {}),
		...(argument.items ? { items: describeItems(argument.items) } : {}),
		...(argument.default !== undefined ? { default: argument.default } : {}),
		...(argument.maximum !== undefined ? { maximum: argument.maximum } : {}),
	};
}

function describeItems({ type, enum: allowed }: ValueSchema): IDataObject {
	return { type, ...(allowed ? { enum: allowed } : {}) };
}

/** What there is to call, for workflows that choose, check or document APIs. */
export const list: RillOperation = {
	value: 'list',
	name: 'List',
	action: 'List custom APIs',
	description:
		'Get every API of the project with its arguments and columns, and what to paste for an AI agent',
	fields: [],
	execute,
};
