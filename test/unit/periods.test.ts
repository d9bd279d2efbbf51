import fc from 'fast-check';
import { DateTime } from 'luxon';

import { lastPeriods, type PeriodUnit } from '../../nodes/Rill/client/periods';
import { runs } from '../support/properties';

const calendar = { zone: 'UTC', firstDayOfWeek: 1, firstMonthOfYear: 1 };
const at = (text: string) => Date.parse(text);

describe('the last periods', () => {
	it.each<[number, PeriodUnit, string, object, string, string]>([
		[1, 'hours', '2001-03-31T21:55:00Z', {}, '2001-03-31T21:00:00Z', '2001-03-31T22:00:00Z'],
		[7, 'days', '2001-03-31T21:55:00Z', {}, '2001-03-25T00:00:00Z', '2001-04-01T00:00:00Z'],
		[1, 'weeks', '2001-03-31T21:55:00Z', {}, '2001-03-26T00:00:00Z', '2001-04-02T00:00:00Z'],
		[2, 'months', '2001-03-31T21:55:00Z', {}, '2001-02-01T00:00:00Z', '2001-04-01T00:00:00Z'],
		[1, 'years', '2001-03-31T21:55:00Z', {}, '2001-01-01T00:00:00Z', '2002-01-01T00:00:00Z'],
		// The first moment of a period belongs to it.
		[1, 'days', '2001-03-31T00:00:00Z', {}, '2001-03-31T00:00:00Z', '2001-04-01T00:00:00Z'],
		// A view whose week begins on Sunday, and whose year begins in April.
		[
			1,
			'weeks',
			'2001-03-31T21:55:00Z',
			{ firstDayOfWeek: 7 },
			'2001-03-25T00:00:00Z',
			'2001-04-01T00:00:00Z',
		],
		[
			2,
			'years',
			'2001-03-31T21:55:00Z',
			{ firstMonthOfYear: 4 },
			'1999-04-01T00:00:00Z',
			'2001-04-01T00:00:00Z',
		],
		[
			1,
			'years',
			'2001-04-01T00:00:00Z',
			{ firstMonthOfYear: 4 },
			'2001-04-01T00:00:00Z',
			'2002-04-01T00:00:00Z',
		],
		// It is the day before in New York still, and the month before.
		[
			1,
			'months',
			'2001-04-01T03:30:00Z',
			{ zone: 'America/New_York' },
			'2001-03-01T05:00:00Z',
			'2001-04-01T05:00:00Z',
		],
		// Half past is the full hour in India.
		[
			1,
			'hours',
			'2001-03-31T21:29:00Z',
			{ zone: 'Asia/Kolkata' },
			'2001-03-31T20:30:00Z',
			'2001-03-31T21:30:00Z',
		],
		// A day of 23 hours is a whole one, and 24 hours are 24.
		[
			1,
			'days',
			'2025-03-30T12:00:00Z',
			{ zone: 'Europe/Berlin' },
			'2025-03-29T23:00:00Z',
			'2025-03-30T22:00:00Z',
		],
		[
			24,
			'hours',
			'2025-03-30T12:00:00Z',
			{ zone: 'Europe/Berlin' },
			'2025-03-29T13:00:00Z',
			'2025-03-30T13:00:00Z',
		],
		// The day of Santiago that begins at one o'clock.
		[
			1,
			'days',
			'2025-09-07T12:00:00Z',
			{ zone: 'America/Santiago' },
			'2025-09-07T04:00:00Z',
			'2025-09-08T03:00:00Z',
		],
		[100_000, 'years', '2001-03-31T21:55:00Z', {}, '1000-01-01T00:00:00Z', '2002-01-01T00:00:00Z'],
	])('%i %s up to %s with %j', (count, unit, moment, own, start, end) => {
		expect(lastPeriods(count, unit, at(moment), { ...calendar, ...own })).toEqual({ start, end });
	});

	it('are those that luxon counts, in every zone', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
				fc.constantFrom<PeriodUnit[]>('days', 'weeks', 'months', 'years'),
				fc.integer({ min: 1, max: 40 }),
				fc.constantFrom(
					'UTC',
					'Europe/Berlin',
					'America/Chicago',
					'Asia/Kolkata',
					'Pacific/Auckland',
				),
				(date, unit, count, zone) => {
					const latest = DateTime.fromJSDate(date, { zone }).startOf(unit.slice(0, -1) as 'day');
					const found = lastPeriods(count, unit, date.getTime(), { ...calendar, zone });
					expect([at(found.start), at(found.end)]).toEqual([
						latest.minus({ [unit]: count - 1 }).toMillis(),
						latest.plus({ [unit]: 1 }).toMillis(),
					]);
				},
			),
			{ numRuns: runs(400) },
		);
	});
});
