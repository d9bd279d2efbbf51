import type { INodeExecutionData } from 'n8n-workflow';

import { callApi } from '../../client/calls';
import { tableOf, type RillTable } from '../../client/compare';
import { isCancellation, RillError } from '../../client/errors';
import { readPages } from '../../client/paging';
import type { RillRow } from '../../client/rows';
import { asIdentity } from '../../client/runAs';
import { nearestNames } from '../../client/similar';
import { DEFAULT_TTL_SECONDS, warningsFor, type TokenWish } from '../../client/tokens';
import { neededUntil } from '../../client/transport';
import { inOrder } from '../../inOrder';
import { joined } from '../../joined';
import { runUntil, type RillRun } from '../../run';
import { isAiTool } from '../../toolMode';
import type { RillOperation } from '../operation';
import { compareAccessFields } from './compareAccessFields';
import { attributesOf, errorOf, isFromItems, type NamedIdentity } from './compareAccessIdentities';
import { showComparison, type View } from './compareAccessOutput';
import { readCompare, type CompareWish } from './compareAccessParameters';

async function execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]> {
	refuseAgents(run);
	const wish = await readCompare(run, itemIndex);
	wish.target.warnings.forEach(run.warn);
	const views = await inOrder(
		wish.identities.length,
		wish.atATime,
		async (at, unneeded) => await look(runUntil(unneeded, run), wish, wish.identities[at]),
	);
	return showComparison(wish, views);
}

/** Whoever compares chooses whose rows are read, which no model may. */
function refuseAgents({ context }: RillRun): void {
	if (!isAiTool(context)) return;
	throw new RillError(
		'settings',
		"'Compare Access' is not for AI agents: it reads the rows of one user after the other, and nobody was asked",
		"Use it in a workflow of its own, or choose 'Call' with 'Run As' for the agent.",
	);
}

/**
 * What one of them sees. Who could not be asked, whatever the reason, is a failure of its own, and
 * never somebody who sees nothing; and the failure of all, where a leak would be one.
 */
async function look(run: RillRun, wish: CompareWish, who: NamedIdentity): Promise<View> {
	try {
		const runAs: TokenWish = { identity: who.identity, ttlSeconds: DEFAULT_TTL_SECONDS };
		warningsFor(runAs).forEach(run.warn);
		const table = await readTable(run, wish, runAs);
		const isChecked = isToBeChecked(run, wish, who);
		checkColumns(table, wish, isChecked);
		return { who, table, isChecked };
	} catch (error) {
		const named = errorOf(error, who.label);
		const isOwn = run.context.continueOnFail() && !wish.check?.failOnLeak;
		const isForGood = isOwn && !isCancellation(error) && !(await isBehind(run, error));
		if (isForGood) return { who, error: named };
		throw named;
	}
}

/** A spec that cannot be read now is no failure of somebody who was asked. */
async function isBehind(run: RillRun, error: unknown): Promise<boolean> {
	return await run.spec
		.isBehind(error)
		.catch(async (reason: unknown) => isCancellation(reason) && (await Promise.reject(reason)));
}

async function readTable(
	run: RillRun,
	{ target: { api, values }, maxRows, keyColumns }: CompareWish,
	runAs: TokenWish,
): Promise<RillTable> {
	const parts: RillRow[][] = [];
	const callOnce = async (page: typeof values, unneeded?: AbortSignal) =>
		await asIdentity(
			neededUntil(unneeded, run.connection),
			runAs,
			async (connection) => await callApi(connection, { api, arguments: page }),
		);
	const pages = readPages(api, values, { maxRows }, callOnce, { spare: run.spare() });
	for await (const { rows } of pages) parts.push(rows);
	return tableOf(joined(parts), keyColumns);
}

/** Whoever is not bound to one value, such as an admin, may be compared but not checked. */
function isToBeChecked(run: RillRun, { check }: CompareWish, who: NamedIdentity): boolean {
	if (!check) return false;
	const isBound = Object.hasOwn(attributesOf(who.identity), check.attribute);
	if (!isBound) {
		run.warn(
			`"${who.label}" has no attribute "${check.attribute}" here, so these rows were not checked for leaks.`,
		);
	}
	return isBound;
}

/** A column that is not there would make all rows alike, or a check that says nothing. */
function checkColumns(
	{ rows, columns }: RillTable,
	{ target: { api }, keyColumns, check }: CompareWish,
	isChecked: boolean,
): void {
	if (rows.length === 0) return;
	const needed = [...keyColumns, ...(check && isChecked ? [check.column] : [])];
	const missing = needed.find((name) => !columns.includes(name));
	if (missing === undefined) return;
	const [near] = nearestNames(missing, columns);
	throw new RillError(
		'settings',
		`The rows of API "${api.name}" have no column "${missing}"${near === undefined ? '' : `. Did you mean "${near}"?`}`,
		`Their columns are: ${columns.join(', ')}.`,
		{ api: api.name },
	);
}

/** Shows before a release that each customer sees the own rows, and nobody else's. */
export const compareAccess: RillOperation = {
	value: 'compareAccess',
	name: 'Compare Access',
	action: 'Compare access of users',
	description: 'Find out who sees which rows of an API, and whether anybody sees too much',
	fields: compareAccessFields,
	takesAllItems: isFromItems,
	execute,
};
