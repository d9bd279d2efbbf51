import type { INodeExecutionData } from 'n8n-workflow';

import { rangeOf } from '../../client/latest';
import {
	columnsOf,
	queryMetrics,
	readMetrics,
	type MetricsQuery,
	type Part,
} from '../../client/metrics';
import { asIdentity } from '../../client/runAs';
import { neededUntil } from '../../client/transport';
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
function keyOf({ query, latest, call, rows, output, runAs }: QueryWish): string {
	return `query ${JSON.stringify([query, latest, call.largeNumbers, rows, output, runAs])}`;
}

async function perform(run: RillRun, wish: QueryWish): Promise<Output> {
	const { call, rows, output } = wish;
	const query = await withFixedTimes(run, wish);
	const spare = run.spare();
	const pages = readMetrics(
		query.view,
		rows,
		async (part, unneeded) => await ask(run, wish, query, part, unneeded),
		spare,
	);
	return await makeOutput(run.context.helpers, pages, output, {
		api: call.api,
		columns: columnsOf(query),
		fileName: query.view,
		spare,
	});
}

/** Items that count back from the same latest row, as the same user, ask for it once. */
async function withFixedTimes(run: RillRun, wish: QueryWish): Promise<MetricsQuery> {
	const { query, latest, runAs } = wish;
	if (!latest) return query;
	const timeRange = await run.once(
		`latest ${JSON.stringify([query.view, latest, runAs])}`,
		async () =>
			await rangeOf(query.view, latest, async (...asked) => await ask(run, wish, ...asked)),
	);
	return { ...query, timeRange };
}

async function ask(
	run: RillRun,
	{ call, runAs }: QueryWish,
	query: MetricsQuery,
	part: Part,
	unneeded?: AbortSignal,
) {
	return await asIdentity(
		neededUntil(unneeded, run.connection),
		runAs,
		async (connection) => await queryMetrics(connection, query, part, call.largeNumbers),
	);
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
