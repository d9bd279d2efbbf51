import { momentAtWall, utcText, wallAt } from './days';

export type PeriodUnit = 'hours' | 'days' | 'weeks' | 'months' | 'years';

/** Where periods begin. */
export interface Calendar {
	/** IANA name of the zone in which days and longer units begin. */
	readonly zone: string;
	/** 1 is Monday, 7 Sunday. */
	readonly firstDayOfWeek: number;
	/** 1 is January. */
	readonly firstMonthOfYear: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Older than any data, and a year of four digits, which is all that a time can be written with. */
const FIRST = Date.UTC(1000, 0, 1);

/**
 * So many whole periods, of which the last one is that in which the moment falls: as texts in UTC,
 * the end excluded. A day with 23 hours is a whole day, and 24 hours are 24 hours.
 *
 * @param moment milliseconds since 1970
 */
export function lastPeriods(
	count: number,
	unit: PeriodUnit,
	moment: number,
	calendar: Calendar,
): { start: string; end: string } {
	const { zone } = calendar;
	const beginning = periodAt(wallAt(moment, zone), unit, calendar);
	if (unit === 'hours') {
		const start = moment - (wallAt(moment, zone) - beginning);
		return { start: utcText(start - (count - 1) * HOUR), end: utcText(start + HOUR) };
	}
	const after = (periods: number) =>
		utcText(momentAtWall(Math.max(FIRST, later(beginning, periods, unit)), zone));
	return { start: after(1 - count), end: after(1) };
}

/** What the clock on the wall shows at the beginning of the period of this clock on the wall. */
function periodAt(wall: number, unit: PeriodUnit, calendar: Calendar): number {
	const date = new Date(wall);
	const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
	const day = Math.floor(wall / DAY) * DAY;
	switch (unit) {
		case 'hours':
			return Math.floor(wall / HOUR) * HOUR;
		case 'days':
			return day;
		case 'weeks':
			return day - ((date.getUTCDay() - calendar.firstDayOfWeek + 7) % 7) * DAY;
		case 'months':
			return Date.UTC(year, month, 1);
		case 'years': {
			const first = calendar.firstMonthOfYear - 1;
			return Date.UTC(month < first ? year - 1 : year, first, 1);
		}
	}
}

/** So many periods after the beginning of one. Months and years begin on a first, so none is short. */
function later(wall: number, periods: number, unit: Exclude<PeriodUnit, 'hours'>): number {
	const date = new Date(wall);
	switch (unit) {
		case 'days':
			return wall + periods * DAY;
		case 'weeks':
			return wall + periods * 7 * DAY;
		case 'months':
			return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + periods, 1);
		case 'years':
			return Date.UTC(date.getUTCFullYear() + periods, date.getUTCMonth(), 1);
	}
}
