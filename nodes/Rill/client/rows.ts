import { notFromRill } from './errors';
import { parseExact, parseRounded, type JsonValue } from './json';

/** A row as Rill sends it: its columns by name, in Rill's order. */
export type RillRow = Record<string, JsonValue>;

/** What becomes of an integer beyond ±2^53, which a JavaScript number would round. */
export type LargeNumbers = 'text' | 'number';

/**
 * The rows of an API's answer. An integer beyond ±2^53 comes as the text of its digits, unless
 * rounded numbers are asked for: Rill prints float64 columns as long integers too, and somebody may
 * rather have one type in the column than digits that were never exact.
 *
 * @param title what the rows are of, for a message
 * @throws RillError `unexpected` if the text is not a JSON array of objects
 */
export function readRows(
	text: string,
	title: string,
	largeNumbers: LargeNumbers = 'text',
): RillRow[] {
	const value = largeNumbers === 'number' ? parseRounded(text) : parseExact(text);
	if (!Array.isArray(value) || !value.every(isRow)) {
		throw notFromRill(`The answer of ${title} is not a list of rows`, text);
	}
	return value;
}

function isRow(value: JsonValue): value is RillRow {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
