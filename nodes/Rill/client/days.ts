const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const DATE_TIME =
	/^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

interface WrittenTime {
	day: string;
	/** Milliseconds since 1970 if the clock on the wall were that of UTC. */
	wall: number;
	/** `Z` or `+01:00`; undefined if none is written. */
	offset?: string;
	/** `10:30:00.5`; empty without a time. */
	time: string;
}

function readWritten(text: string): WrittenTime | undefined {
	const match = DATE_TIME.exec(text.trim());
	if (!match) return undefined;
	const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset] =
		match;
	const wall = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
	const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	// Date.UTC rolls 30 February over into March; only a day that exists reads back as written.
	if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(written)) return undefined;
	return {
		day: `${year}-${month}-${day}`,
		wall,
		offset: offset?.toUpperCase().replace(/(\d{2})(\d{2})/, '$1:$2'),
		time: `${hour}:${minute}:${second}${fraction}`,
	};
}

/**
 * The calendar day that a text means. A day, or a time without an offset, is taken as written and
 * never by way of UTC; a moment (with an offset) is the day it falls on in the given time zone.
 *
 * @param zone IANA name, the workflow's time zone
 */
export function dayText(text: string, zone: string): string | undefined {
	const written = readWritten(text);
	if (!written) return undefined;
	if (written.offset === undefined) return written.day;
	const moment = written.wall - offsetMinutes(written.offset) * MINUTE;
	return new Date(wallAt(moment, zone)).toISOString().slice(0, 10);
}

/**
 * A moment with its offset, as `date-time` wants it. Without an offset it is a clock on the wall in
 * the given time zone.
 *
 * @param zone IANA name, the workflow's time zone
 */
export function momentText(text: string, zone: string): string | undefined {
	const written = readWritten(text);
	if (!written) return undefined;
	return `${written.day}T${written.time}${written.offset ?? offsetAtWall(written.wall, zone)}`;
}

/**
 * The moment of a text that says its offset, or is one in UTC, in milliseconds since 1970. Digits
 * behind the third one of a second are cut.
 */
export function momentOf(text: string): number | undefined {
	const written = momentText(text, 'UTC');
	return written === undefined ? undefined : Date.parse(written);
}

/** A moment in UTC as Rill itself writes it, `2001-01-05T18:00:00Z`; the rest of its second cut. */
export function utcText(moment: number): string {
	return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}

/** A text of `momentText` in UTC, with every digit behind the second. */
export function inUtc(text: string): string {
	const [fraction = ''] = /\.\d+/.exec(text) ?? [];
	return utcText(Date.parse(text)).replace('Z', `${fraction}Z`);
}

/** What a clock on the wall shows in the zone then, as milliseconds since 1970 in UTC. */
export function wallAt(moment: number, zone: string): number {
	return moment + zoneMinutes(moment, zone) * MINUTE;
}

/** Whether there is a zone of this IANA name. */
export function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en-US', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

function offsetMinutes(offset: string): number {
	if (offset === 'Z') return 0;
	const [hours, minutes] = offset.slice(1).split(':').map(Number);
	return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** The offset of a clock on the wall, as it is written: `+05:30`. */
function offsetAtWall(wall: number, zone: string): string {
	const minutes = (wall - momentAtWall(wall, zone)) / MINUTE;
	const size = Math.abs(minutes);
	const two = (number: number) => String(number).padStart(2, '0');
	return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * When a clock on the wall shows this. An hour that it shows twice in autumn counts the first time;
 * one that it leaves out in spring begins when it jumps: some zones jump at midnight, and a day
 * begins there with the first moment that it has.
 */
export function momentAtWall(wall: number, zone: string): number {
	// No zone changes its clock twice within two days.
	const before = wall - zoneMinutes(wall - DAY, zone) * MINUTE;
	const after = wall - zoneMinutes(wall + DAY, zone) * MINUTE;
	const isShown = (moment: number) => wallAt(moment, zone) === wall;
	return isShown(after) && !isShown(before) ? after : before;
}

/** How many minutes the zone is ahead of UTC at that moment. */
function zoneMinutes(moment: number, zone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(new Date(moment));
	const part = (type: Intl.DateTimeFormatPartTypes) =>
		Number(parts.find((candidate) => candidate.type === type)?.value);
	const wall = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
	return Math.round((wall - Math.floor(moment / 1000) * 1000) / MINUTE);
}
