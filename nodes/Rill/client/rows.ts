import { beginningOf, RillError, showableText } from './errors';
import { parseExact, parseJson, type JsonValue } from './json';

/** A row as Rill sends it: its columns by name, in Rill's order. */
export type RillRow = Record<string, JsonValue>;

/** What becomes of an integer beyond ±2^53, which a JavaScript number would round. */
export type LargeNumbers = 'text' | 'number';

/**
 * The rows of an API's answer. An integer beyond ±2^53 comes as the text of its digits, unless
 * rounded numbers are asked for: Rill prints float64 columns as long integers too, and somebody may
 * rather have one type in the column than digits that were never exact.
 *
 * @throws RillError `unexpected` if the text is not a JSON array of objects (cut off, or not Rill's)
 */
export function readRows(
	text: string,
	api: string,
	largeNumbers: LargeNumbers = 'text',
): RillRow[] {
	const value = largeNumbers === 'number' ? parseJson(text) : parseExact(text);
	if (value === undefined) {
		throw new RillError(
			'unexpected',
			`The answer of API "${api}" is not complete JSON`,
			`It was cut off on the way, or something other than Rill answered. It ends with: ${JSON.stringify(showableText(text.slice(-2000)).slice(-80))}`,
			{ api },
		);
	}
	if (!Array.isArray(value) || !value.every(isRow)) {
		throw new RillError(
			'unexpected',
			`The answer of API "${api}" is not a list of rows`,
			`Rill answers with a JSON array of objects. Something else may stand at the credential's address. It begins with: ${beginningOf(text)}`,
			{ api },
		);
	}
	return value;
}

function isRow(value: JsonValue): value is RillRow {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
