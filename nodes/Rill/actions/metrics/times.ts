import type { IExecuteFunctions } from 'n8n-workflow';

import { isTimeZone, momentText } from '../../client/days';
import { RillError } from '../../client/errors';
import type { LatestPeriods } from '../../client/latest';
import type { TimeGrain, TimeRange } from '../../client/metrics';
import type { PeriodUnit } from '../../client/periods';
import { ownNode, writtenOptions } from '../../ownNode';
import { refuseNothing } from '../expressions';
import { isNoTime, isTime, timeText } from '../expressionTimes';

const GRAINS: TimeGrain[] = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

/** More than eleven years of hours; whoever wants more wants all. */
const MAX_PERIODS = 100_000;

const UNITS: PeriodUnit[] = ['hours', 'days', 'weeks', 'months', 'years'];

/** The times that count: between two moments, or so many of the latest periods. */
export type WantedTimes =
	| { between: TimeRange; last?: undefined }
	| { between?: undefined; last: Pick<LatestPeriods, 'count' | 'unit'> };

/** A plain value as text; a time of an expression (Luxon's or JavaScript's) with its offset. */
export function textOfTime(value: unknown): string | undefined {
	if (isNoTime(value)) return undefined;
	if (isTime(value)) return timeText(value);
	return value === undefined || (typeof value === 'object' && value !== null)
		? undefined
		: String(value);
}

/**
 * The zone in which days begin: the query's own, or the workflow's.
 *
 * @throws RillError `settings`
 */
export function readTimeZone(context: IExecuteFunctions, wanted: unknown): string {
	const written = writtenOptions(context)?.timeZone;
	refuseNothing(written, wanted, 'Time Zone', "the workflow's time zone");
	const zone = String(wanted ?? '').trim();
	if (zone === '') return context.getTimezone();
	if (isTimeZone(zone)) return zone;
	throw new RillError(
		'settings',
		`There is no time zone "${zone}"`,
		"'Time Zone' takes names such as America/New_York, Europe/Berlin or UTC.",
	);
}

/**
 * Undefined: all of them.
 *
 * @throws RillError `settings`
 */
export function readTimes(
	context: IExecuteFunctions,
	itemIndex: number,
	zone: string,
): WantedTimes | undefined {
	const read = (name: string) => context.getNodeParameter(name, itemIndex);
	const moment = (name: string, label: string, meaning: string) => {
		const value = read(name);
		refuseNothing(ownNode(context).parameters[name], value, label, meaning);
		return readMoment(value, label, zone);
	};
	const wanted = read('timeRange');
	switch (wanted) {
		case 'all':
			return undefined;
		case 'between':
			return {
				between: between(
					moment('start', 'Start', 'from the first row on'),
					moment('end', 'End', 'to the last row'),
				),
			};
		case 'last':
			return { last: readLast(read('lastCount'), read('lastUnit')) };
		default:
			throw new RillError(
				'settings',
				`There is no time range ${JSON.stringify(wanted) ?? ''}`,
				"Choose one from the list in 'Time Range'.",
			);
	}
}

function between(start: string | undefined, end: string | undefined): TimeRange {
	if (start === undefined && end === undefined) {
		throw new RillError(
			'settings',
			"'Start' and 'End' are both empty",
			"Fill in at least one, or choose 'All Time'.",
		);
	}
	if (start !== undefined && end !== undefined && Date.parse(start) >= Date.parse(end)) {
		throw new RillError(
			'settings',
			`'End' (${end}) has to be later than 'Start' (${start})`,
			"'End' is the first day or moment that no longer counts: for a single day, it is the next day.",
		);
	}
	return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

function readMoment(value: unknown, label: string, zone: string): string | undefined {
	const text = textOfTime(value ?? '')?.trim() ?? JSON.stringify(value);
	if (text === '') return undefined;
	const found = momentText(text, zone);
	if (found !== undefined) return found;
	throw new RillError(
		'settings',
		`'${label}' is no day and no time: "${text}"`,
		'Write it as 2001-01-31, 2001-01-31 18:00 or 2001-01-31T18:00:00Z.',
	);
}

function readLast(count: unknown, unit: unknown): Pick<LatestPeriods, 'count' | 'unit'> {
	const number = Number(count);
	const found = UNITS.find((candidate) => candidate === unit);
	if (found && Number.isInteger(number) && number >= 1 && number <= MAX_PERIODS) {
		return { count: number, unit: found };
	}
	throw new RillError(
		'settings',
		`'Last' should be a whole number from 1 to ${MAX_PERIODS} and a unit, but is ${JSON.stringify(count) ?? ''} ${String(unit)}`,
		`The units are ${UNITS.join(', ')}.`,
	);
}

/**
 * @throws RillError `settings`
 */
export function readGrain(context: IExecuteFunctions, itemIndex: number): TimeGrain | undefined {
	const wanted = context.getNodeParameter('grain', itemIndex);
	if (wanted === 'none' || wanted === '') return undefined;
	const grain = GRAINS.find((candidate) => candidate === wanted);
	if (grain) return grain;
	throw new RillError(
		'settings',
		`There is no time grain ${JSON.stringify(wanted) ?? ''}`,
		`There are ${GRAINS.join(', ')} and none.`,
	);
}
