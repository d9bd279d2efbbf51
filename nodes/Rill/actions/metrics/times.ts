import type { IExecuteFunctions } from 'n8n-workflow';

import { isTimeZone, momentText } from '../../client/days';
import { RillError } from '../../client/errors';
import type { TimeGrain, TimeRange } from '../../client/metrics';
import { isNoTime, isTime, timeText } from '../expressionTimes';

const GRAINS: TimeGrain[] = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

/** ISO 8601 knows hours behind a T only. */
const DURATIONS: Record<string, (count: number) => string> = {
	hours: (count) => `PT${count}H`,
	days: (count) => `P${count}D`,
	weeks: (count) => `P${count}W`,
	months: (count) => `P${count}M`,
	years: (count) => `P${count}Y`,
};

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
 * @throws RillError `settings`
 */
export function readTimeRange(
	context: IExecuteFunctions,
	itemIndex: number,
	zone: string,
): TimeRange | undefined {
	const read = (name: string) => context.getNodeParameter(name, itemIndex);
	switch (read('timeRange')) {
		case 'between':
			return between(moment(read('start'), 'Start', zone), moment(read('end'), 'End', zone));
		case 'last':
			return { lastDuration: duration(read('lastCount'), read('lastUnit')) };
		default:
			return undefined;
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

function moment(value: unknown, label: string, zone: string): string | undefined {
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

function duration(count: unknown, unit: unknown): string {
	const number = Number(count);
	const make = DURATIONS[String(unit)];
	if (make && Number.isInteger(number) && number >= 1) return make(number);
	throw new RillError(
		'settings',
		`'Last' should be a whole number from 1 on and a unit, but is ${JSON.stringify(count) ?? ''} ${String(unit)}`,
		`The units are ${Object.keys(DURATIONS).join(', ')}.`,
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
