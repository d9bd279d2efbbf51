import type { INodeExecutionData } from 'n8n-workflow';

import { callApi, namesLosingType } from '../../../client/calls';
import type { RillRow } from '../../../client/rows';
import type { RillRun } from '../../../run';
import type { RillOperation } from '../../operation';
import { fields } from './fields';
import { readCall } from './parameters';

async function execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]> {
	const wish = await readCall(run, itemIndex);
	wish.warnings.forEach(run.warn);
	if (wish.method === 'GET') {
		for (const name of namesLosingType(wish.arguments)) {
			run.warn(
				`"${name}" went to API "${wish.api.name}" as text, since GET was chosen: in a template even "false" counts as true. Leave 'HTTP Method' as the API says.`,
			);
		}
	}
	const { rows } = await callApi(
		{ ...run.connection, timeoutMs: wish.timeoutMs ?? run.connection.timeoutMs },
		wish,
	);
	if (rows.length === 0) run.warn(`API "${wish.api.name}" answered without any rows.`);
	return toItems(rows, itemIndex);
}

/**
 * An item per row. The rows themselves are the items' data, so that no column is lost on a copy
 * (`json`, `error` and `__proto__` are columns like any other), and all share one link, which is
 * cheapest for 150,000 of them.
 */
function toItems(rows: RillRow[], itemIndex: number): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	return rows.map((json) => ({ json, pairedItem }));
}

/** The main job: call one of the project's APIs by name and get its rows. */
export const call: RillOperation = {
	value: 'call',
	name: 'Call',
	action: 'Call a custom API',
	description: "Get the rows of one of the project's APIs, an item for each",
	fields,
	execute,
};
