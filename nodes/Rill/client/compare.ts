import type { JsonValue } from './json';
import type { RillRow } from './rows';

/** All rows that somebody sees, and their columns in Rill's order. */
export interface RillTable {
	rows: RillRow[];
	columns: string[];
	/** For each row what makes it the same as another one. */
	keys: string[];
}

/** Makes one hash of texts in their order. */
export type HashOf = (texts: Iterable<string>) => string;

/** What two tables share, and what only one of them has. */
export interface Comparison {
	onlyA: number;
	onlyB: number;
	both: number;
	/** Of two tables that have rows: without any, nobody knows the columns. */
	columnsOnlyA: string[];
	columnsOnlyB: string[];
	/** Rows of which one table has more than the other, the first few. */
	rowsOnlyA: RillRow[];
	rowsOnlyB: RillRow[];
}

/**
 * Rows with the columns that any of them has, to be compared by key columns, or by all where none is
 * given. A key is made once, since a table may be compared with many others.
 */
export function tableOf(rows: RillRow[], keyColumns: string[] = []): RillTable {
	const columns = new Set<string>();
	for (const row of rows) {
		for (const name of Object.keys(row)) columns.add(name);
	}
	const keys = rows.map((row) => keyOf(row, keyColumns));
	return { rows, columns: [...columns], keys };
}

/**
 * The same for the same rows in whatever order, each as often: an API without ORDER BY gives them in
 * any.
 */
export function fingerprintOf({ rows }: RillTable, hash: HashOf): string {
	// JSON has no raw line break, so no two lists of rows are the same lines.
	return hash(rows.map((row) => `${canonical(row)}\n`).sort());
}

/**
 * Compares two tables of the same key columns. A row that one table has three times and the other
 * once is shared once, and twice the first one's alone.
 */
export function compareTables(a: RillTable, b: RillTable, maxSamples: number): Comparison {
	const onlyA = rest(a, b, maxSamples);
	const onlyB = rest(b, a, maxSamples);
	const areKnown = a.rows.length > 0 && b.rows.length > 0;
	return {
		onlyA: onlyA.count,
		onlyB: onlyB.count,
		both: a.rows.length - onlyA.count,
		columnsOnlyA: areKnown ? without(a.columns, b.columns) : [],
		columnsOnlyB: areKnown ? without(b.columns, a.columns) : [],
		rowsOnlyA: onlyA.samples,
		rowsOnlyB: onlyB.samples,
	};
}

/** The rows that have no partner among the others, each of which is a partner once. */
function rest({ rows, keys }: RillTable, others: RillTable, maxSamples: number) {
	const free = new Map<string, number>();
	for (const key of others.keys) free.set(key, (free.get(key) ?? 0) + 1);
	const samples: RillRow[] = [];
	let count = 0;
	for (const [at, key] of keys.entries()) {
		const partners = free.get(key) ?? 0;
		if (partners > 0) {
			free.set(key, partners - 1);
			continue;
		}
		count++;
		if (samples.length < maxSamples) samples.push(rows[at]);
	}
	return { count, samples };
}

/** A column that is not there is none that is null: somebody may not see it. */
function keyOf(row: RillRow, keyColumns: string[]): string {
	if (keyColumns.length === 0) return canonical(row);
	return keyColumns
		.map((name) => (Object.hasOwn(row, name) ? canonical(row[name]) : ''))
		.join('\n');
}

function without(names: string[], others: string[]): string[] {
	const known = new Set(others);
	return names.filter((name) => !known.has(name));
}

/** One text for one value, in whatever order an object's keys came. */
export function canonical(value: JsonValue): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const entries = Object.keys(value)
		.sort()
		.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
	return `{${entries.join(',')}}`;
}
