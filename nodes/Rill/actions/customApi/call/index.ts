import type { INodeExecutionData } from 'n8n-workflow';

import { callApi, namesLosingType } from '../../../client/calls';
import { readPages, type RillPage } from '../../../client/paging';
import type { RillRun } from '../../../run';
import { isAiTool } from '../../../toolMode';
import { MANY_ITEMS_FOR_ERROR_OUTPUT } from '../../limits';
import type { RillOperation } from '../../operation';
import { capForAgent, limitForAgent } from './agent';
import { fields } from './fields';
import { makeOutput, type Output } from './output';
import { readCall, type CallWish } from './parameters';

async function execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]> {
	const isTool = isAiTool(run.context);
	const asked = await readCall(run, itemIndex);
	const wish = isTool ? limitForAgent(asked) : asked;
	warnBeforehand(run, wish);
	let isMine = false;
	const output = await run.once(keyOf(wish), async () => {
		isMine = true;
		return await perform(run, wish);
	});
	if (output.length > MANY_ITEMS_FOR_ERROR_OUTPUT) warnOfManyItems(run);
	const items = linkTo(itemIndex, output, isMine);
	return isTool ? capForAgent(items, wish, itemIndex) : items;
}

/** Calls that agree in everything get the same answer, so they are made once. */
function keyOf({ call, rows, output, timeoutMs }: CallWish): string {
	const values = [...call.arguments].sort(([a], [b]) => (a < b ? -1 : 1));
	return JSON.stringify([
		call.api.name,
		call.method,
		call.largeNumbers,
		values,
		rows,
		output,
		timeoutMs,
	]);
}

async function perform(run: RillRun, wish: CallWish): Promise<Output> {
	const { call, rows, output } = wish;
	const connection = { ...run.connection, timeoutMs: wish.timeoutMs ?? run.connection.timeoutMs };
	const pages = readPages(
		call.api,
		call.arguments,
		rows,
		async (values) => await callApi(connection, { ...call, arguments: values }),
	);
	return await makeOutput(run, withHints(run, pages, wish), output, {
		api: call.api.name,
		columns: call.api.columns.map(({ name }) => name),
	});
}

async function* withHints(
	run: RillRun,
	pages: AsyncIterable<RillPage>,
	{ call, rows }: CallWish,
): AsyncGenerator<RillPage> {
	const api = `API "${call.api.name}"`;
	let received = 0;
	for await (const page of pages) {
		received += page.rows.length;
		if (page.cut > 0) {
			run.warn(
				`${api} had ${page.cut} more rows than 'Limit' (${rows.limit}), which were left out.`,
			);
		}
		if (page.mayHaveMore) {
			run.warn(
				`${api} gave ${received} rows, the most it gives at a time, and takes no offset: there may be more.`,
			);
		}
		yield page;
	}
	if (received === 0) run.warn(`${api} answered without any rows.`);
}

function warnBeforehand(run: RillRun, { call, warnings }: CallWish): void {
	warnings.forEach(run.warn);
	if (call.method !== 'GET') return;
	for (const name of namesLosingType(call.arguments)) {
		run.warn(
			`"${name}" went to API "${call.api.name}" as text, since GET was chosen: in a template even "false" counts as true. Leave 'HTTP Method' as the API says.`,
		);
	}
}

function warnOfManyItems(run: RillRun): void {
	if (run.context.getNode().onError !== 'continueErrorOutput') return;
	run.warn(
		`More than ${MANY_ITEMS_FOR_ERROR_OUTPUT} rows with the error output switched on: n8n takes long to sort so many items. Choose 'Single Item' or 'File' as output, or switch the error output off.`,
	);
}

/**
 * The rows themselves are the items' data, so that no column is lost on a copy (`json`, `error` and
 * `__proto__` are columns like any other), and all share one link, which is cheapest for 150,000 of
 * them. Only where a second input item gets the same answer are they copied: a later node may
 * change an item in place.
 */
function linkTo(itemIndex: number, output: Output, isMine: boolean): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	if (!isMine) return output.map((item) => ({ ...item, json: { ...item.json }, pairedItem }));
	for (const item of output) item.pairedItem = pairedItem;
	return output;
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
