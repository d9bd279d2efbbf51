import type { JsonValue } from './json';
import type { RillRow } from './rows';

/** RFC 4180 ends every record this way, whatever the machine. */
const END = '\r\n';

/** The first record of a CSV file: the names of its columns. */
export function csvHeader(columns: string[]): string {
	return columns.map(quoteIfNeeded).join(',') + END;
}

/**
 * Rows as records of RFC 4180. What is missing or `null` is an empty cell, empty text is `""`; lists
 * and objects are their JSON. Where it is the only cell, `null` is `""` too: many readers skip a blank
 * line, and with it the row.
 */
export function csvRecords(rows: RillRow[], columns: string[]): string {
	return rows
		.map((row) => {
			const record = columns.map((name) => cell(Object.hasOwn(row, name) ? row[name] : null));
			return (record.join(',') || '""') + END;
		})
		.join('');
}

function cell(value: JsonValue): string {
	if (value === null) return '';
	return quoteIfNeeded(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function quoteIfNeeded(text: string): string {
	return /[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}
