import type { INodeExecutionData } from 'n8n-workflow';

import { callApi, namesLosingType } from '../../../client/calls';
import { readPages, type RillPage } from '../../../client/paging';
import { asIdentity } from '../../../client/runAs';
import { neededUntil } from '../../../client/transport';
import type { RillRun } from '../../../run';
import { isAiTool } from '../../../toolMode';
import type { RillOperation } from '../../operation';
import { itemsOnce, linkTo } from '../../sharedItems';
import { showToAgent, wishForAgent } from './agent';
import { fields } from './fields';
import { makeOutput, type Output } from './output';
import { readCall, type CallWish } from './parameters';

async function execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]> {
	const wish = await readCall(run, itemIndex);
	return isAiTool(run.context)
		? await answerAgent(run, wish, itemIndex)
		: await answer(run, wish, itemIndex);
}

async function answer(
	run: RillRun,
	wish: CallWish,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	warnBeforehand(wish, run.warn);
	return await itemsOnce(
		run,
		keyOf(wish),
		itemIndex,
		async () => await perform(run, wish, warnOfRows(wish, run.warn)),
	);
}

/** A model sees no hints, so that what a person is warned of is told to it in items. */
async function answerAgent(
	run: RillRun,
	asked: CallWish,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const wish = wishForAgent(asked);
	const notes: string[] = [];
	const tell = (note: string) => void notes.push(note);
	warnBeforehand(wish, tell);
	const rows = await perform(run, wish, warnOfMore(wish, tell));
	return showToAgent(linkTo(itemIndex, rows), asked, { notes, itemIndex });
}

/** Calls that agree in everything, and as whom they are made, get the same answer: made once. */
function keyOf({ call, rows, output, runAs }: CallWish): string {
	const values = [...call.arguments].sort(([a], [b]) => (a < b ? -1 : 1));
	return JSON.stringify([
		call.api.name,
		call.method,
		call.largeNumbers,
		values,
		rows,
		output,
		runAs,
	]);
}

/** Looks at the pages that pass by, to tell of what they lack. */
type Watch = (pages: AsyncIterable<RillPage>) => AsyncIterable<RillPage>;

async function perform(run: RillRun, wish: CallWish, watch: Watch): Promise<Output> {
	const { call, rows, output, runAs } = wish;
	const spare = run.spare();
	const pages = readPages(
		call.api,
		call.arguments,
		rows,
		async (values, unneeded) =>
			await asIdentity(
				neededUntil(unneeded, run.connection),
				runAs,
				async (connection) => await callApi(connection, { ...call, arguments: values }),
			),
		{ spare },
	);
	return await makeOutput(run.context.helpers, watch(pages), output, {
		api: call.api,
		columns: call.api.columns.map(({ name }) => name),
		fileName: call.api.name,
		spare,
	});
}

type Warn = (message: string) => void;

/** What a person is told of the rows. */
function warnOfRows(wish: CallWish, warn: Warn): Watch {
	const { call, rows } = wish;
	const more = warnOfMore(wish, warn);
	return async function* (pages) {
		const api = `API "${call.api.name}"`;
		let received = 0;
		for await (const page of more(pages)) {
			received += page.rows.length;
			if (page.cut > 0) {
				warn(`${api} had ${page.cut} more rows than 'Limit' (${rows.limit}), which were left out.`);
			}
			yield page;
		}
		if (received === 0) warn(`${api} answered without any rows.`);
	};
}

/** What nobody could see from the rows: that there may be others. */
function warnOfMore({ call }: CallWish, warn: Warn): Watch {
	return async function* (pages) {
		let received = 0;
		for await (const page of pages) {
			received += page.rows.length;
			if (page.mayHaveMore) {
				warn(
					`API "${call.api.name}" gave ${received} rows, the most it gives at a time, and takes no offset: there may be more.`,
				);
			}
			yield page;
		}
	};
}

function warnBeforehand({ call, warnings }: CallWish, warn: Warn): void {
	warnings.forEach(warn);
	if (call.method !== 'GET') return;
	for (const name of namesLosingType(call.arguments)) {
		warn(
			`"${name}" went to API "${call.api.name}" as text, since GET was chosen: in a template even "false" counts as true. Leave 'HTTP Method' as the API says.`,
		);
	}
}

/** The main job: call one of the project's APIs by name and get its rows. */
export const call: RillOperation = {
	value: 'call',
	name: 'Call',
	action: 'Call custom API',
	description: "Get the rows of one of the project's APIs, an item for each",
	fields,
	execute,
};
