/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { inspect } from 'node:util';
import { parse, stringify } from 'flatted';
import type { IDataObject, INode, INodeExecutionData, IRun, ITaskData } from 'n8n-workflow';

import { binaryBuffer } from '../binaryData';
import { takeLog } from '../engineLog';
import { isInJest } from '../inJest';
import { expectNoSecret, type GivenOut } from './index';

/** All that a person, a log or a crash could get to see of a value, its hidden parts included. */
export function shown(value: unknown): string {
	return inspect(value, {
		depth: Infinity,
		showHidden: true,
		getters: true,
		maxArrayLength: Infinity,
		maxStringLength: Infinity,
		breakLength: Infinity,
	});
}

/**
 * The outcome of what the editor asks, a failure included.
 *
 * @throws in tests, if it holds a token; and what the work throws
 */
export async function withoutSecret<T>(work: Promise<T>): Promise<T> {
	if (!isInJest) return await work;
	const [outcome] = await Promise.allSettled([work]);
	expectNoSecret([
		{ place: 'what the editor gets', text: shown(outcome) },
		{ place: "the engine's log", text: takeLog() },
	]);
	return await work;
}

/** Of these operations one field of the output is a token, and meant to be. */
const PURPOSE: Record<string, string> = { issueEphemeralToken: 'accessToken', getEmbedUrl: 'url' };

/** What an execution has left behind. */
export interface LeftBehind {
	run: IRun;
	nodes: INode[];
	staticData: IDataObject;
	log: string;
	thrown: unknown[];
}

/** Everything that an execution has given out, but for the fields whose purpose it is to hold a token. */
export async function givenOut(left: LeftBehind): Promise<GivenOut[]> {
	const { run, nodes, staticData, log, thrown } = left;
	return [
		{ place: 'saved run data', text: savedText(run, nodes) },
		{ place: 'saved static data', text: JSON.stringify(staticData) },
		{ place: "the engine's log", text: log },
		...[...thrown, ...errorsOf(run)].map((error) => ({ place: 'an error', text: shown(error) })),
		...(await filesOf(run)),
	];
}

/** As n8n's server writes an execution into its database. */
function savedText({ data }: IRun, nodes: INode[]): string {
	const saved = stringify(data);
	const withToken = nodes.filter(({ parameters }) => fieldOf(parameters) !== undefined);
	if (withToken.length === 0) return saved;
	const copy = parse(saved) as IRun['data'];
	for (const { name, parameters } of withToken) {
		for (const { json } of itemsOf(copy.resultData.runData[name])) {
			json[fieldOf(parameters) ?? ''] = '';
		}
	}
	return stringify(copy);
}

function fieldOf({ operation }: INode['parameters']): string | undefined {
	return typeof operation === 'string' && Object.hasOwn(PURPOSE, operation)
		? PURPOSE[operation]
		: undefined;
}

function tasksOf({ data }: IRun): ITaskData[] {
	return Object.values(data.resultData.runData).flat();
}

function itemsOf(tasks: ITaskData[] = []): INodeExecutionData[] {
	return tasks.flatMap(({ data }) =>
		Object.values(data ?? {}).flatMap((outputs) => outputs.flatMap((items) => items ?? [])),
	);
}

function errorsOf(run: IRun): unknown[] {
	const tasks = tasksOf(run);
	const errors = [
		run.data.resultData.error,
		...tasks.map(({ error }) => error),
		...itemsOf(tasks).map(({ error }) => error),
	];
	return [...new Set<unknown>(errors)].filter((error) => error !== undefined);
}

async function filesOf(run: IRun): Promise<GivenOut[]> {
	const files = itemsOf(tasksOf(run)).flatMap((item) =>
		Object.keys(item.binary ?? {}).map((property) => ({ item, property })),
	);
	return await Promise.all(
		files.map(async ({ item, property }) => ({
			place: `the file in "${property}"`,
			text: (await binaryBuffer(item, property)).toString('latin1'),
		})),
	);
}
