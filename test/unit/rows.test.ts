import fc from 'fast-check';

import { parseExact } from '../../nodes/Rill/client/json';
import { readRows } from '../../nodes/Rill/client/rows';
import { anyText, runs } from '../support/properties';

/** JSON without integers beyond ±2^53, where `JSON.parse` itself is the oracle. */
const safeJson = fc.json({ maxDepth: 4 }).filter((text) => !/\d{16}/.test(text));

/** Texts that look like the JSON around a long integer, among all others. */
const textLikeJson = fc.oneof(
	anyText(),
	fc.string({
		unit: fc.constantFrom('"', ':', ',', '{', '}', '[', '\\', ' ', 'a', '9007199254740993'),
	}),
);

const exact = (value: bigint) =>
	Number.isSafeInteger(Number(value)) ? Number(value) : String(value);

describe('reading rows', () => {
	it('reads every JSON as JSON.parse does, long integers aside', () => {
		fc.assert(
			fc.property(safeJson, (text) => {
				expect(parseExact(text)).toEqual(JSON.parse(text));
			}),
			{ numRuns: runs(500) },
		);
	});

	it('keeps every digit of every integer, at any place and among any text', () => {
		const integer = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
		const place = fc.record({
			text: anyText(),
			value: integer,
			list: fc.array(integer, { maxLength: 3 }),
		});
		fc.assert(
			fc.property(fc.array(place), (rows) => {
				const text = `[${rows
					.map(
						({ text: t, value, list }) =>
							`{"text":${JSON.stringify(t)}, "value" : ${value},"list":[${list.join(', ')}]}`,
					)
					.join(',')}]`;
				const read = readRows(text, 'x');
				expect(read).toEqual(
					rows.map(({ text: t, value, list }) => ({
						text: t,
						value: exact(value),
						list: list.map(exact),
					})),
				);
			}),
			{ numRuns: runs(500) },
		);
	});

	it('keeps every digit where names and texts look like the JSON around them', () => {
		const near = fc.bigInt({ min: -20n, max: 20n }).map((more) => 2n ** 53n + more);
		const integer = fc.oneof(near, fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }));
		const rows = fc.array(fc.dictionary(textLikeJson, fc.oneof(integer, textLikeJson)));
		fc.assert(
			fc.property(rows, (list) => {
				const member = (value: string | bigint) =>
					typeof value === 'bigint' ? String(value) : JSON.stringify(value);
				const text = list.map((row) => {
					const entries = Object.entries(row);
					return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${member(value)}`).join(',')}}`;
				});
				expect(readRows(`[${text.join(',')}]`, 'x').map(Object.entries)).toEqual(
					list.map((row) =>
						Object.entries(row).map(([name, value]) => [
							name,
							typeof value === 'bigint' ? exact(value) : value,
						]),
					),
				);
			}),
			{ numRuns: runs(2000) },
		);
	});

	it.each([
		['[{"a":9007199254740993}]', '9007199254740993'],
		['[{"a":9007199254740992}]', '9007199254740992'],
		['[{"a":9999999999999999}]', '9999999999999999'],
		['[{"a":-9007199254740991}]', -9007199254740991],
		['[{"":9007199254740993,"a":":9007199254740993,"}]', ':9007199254740993,'],
		['[{"b":":","a":9007199254740993}]', '9007199254740993'],
		['[{"a":-9007199254740993}]', '-9007199254740993'],
		['[{"a":9007199254740991}]', 9007199254740991],
		['[{"a":18446744073709551615}]', '18446744073709551615'],
		['[{"a":1e+21}]', 1e21],
		['[{"a":9007199254740993.5}]', Number('9007199254740993.5')],
		['[{"a":0.12345678901234567890}]', 0.12345678901234568],
		['[{"a":"9007199254740993"}]', '9007199254740993'],
		['[{"a":"say \\"9007199254740993\\\\"}]', 'say "9007199254740993\\'],
		['[{"a":"x","b":1}]', 'x'],
	])('reads %s', (text, expected) => {
		expect(readRows(text, 'x')[0].a).toBe(expected);
	});

	it('keeps columns with awkward names', () => {
		const text = '[{"json":1,"error":2,"__proto__":3,"binary":4,"constructor":5}]';
		const [row] = readRows(text, 'x');
		expect(Object.keys(row)).toEqual(['json', 'error', '__proto__', 'binary', 'constructor']);
		expect(JSON.stringify([row])).toBe(text);
	});

	it.each([
		['"9007199254740993"', '9007199254740993'],
		['"-12345678901234567890"', '-12345678901234567890'],
		['"1e400"', '1e400'],
		['9007199254740991', '9007199254740991'],
		['12345678901234567.5', '12345678901234567.5'],
		['["9007199254740993"]', '[9007199254740993]'],
	])('reads the first such value after thousands of others: %s', (exact, written) => {
		const before = '{"n":1,"text":"no digits"},'.repeat(2_000);
		const rows = readRows(`[${before}{"n":${written}},{"n":2}]`, 'x');
		expect(rows.slice(2_000)).toEqual([{ n: JSON.parse(exact) as unknown }, { n: 2 }]);
	});

	it('refuses what is nested too deeply after thousands of flat rows', () => {
		const before = '{"n":1},'.repeat(2_000);
		const deep = `${'['.repeat(600)}${']'.repeat(600)}`;
		expect(() => readRows(`[${before}{"n":${deep}}]`, 'x')).toThrow('not a list of rows');
	});

	it('refuses every text that was cut off, wherever', () => {
		const whole = '[{"a":9007199254740993,"b":"x\\"y"},{"a":[1,2],"b":null}]';
		for (let length = 0; length < whole.length; length++) {
			expect(() => readRows(whole.slice(0, length), 'API "flights"')).toThrow(
				'The answer of API "flights"',
			);
		}
	});

	it.each(['{}', '"x"', '1', 'null', '[1]', '[null]', '[[]]', '{"error":"x"}', '<html></html>'])(
		'refuses %s, which is no list of rows',
		(text) => {
			expect(() => readRows(text, 'API "flights"')).toThrow(/not (a list of rows|complete JSON)/);
		},
	);

	it.each(['[{"a":00000000000000001}]', '[{"a":-}]', '[{"a":1234567890123456789012e}]'])(
		'leaves %s to the parser, which refuses it',
		(text) => {
			expect(parseExact(text)).toBeUndefined();
		},
	);

	it('reads a list of 150,000 rows', () => {
		const text = JSON.stringify(Array.from({ length: 150_000 }, (_, index) => ({ index })));
		expect(readRows(text, 'x')).toHaveLength(150_000);
	});
});
