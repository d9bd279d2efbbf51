import type { Checked } from './contender';

type Row = Record<string, unknown>;

/** More would say the same. */
const MAX_PROBLEMS = 3;

/** Whether each row is the one that belongs in its place, and none is missing. */
export function checkRows(
	rows: Row[],
	count: number,
	expected: (index: number) => Row,
	failed = 0,
): Checked {
	const problems: string[] = [];
	if (rows.length + failed !== count) problems.push(`${rows.length} rows instead of ${count}`);
	for (let index = 0; index < rows.length && problems.length < MAX_PROBLEMS; index++) {
		const wanted = Object.entries(expected(index));
		const wrong = wanted.find(([name, value]) => rows[index][name] !== value);
		if (failed === 0 && wrong) {
			problems.push(
				`row ${index}: "${wrong[0]}" is ${String(rows[index][wrong[0]])} instead of ${String(wrong[1])}`,
			);
		}
	}
	return { rows: rows.length, failed, problems };
}

/** Rows of a table that was read from its beginning. */
export function checkTable(rows: Row[], count: number): Checked {
	return checkRows(rows, count, (id) => ({ id }));
}

/** Rows of a table as a CSV file, by its column of IDs. */
export function checkCsv(file: Buffer, count: number): Checked {
	const [header, ...lines] = file.toString().trimEnd().split(/\r?\n/);
	const column = header.split(',').indexOf('id');
	const rows = lines.map((line) => ({ id: Number(line.split(',')[column]) }));
	return checkTable(rows, count);
}
