import { createHash } from 'node:crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { compareTables, fingerprintOf, type RillTable } from '../../client/compare';
import { RillError } from '../../client/errors';
import { copied } from '../../client/json';
import { findLeak, type Leak } from '../../client/leaks';
import { toErrorItem } from '../../failure';
import { attributesOf, type NamedIdentity } from './compareAccessIdentities';
import type { CompareWish, LeakCheck } from './compareAccessParameters';

/** What somebody sees. */
interface Seen {
	who: NamedIdentity;
	table: RillTable;
	isChecked: boolean;
}

/** What somebody sees, or why nobody knows. */
export type View = Seen | { who: NamedIdentity; error: unknown };

/**
 * Everybody's own item (an error item for whoever failed), then the leaks, then the pairs. A pair
 * with somebody who failed is no item: nobody knows what they share.
 *
 * @throws RillError `leak` if there is one and that is to fail, or if none could be seen
 */
export function showComparison(wish: CompareWish, views: View[]): INodeExecutionData[] {
	const leaks = views.flatMap((view) => (isSeen(view) ? leakOf(view, wish) : []));
	if (wish.check?.failOnLeak) checkSeen(leaks, views.filter(isSeen), wish);
	return [
		...views.map((view) =>
			isSeen(view) ? identityItem(view, wish) : toErrorItem(view.error, view.who.itemIndex),
		),
		...leaks.map(leakItem),
		...wish.pairs.flatMap(([a, b]) => pairItem(views[a], views[b], wish)),
	];
}

/** No leak among no rows says nothing, and a policy that shows nobody anything is broken too. */
function checkSeen(leaks: FoundLeak[], seen: Seen[], wish: CompareWish): void {
	if (leaks.length > 0) throw leakError(leaks, wish);
	if (seen.length === 0 || seen.some((one) => one.isChecked && one.table.rows.length > 0)) return;
	const { api } = wish.target;
	throw new RillError(
		'noRows',
		`API "${api.name}" showed no row to any user who was checked, so nothing is known of leaks`,
		"Compare users who see some rows, or look at why they see none. Switch 'Fail on Leak' off to see the comparison.",
		{ api: api.name },
	);
}

function isSeen(view: View): view is Seen {
	return 'table' in view;
}

function identityItem({ who, table, isChecked }: Seen, { check }: CompareWish): INodeExecutionData {
	return {
		json: {
			kind: 'identity',
			identity: who.label,
			rowCount: table.rows.length,
			columns: table.columns,
			fingerprint: fingerprintOf(table, sha256),
			...(check ? { checked: isChecked } : {}),
		},
		pairedItem: { item: who.itemIndex },
	};
}

function sha256(texts: Iterable<string>): string {
	const hash = createHash('sha256');
	for (const text of texts) hash.update(text);
	return hash.digest('hex');
}

/** A leak, and who it is that sees too much. */
interface FoundLeak extends Leak {
	who: NamedIdentity;
	check: LeakCheck;
}

function leakOf({ who, table, isChecked }: Seen, { check, maxSamples }: CompareWish): FoundLeak[] {
	if (!check || !isChecked) return [];
	const expected = attributesOf(who.identity)[check.attribute];
	const leak = findLeak(table, check.column, expected, maxSamples);
	return leak.count === 0 ? [] : [{ ...leak, who, check }];
}

function leakItem({ who, check, count, rows }: FoundLeak): INodeExecutionData {
	return {
		json: {
			kind: 'leak',
			leak: true,
			identity: who.label,
			column: check.column,
			expected: attributesOf(who.identity)[check.attribute],
			count,
			rows: copied(rows),
		},
		pairedItem: { item: who.itemIndex },
	};
}

function leakError(leaks: FoundLeak[], { target: { api }, check }: CompareWish): RillError {
	const total = leaks.reduce((sum, { count }) => sum + count, 0);
	const whose = leaks.map(({ who, count }) => `"${who.label}" (${count})`).join(', ');
	return new RillError(
		'leak',
		`API "${api.name}" leaks ${total} ${total === 1 ? 'row' : 'rows'} to ${whose}`,
		`In these rows "${check?.column ?? ''}" is not the user's "${check?.attribute ?? ''}". Look at the row filter of the metrics view or at the API's query. Switch 'Fail on Leak' off to see the rows.`,
		{ api: api.name },
	);
}

function pairItem(a: View, b: View, { maxSamples }: CompareWish): INodeExecutionData[] {
	if (!isSeen(a) || !isSeen(b)) return [];
	const { rowsOnlyA, rowsOnlyB, ...counts } = compareTables(a.table, b.table, maxSamples);
	// Copies, since a later node may change an item in place, and a row may stand in several.
	const json: IDataObject = {
		kind: 'pair',
		a: a.who.label,
		b: b.who.label,
		...counts,
		rowsOnlyA: copied(rowsOnlyA),
		rowsOnlyB: copied(rowsOnlyB),
	};
	const links = [...new Set([a.who.itemIndex, b.who.itemIndex])].map((item) => ({ item }));
	return [{ json, pairedItem: links.length === 1 ? links[0] : links }];
}
