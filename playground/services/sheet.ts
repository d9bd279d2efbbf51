/** What a cell holds, as its owner sees it. */
export type Cell =
	| null
	| { text: string }
	| { number: number }
	| { boolean: boolean }
	/** Something that Sheets calculates with as a date, shown here as year, month, day and time. */
	| { date: string }
	| { formula: string };

/** What the API takes for a cell. */
export type Value = string | number | boolean | null;

export type InputOption = 'RAW' | 'USER_ENTERED';

const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const DATE = /^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$/;

/**
 * What a value becomes in a cell. What is no text stays as it is; a text also does with RAW; with
 * USER_ENTERED it is read as if it had been typed into the sheet. Of the forms of a date that Sheets
 * recognises there, only the plainest is known here.
 *
 * https://developers.google.com/workspace/sheets/api/guides/values and its reference of ValueInputOption
 */
export function cellOf(value: Value, option: InputOption): Cell {
	if (value === null || value === '') return null;
	if (typeof value === 'number') return { number: value };
	if (typeof value === 'boolean') return { boolean: value };
	return option === 'RAW' ? { text: value } : typed(value);
}

function typed(text: string): Cell {
	// "Leading single quotes are not included": the reference of ExtendedValue, on texts.
	if (text.startsWith("'")) return { text: text.slice(1) };
	if (/^[=+]\D/.test(text)) return { formula: text };
	// A number of a sheet is a double.
	if (NUMBER.test(text)) return { number: Number(text) };
	if (/^(true|false)$/i.test(text)) return { boolean: text.toLowerCase() === 'true' };
	return DATE.test(text) ? { date: text } : { text };
}

/** What the API gives for a cell when it is asked for what the cell shows. */
export function shownOf(cell: Cell): string {
	return cell === null ? '' : String(Object.values(cell)[0]);
}

/** One sheet of a spreadsheet: a grid that has so many rows and columns, most of them empty. */
export class Sheet {
	readonly cells: Cell[][] = [];

	constructor(
		readonly id: number,
		readonly title: string,
		public rowCount = 1_000,
		readonly columnCount = 26,
	) {}

	/** Rows as the API gives them: without the empty ones, and the empty cells, at their ends. */
	shown(from = 1, to = this.cells.length): string[][] {
		const rows = this.cells.slice(from - 1, to).map((row) => withoutEnd((row ?? []).map(shownOf)));
		while (rows.length > 0 && rows.at(-1)?.length === 0) rows.pop();
		return rows;
	}

	/** Puts rows from a row on, counted from 1; a null leaves a cell alone. The grid grows with them. */
	put(from: number, values: Value[][], option: InputOption): void {
		values.forEach((row, at) => {
			const cells = (this.cells[from - 1 + at] ??= []);
			row.forEach((value, column) => {
				cells[column] = value === null ? (cells[column] ?? null) : cellOf(value, option);
			});
		});
		this.rowCount = Math.max(this.rowCount, this.cells.length);
	}
}

function withoutEnd(row: string[]): string[] {
	const filled = row.map((shown) => shown !== '');
	return row.slice(0, filled.lastIndexOf(true) + 1);
}
