/** A time as expressions give it: Luxon's, or JavaScript's. */
type ExpressionTime = Date | { toISO: () => unknown };

/** The text that n8n puts in the place of a time that there is not, and that of JavaScript. */
const NO_TIME = /^Invalid Date(?:Time)?$/;

export function isTime(value: unknown): value is ExpressionTime {
	return (
		value instanceof Date ||
		(typeof value === 'object' &&
			value !== null &&
			'toISO' in value &&
			typeof value.toISO === 'function')
	);
}

/** Whether an expression made a time of what is none, such as of a text that it cannot read. */
export function isNoTime(value: unknown): boolean {
	return typeof value === 'string'
		? NO_TIME.test(value)
		: isTime(value) && timeText(value) === undefined;
}

/** In ISO 8601 with its offset; undefined for a time that there is not. */
export function timeText(time: ExpressionTime): string | undefined {
	if (time instanceof Date) return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
	const text = time.toISO();
	return typeof text === 'string' ? text : undefined;
}
