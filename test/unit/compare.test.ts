/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';

import { canonical, compareTables, fingerprintOf, tableOf } from '../../nodes/Rill/client/compare';
import { findLeak } from '../../nodes/Rill/client/leaks';
import type { JsonValue } from '../../nodes/Rill/client/json';
import type { RillRow } from '../../nodes/Rill/client/rows';
import { runs } from '../support/properties';

const COLUMNS = ['a', 'b', 'c', '__proto__'];

/** Few values, so that equal rows are common, and such as a careless key takes for each other. */
const value: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue[]>(
	null,
	false,
	0,
	1,
	'',
	'1',
	'null',
	'\n',
	'1\n1',
	'","',
	[1, '1'],
	['1', 1],
	{ x: 1, y: [2] },
	{ y: [2], x: 1 },
);

const row: fc.Arbitrary<RillRow> = fc
	.tuple(fc.subarray(COLUMNS), fc.array(value, { minLength: 4, maxLength: 4 }))
	.map(([names, values]) => Object.fromEntries(names.map((name, at) => [name, values[at]])));

const table = fc.array(row, { maxLength: 12 });
const keys = fc.subarray(COLUMNS);

const hash = (texts: Iterable<string>) => {
	const sum = createHash('sha256');
	for (const text of texts) sum.update(text);
	return sum.digest('hex');
};

/** What of a row counts, with a mark where there is no such column. */
function looked(one: RillRow, keyColumns: string[]): unknown {
	return keyColumns.length === 0
		? one
		: keyColumns.map((name) => (Object.hasOwn(one, name) ? [one[name]] : 'missing'));
}

/** Takes each row of `a` and strikes out one that equals it in `b`. */
function bruteForce(a: RillRow[], b: RillRow[], keyColumns: string[]) {
	const left = [...b];
	const onlyA = a.filter((one) => {
		const at = left.findIndex((other) =>
			isDeepStrictEqual(looked(one, keyColumns), looked(other, keyColumns)),
		);
		if (at >= 0) left.splice(at, 1);
		return at < 0;
	});
	return { onlyA, both: a.length - onlyA.length };
}

describe('comparing two tables', () => {
	it('agrees with striking out pair by pair, for any rows and any key columns', () => {
		fc.assert(
			fc.property(table, table, keys, fc.nat({ max: 5 }), (a, b, keyColumns, samples) => {
				const expected = bruteForce(a, b, keyColumns);
				const back = bruteForce(b, a, keyColumns);
				expect(
					compareTables(tableOf(a, keyColumns), tableOf(b, keyColumns), samples),
				).toMatchObject({
					onlyA: expected.onlyA.length,
					onlyB: back.onlyA.length,
					both: expected.both,
					rowsOnlyA: expected.onlyA.slice(0, samples),
					rowsOnlyB: back.onlyA.slice(0, samples),
				});
				expect(back.both).toBe(expected.both);
			}),
			{ numRuns: runs(3000) },
		);
	});

	it('counts a row as often as it is there', () => {
		const [one, two] = [{ n: 1 }, { n: 2 }];
		expect(compareTables(tableOf([one, one, one]), tableOf([one, two]), 5)).toEqual({
			onlyA: 2,
			onlyB: 1,
			both: 1,
			columnsOnlyA: [],
			columnsOnlyB: [],
			rowsOnlyA: [one, one],
			rowsOnlyB: [two],
		});
	});

	it('names the columns that only one of them has', () => {
		const a = tableOf([{ n: 1 }, { n: 1, email: 'x' }], ['n']);
		const b = tableOf([{ n: 1, m: 2 }], ['n']);
		expect(compareTables(a, b, 0)).toMatchObject({
			columnsOnlyA: ['email'],
			columnsOnlyB: ['m'],
			both: 1,
			onlyA: 1,
			onlyB: 0,
			rowsOnlyA: [],
		});
	});
});

describe('the columns of somebody who sees no rows', () => {
	it('are not known, and so no difference', () => {
		const [some, none] = [tableOf([{ n: 1 }]), tableOf([])];
		expect(compareTables(some, none, 1)).toMatchObject({
			columnsOnlyA: [],
			columnsOnlyB: [],
			onlyA: 1,
		});
		expect(compareTables(none, some, 1)).toMatchObject({ columnsOnlyA: [], columnsOnlyB: [] });
	});
});

describe('a fingerprint', () => {
	const shuffled = table.chain((rows) =>
		fc.tuple(
			fc.constant(rows),
			fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
		),
	);

	it('is the same for the same rows in any order', () => {
		fc.assert(
			fc.property(shuffled, ([rows, others]) => {
				expect(fingerprintOf(tableOf(others), hash)).toBe(fingerprintOf(tableOf(rows), hash));
			}),
		);
	});

	it('is the same exactly where a comparison finds no difference', () => {
		fc.assert(
			fc.property(fc.array(row, { maxLength: 2 }), fc.array(row, { maxLength: 2 }), (a, b) => {
				const isSame = a.length === b.length && bruteForce(a, b, []).both === a.length;
				expect(fingerprintOf(tableOf(a), hash) === fingerprintOf(tableOf(b), hash)).toBe(isSame);
			}),
			{ numRuns: runs(3000) },
		);
	});
});

describe('a leak', () => {
	it('is every row whose column says something else, for any rows', () => {
		const airport = fc.constantFrom('ORD', 'ATL', null, 'ord', '');
		fc.assert(
			fc.property(fc.array(airport), fc.nat({ max: 3 }), (airports, samples) => {
				const rows = airports.map((name, n) => ({ airport: name, n }));
				const others = rows.filter((one) => one.airport !== 'ORD');
				expect(findLeak(tableOf(rows), 'airport', 'ORD', samples)).toEqual({
					count: others.length,
					rows: others.slice(0, samples),
				});
			}),
		);
	});

	it.each<[JsonValue, JsonValue, number]>([
		[7, '7', 0],
		['7', 7, 0],
		['ORD', ['ATL', 'ORD'], 0],
		['DFW', ['ATL', 'ORD'], 1],
		[true, 'true', 0],
		[null, 'null', 1],
		['null', [null, 'ORD'], 1],
		['null', null, 1],
		['ORD', [], 1],
		['ord', 'ORD', 1],
	])('with %j in the row and %j as the attribute: %i', (seen, attribute, count) => {
		expect(findLeak(tableOf([{ x: seen }]), 'x', attribute, 1).count).toBe(count);
	});

	it('is a row without the column', () => {
		expect(findLeak(tableOf([{ y: 'ORD' }]), 'x', 'ORD', 1).count).toBe(1);
	});
});

it.each<[JsonValue, string]>([
	[[1, 2, [3]], '[1,2,[3]]'],
	[{ b: 1, a: [null, 'x'] }, '{"a":[null,"x"],"b":1}'],
	[{ b: { d: 1, c: 2 }, a: 1 }, '{"a":1,"b":{"c":2,"d":1}}'],
	[{ 0: 1, 1: 2 }, '{"0":1,"1":2}'],
])('%j has one text', (value, text) => {
	expect(canonical(value)).toBe(text);
});
