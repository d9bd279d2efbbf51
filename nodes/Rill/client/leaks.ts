import { canonical, type RillTable } from './compare';
import type { JsonValue } from './json';
import type { RillRow } from './rows';

/** Rows that somebody sees and should not. */
export interface Leak {
	count: number;
	/** The first few. */
	rows: RillRow[];
}

/**
 * The rows whose column does not say what it says of whoever sees them. Policies are SQL made of
 * text, so `7` and `"7"` are the same; where the attribute is a list, each of its values is allowed.
 * A row that says nothing (no such column, or null) belongs to nobody, so whoever sees it sees too
 * much.
 */
export function findLeak(
	{ rows }: RillTable,
	column: string,
	attribute: JsonValue,
	maxSamples: number,
): Leak {
	const values = Array.isArray(attribute) ? attribute : [attribute];
	const allowed = new Set(values.filter((value) => value !== null).map(plain));
	const leaked = rows.filter((row) => {
		const value = Object.hasOwn(row, column) ? row[column] : null;
		return value === null || !allowed.has(plain(value));
	});
	return { count: leaked.length, rows: leaked.slice(0, maxSamples) };
}

function plain(value: JsonValue): string {
	return typeof value === 'string' ? value : canonical(value);
}
