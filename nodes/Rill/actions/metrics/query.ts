import type { INodeExecutionData } from 'n8n-workflow';

import { columnsOf, queryMetrics, readMetrics } from '../../client/metrics';
import { asIdentity } from '../../client/runAs';
import type { RillRun } from '../../run';
import { isAiTool } from '../../toolMode';
import { showToAgent, wishForAgent } from '../customApi/call/agent';
import { makeOutput, type Output } from '../customApi/call/output';
import type { RillOperation } from '../operation';
import { itemsOnce, linkTo } from '../sharedItems';
import { fields } from './fields';
import { readQueryWish, type QueryWish } from './parameters';

async function execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]> {
	const wish = await readQueryWish(run, itemIndex);
	if (isAiTool(run.context)) return await answerAgent(run, wish, itemIndex);
	wish.warnings.forEach(run.warn);
	const output = await itemsOnce(run, keyOf(wish), itemIndex, async () => await perform(run, wish));
	if (output.length === 0)
		run.warn(`Metrics view "${wish.query.view}" has no rows for this query.`);
	return output;
}

async function answerAgent(
	run: RillRun,
	asked: QueryWish,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const rows = await perform(run, { ...asked, ...wishForAgent(asked) });
	return showToAgent(linkTo(itemIndex, rows), asked, { notes: asked.warnings, itemIndex });
}

/** Queries that agree in everything, and as whom they are made, have the same rows: asked once. */
function keyOf({ query, call, rows, output, runAs }: QueryWish): string {
	return `query ${JSON.stringify([query, call.largeNumbers, rows, output, runAs])}`;
}

async function perform(run: RillRun, wish: QueryWish): Promise<Output> {
	const { query, call, rows, output, runAs } = wish;
	const pages = readMetrics(
		rows,
		async (part) =>
			await asIdentity(
				run.connection,
				runAs,
				async (connection) => await queryMetrics(connection, query, part, call.largeNumbers),
			),
	);
	return await makeOutput(run, pages, output, {
		api: call.api.name,
		columns: columnsOf(query),
		fileName: query.view,
	});
}

/** Numbers without an API: measures by dimensions, as Rill's own dashboards ask for them. */
export const query: RillOperation = {
	value: 'query',
	name: 'Query',
	action: 'Query metrics',
	description: 'Get measures by dimensions and time from a metrics view, an item for each row',
	fields,
	execute,
};
