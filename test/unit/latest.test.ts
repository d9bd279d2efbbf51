import { rangeOf } from '../../nodes/Rill/client/latest';
import type { RillRow } from '../../nodes/Rill/client/rows';

const aDay = {
	count: 1,
	unit: 'days' as const,
	dimension: 't',
	calendar: { zone: 'UTC', firstDayOfWeek: 1, firstMonthOfYear: 1 },
};

const rangeWith = async (...rows: RillRow[]) =>
	await rangeOf('flights', aDay, async () => ({
		rows,
		text: JSON.stringify(rows),
		method: 'POST' as const,
		status: 200,
		retries: [],
	}));

describe('the range of the latest periods', () => {
	it("is that of the view's own latest rows", async () => {
		const asked: unknown[] = [];
		await rangeOf('flights', aDay, async (...question) => {
			asked.push(question);
			return { rows: [], text: '[]', method: 'POST', status: 200, retries: [] };
		});
		expect(asked).toEqual([
			[
				{
					view: 'flights',
					dimensions: [],
					measures: [],
					timeFloor: { dimension: 't', grain: 'minute' },
					timeZone: 'UTC',
					sort: [{ name: 't', descending: true }],
				},
				{ limit: 2, offset: 0 },
			],
		]);
	});

	it.each<[string, RillRow[]]>([
		['the latest row', [{ t: '2001-03-31T21:55:00Z' }, { t: '2001-03-30T21:55:00Z' }]],
		['the only row', [{ t: '2001-03-31T21:55:00.5Z' }]],
		['the row behind those without a time', [{ t: null }, { t: '2001-03-31T00:00:00Z' }]],
		['a day without a time', [{ t: '2001-03-31' }]],
		['a time elsewhere', [{ t: '2001-04-01T01:00:00+02:00' }]],
	])('ends with the day of %s', async (_case, rows) => {
		expect(await rangeWith(...rows)).toEqual({
			start: '2001-03-31T00:00:00Z',
			end: '2001-04-01T00:00:00Z',
		});
	});

	it.each<[string, RillRow[]]>([
		['no rows', []],
		['no row with a time', [{ t: null }]],
	])('is one that no row is in where there is %s', async (_case, rows) => {
		expect(await rangeWith(...rows)).toEqual({
			start: '1970-01-01T00:00:00Z',
			end: '1970-01-01T00:00:01Z',
		});
	});
});
