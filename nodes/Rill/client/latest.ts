import type { RillResult } from './calls';
import { momentOf } from './days';
import type { MetricsQuery, Part, TimeRange } from './metrics';
import { lastPeriods, type Calendar, type PeriodUnit } from './periods';

/** The latest periods of a view's data: so many, the one of the latest row being the last. */
export interface LatestPeriods {
	readonly count: number;
	readonly unit: PeriodUnit;
	/** The view's time dimension. */
	readonly dimension: string;
	readonly calendar: Calendar;
}

/** No row of a view without any time is in it. */
const NO_TIME: TimeRange = { start: '1970-01-01T00:00:00Z', end: '1970-01-01T00:00:01Z' };

/**
 * From when to when the latest periods are. Rill has relative ranges of its own (`iso_duration`,
 * `expression`), whose meaning has changed between its versions and was never measured: so the
 * latest row is asked for, and what Rill is told is a beginning and an end.
 *
 * @param ask asks for a part of a query's rows, as whoever is to get the others
 * @throws whatever `ask` throws
 */
export async function rangeOf(
	view: string,
	{ count, unit, dimension, calendar }: LatestPeriods,
	ask: (query: MetricsQuery, part: Part) => Promise<RillResult>,
): Promise<TimeRange> {
	// Two, since a row without a time may come first.
	const { rows } = await ask(latestOf(view, dimension), { limit: 2, offset: 0 });
	const moments = rows.flatMap((row) => momentOf(String(row[dimension])) ?? []);
	return moments.length === 0 ? NO_TIME : lastPeriods(count, unit, Math.max(...moments), calendar);
}

/** The latest minutes that have rows: no zone's day begins within one, and few groups are made. */
function latestOf(view: string, dimension: string): MetricsQuery {
	return {
		view,
		dimensions: [],
		measures: [],
		timeFloor: { dimension, grain: 'minute' },
		timeZone: 'UTC',
		sort: [{ name: dimension, descending: true }],
	};
}
