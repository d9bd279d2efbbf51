import fc from 'fast-check';
import { DateTime } from 'luxon';

import {
	dayText,
	inUtc,
	isTimeZone,
	momentOf,
	momentText,
	utcText,
} from '../../nodes/Rill/client/days';

const ZONES = ['UTC', 'Europe/Berlin', 'America/Chicago', 'Asia/Kolkata', 'Pacific/Auckland'];

describe('a day', () => {
	it.each([
		['2001-01-05', 'America/Chicago', '2001-01-05'],
		['2001-01-05T00:00:00', 'America/Chicago', '2001-01-05'],
		['2001-01-05 23:59', 'Asia/Kolkata', '2001-01-05'],
		['2001-01-05T23:30:00Z', 'Europe/Berlin', '2001-01-06'],
		['2001-01-05T00:00:00.000-06:00', 'America/Chicago', '2001-01-05'],
		['2001-01-05T03:00:00Z', 'America/Chicago', '2001-01-04'],
		['2001-01-05T03:00:00+0530', 'Asia/Kolkata', '2001-01-05'],
		['2001-01-05T03:00:00+0530', 'UTC', '2001-01-04'],
		['2001-01-05T23:30:00+05:30', 'UTC', '2001-01-05'],
		['2001-01-05T23:30:00-05:30', 'UTC', '2001-01-06'],
		['2001-01-05T00:15:00+00:30', 'UTC', '2001-01-04'],
		['2001-01-05T23:45:00-00:30', 'UTC', '2001-01-06'],
		['2001-01-05T00:00:00z', 'UTC', '2001-01-05'],
		[' 2001-01-05 ', 'UTC', '2001-01-05'],
		['2001-01-05T10:00:00 +01:00', 'UTC', '2001-01-05'],
	])('written as %s means, in %s, %s', (text, zone, expected) => {
		expect(dayText(text, zone)).toBe(expected);
	});

	it.each([
		'2001-02-30',
		'2001-13-01',
		'05.01.2001',
		'tomorrow',
		'',
		'2001-1-5',
		'2001-01-05T25:00',
		'2001-01-05T10:60',
		'2001-01-05T10',
		'2001-01-05T10:00:00.',
		'2001-01-05T10:00:00.1234567890',
		'2001-01-05T10:00:00+1',
		'2001-01-05Z',
		'x2001-01-05',
		'2001-01-05x',
		'12001-01-05',
	])('cannot be %j', (text) => {
		expect(dayText(text, 'UTC')).toBeUndefined();
	});

	it('of a moment is the one that luxon says, in every zone', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
				fc.constantFrom(...ZONES),
				(date, zone) => {
					const iso = date.toISOString();
					expect(dayText(iso, zone)).toBe(DateTime.fromISO(iso, { zone }).toISODate());
				},
			),
		);
	});
});

it.each([
	['Europe/Berlin', true],
	['UTC', true],
	['Europe/Nowhere', false],
	['', false],
])('%j is a time zone: %s', (name, is) => {
	expect(isTimeZone(name)).toBe(is);
});

describe('a moment', () => {
	it.each([
		['2001-01-05T10:00:00Z', 'Europe/Berlin', '2001-01-05T10:00:00Z'],
		['2001-01-05T10:00:00+05:30', 'Europe/Berlin', '2001-01-05T10:00:00+05:30'],
		['2001-01-05T10:00:00', 'Europe/Berlin', '2001-01-05T10:00:00+01:00'],
		['2001-07-05T10:00:00', 'Europe/Berlin', '2001-07-05T10:00:00+02:00'],
		['2001-01-05', 'America/Chicago', '2001-01-05T00:00:00-06:00'],
		['2001-01-05 10:00', 'UTC', '2001-01-05T10:00:00+00:00'],
		['2001-01-05T10:00:00.123456', 'Asia/Kolkata', '2001-01-05T10:00:00.123456+05:30'],
	])('written as %s goes out, from %s, as %s', (text, zone, expected) => {
		expect(momentText(text, zone)).toBe(expected);
	});

	it('in UTC has every digit behind its second, and nothing without one', () => {
		expect(inUtc('2001-01-05T00:30:00.1234567+01:00')).toBe('2001-01-04T23:30:00.1234567Z');
		expect(inUtc('2001-01-05T00:30:00+01:00')).toBe('2001-01-04T23:30:00Z');
		expect(utcText(Date.UTC(2001, 0, 5, 18, 0, 0, 999))).toBe('2001-01-05T18:00:00Z');
	});

	it.each([
		['2001-01-05T10:00:00.123456Z', Date.UTC(2001, 0, 5, 10, 0, 0, 123)],
		['2001-01-05T10:00:00+01:00', Date.UTC(2001, 0, 5, 9)],
		['2001-01-05', Date.UTC(2001, 0, 5)],
		['soon', undefined],
	])('is that of %s', (text, moment) => {
		expect(momentOf(text)).toBe(moment);
	});

	// Zones whose clock jumps at midnight, and hours that a clock shows twice.
	it.each([
		['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
		['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00Z'],
		['2025-09-07', 'America/Santiago', '2025-09-07T04:00:00Z'],
		['2025-03-30T02:30', 'Europe/Berlin', '2025-03-30T01:30:00Z'],
		['2025-10-26T02:30', 'Europe/Berlin', '2025-10-26T00:30:00Z'],
		['2025-11-02T00:30', 'America/Havana', '2025-11-02T04:30:00Z'],
	])('that begins with %s in %s is %s', (text, zone, expected) => {
		expect(Date.parse(momentText(text, zone) ?? '')).toBe(Date.parse(expected));
	});

	it('on the wall is the one that luxon says, in every zone', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
				fc.constantFrom(...ZONES),
				(date, zone) => {
					const local = DateTime.fromJSDate(date, { zone }).set({ millisecond: 0 });
					const wall = local.toISO({ includeOffset: false, suppressMilliseconds: true }) ?? '';
					const sent = DateTime.fromISO(momentText(wall, zone) ?? '');
					// An hour that the clock shows twice in autumn has two offsets; both are right.
					const other = DateTime.fromISO(wall, { zone }).toMillis();
					expect([
						local.toMillis(),
						other,
						local.toMillis() - 3_600_000,
						local.toMillis() + 3_600_000,
					]).toContain(sent.toMillis());
					expect(momentText(wall, zone)?.startsWith(wall)).toBe(true);
				},
			),
		);
	});
});
