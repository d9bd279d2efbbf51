/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import fc from 'fast-check';

import { checkCsv, checkTable } from './contenders/checks';
import { isEqual, meets, ratioOf, spreadOf } from './statistics';

describe('the figures of a bench', () => {
	it('are the middle value and the half of all values around it', () => {
		expect(spreadOf([5, 1, 3, 2, 4])).toEqual({ low: 2, median: 3, high: 4 });
		expect(spreadOf([1, 2])).toEqual({ low: 1.25, median: 1.5, high: 1.75 });
		expect(() => spreadOf([])).toThrow('No values');
	});

	it('compare the two runs of a round, however slow the machine was in it', () => {
		const slowness = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 1 });
		fc.assert(
			fc.property(slowness, (rounds) => {
				const ratio = ratioOf(
					rounds.map((slow) => 30 * slow),
					rounds.map((slow) => 40 * slow),
				);
				expect(ratio.median).toBeCloseTo(0.75);
				expect(ratio.high - ratio.low).toBeCloseTo(0);
			}),
		);
	});

	it('count as equal where the spread holds 1, and as better or worse where it does not', () => {
		const around = { low: 0.9, median: 1.08, high: 1.2 };
		const worse = { low: 1.01, median: 1.08, high: 1.2 };
		expect([isEqual(around), isEqual(worse)]).toEqual([true, false]);
		expect([meets(around, 1), meets(around, 0.95)]).toEqual([true, false]);
		expect([meets(worse, 1), meets(worse, 1.1)]).toEqual([false, true]);
	});
});

describe('the rows that a contender brings', () => {
	const rowsUpTo = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));

	it('are right when they are all there in their order', () => {
		expect(checkTable(rowsUpTo(4), 4)).toEqual({ rows: 4, failed: 0, problems: [] });
		expect(checkCsv(Buffer.from('a,id\r\nx,0\r\ny,1\r\n'), 2).problems).toEqual([]);
	});

	it('are wrong when one is missing, there twice or in another place', () => {
		const size = fc.integer({ min: 3, max: 50 });
		const change = fc.constantFrom('missing', 'twice', 'elsewhere');
		fc.assert(
			fc.property(size, fc.nat(), change, (count, at, kind) => {
				const rows = rowsUpTo(count);
				const index = at % (count - 1);
				if (kind === 'missing') rows.splice(index, 1);
				else if (kind === 'twice') rows.splice(index, 1, rows[index + 1]);
				else rows.push(...rows.splice(index, 1));
				expect(checkTable(rows, count).problems).not.toEqual([]);
			}),
		);
	});
});
