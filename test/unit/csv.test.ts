import fc from 'fast-check';

import { csvHeader, csvRecords } from '../../nodes/Rill/client/csv';
import type { JsonValue } from '../../nodes/Rill/client/json';
import type { RillRow } from '../../nodes/Rill/client/rows';
import { anyText, runs } from '../support/properties';

/** A strict reader of RFC 4180: quoted and bare fields, CRLF between records and at the end. */
function parse(csv: string): Array<Array<{ text: string; isQuoted: boolean }>> {
	const records: Array<Array<{ text: string; isQuoted: boolean }>> = [];
	let at = 0;
	while (at < csv.length) {
		const record = [];
		for (;;) {
			let text = '';
			const isQuoted = csv[at] === '"';
			if (isQuoted) {
				for (at++; ; at++) {
					if (at >= csv.length) throw new Error('A quoted field has no end');
					if (csv[at] !== '"') text += csv[at];
					else if (csv[at + 1] === '"') text += csv[++at];
					else break;
				}
				at++;
			} else {
				while (at < csv.length && !',\r\n"'.includes(csv[at])) text += csv[at++];
			}
			record.push({ text, isQuoted });
			if (csv[at] === ',') at++;
			else break;
		}
		if (csv.slice(at, at + 2) !== '\r\n') throw new Error(`No end of record at ${at}`);
		at += 2;
		records.push(record);
	}
	return records;
}

const cell = fc.oneof(
	fc.constant(null),
	fc.boolean(),
	fc.integer(),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
	anyText(),
	fc.string({ unit: fc.constantFrom(',', '"', '\r', '\n', ' ', 'a', '=') }),
	fc.array(fc.integer()),
	fc.dictionary(fc.string(), fc.integer()),
);

it('leaves no line blank, which many readers would skip with its row', () => {
	expect(csvRecords([{ a: 1 }, { a: null }, {}], ['a'])).toBe('1\r\n""\r\n""\r\n');
	expect(csvRecords([{ a: null }], ['a', 'b'])).toBe(',\r\n');
});

const expected = (value: JsonValue) => {
	if (value === null) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

describe('CSV', () => {
	it('reads back cell by cell, whatever is in it', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(anyText({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
				fc.array(fc.array(cell, { minLength: 5, maxLength: 5 })),
				(columns, cells) => {
					const rows: RillRow[] = cells.map((values) =>
						Object.fromEntries(columns.map((name, index) => [name, values[index] as JsonValue])),
					);
					const [header, ...records] = parse(csvHeader(columns) + csvRecords(rows, columns));
					expect(header.map(({ text }) => text)).toEqual(columns);
					expect(records.map((record) => record.map(({ text }) => text))).toEqual(
						rows.map((row) => columns.map((name) => expected(row[name]))),
					);
				},
			),
			{ numRuns: runs(500) },
		);
	});

	it('tells empty text from nothing at all', () => {
		expect(csvRecords([{ a: '', b: null }], ['a', 'b', 'missing'])).toBe('"",,\r\n');
	});

	it('quotes only where it has to', () => {
		expect(csvHeader(['a', 'b,c'])).toBe('a,"b,c"\r\n');
		expect(csvRecords([{ a: 'two\nlines', 'b,c': 'say "x"' }], ['a', 'b,c'])).toBe(
			'"two\nlines","say ""x"""\r\n',
		);
	});
});
