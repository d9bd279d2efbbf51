import { RillError, showableText } from './errors';

/** A row as Rill sends it: its columns by name, in Rill's order. */
export type RillRow = Record<string, JsonValue>;

export type JsonValue =
	null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** What becomes of an integer beyond ±2^53, which a JavaScript number would round. */
export type LargeNumbers = 'text' | 'number';

/**
 * The rows of an API's answer. An integer beyond ±2^53 comes as the text of its digits, unless
 * rounded numbers are asked for: Rill prints float64 columns as long integers too, and somebody may
 * rather have one type in the column than digits that were never exact.
 *
 * @throws RillError `unexpected` if the text is not a JSON array of objects (cut off, or not Rill's)
 */
export function readRows(
	text: string,
	api: string,
	largeNumbers: LargeNumbers = 'text',
): RillRow[] {
	const value = largeNumbers === 'number' ? parseRounded(text) : parseExact(text);
	if (value === undefined) {
		throw new RillError(
			'unexpected',
			`The answer of API "${api}" is not complete JSON`,
			`It was cut off on the way, or something other than Rill answered. It ends with: ${JSON.stringify(showableText(text.slice(-2000)).slice(-80))}`,
			{ api },
		);
	}
	if (!Array.isArray(value) || !value.every(isRow)) {
		throw new RillError(
			'unexpected',
			`The answer of API "${api}" is not a list of rows`,
			`Rill answers with a JSON array of objects. Something else may stand at the credential's address. It begins with: ${JSON.stringify(showableText(text.slice(0, 2000)).slice(0, 80))}`,
			{ api },
		);
	}
	return value;
}

function isRow(value: JsonValue): value is RillRow {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON with integers beyond ±2^53 as text. Undefined if it is not JSON.
 *
 * Sixteen digits in a row outside a string are rare, so one quick search decides whether the text
 * has to be looked at character by character at all; a parse with a reviver would cost ten times
 * as much, and on Node 20 gives a wrong number without an error.
 */
export function parseExact(text: string): JsonValue | undefined {
	return parseRounded(LONG_INTEGER.test(text) ? quoteUnsafeIntegers(text) : text);
}

function parseRounded(text: string): JsonValue | undefined {
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		return undefined;
	}
}

const LONG_INTEGER = /(?:^|[[:,\s])-?\d{16}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** Puts quotes around every integer outside strings that a JavaScript number cannot hold exactly. */
function quoteUnsafeIntegers(text: string): string {
	const parts: string[] = [];
	let copied = 0;
	let at = 0;
	while (at < text.length) {
		const char = text.charCodeAt(at);
		if (char === QUOTE) {
			at = endOfString(text, at);
		} else if (char === MINUS || (char >= ZERO && char <= NINE)) {
			NUMBER.lastIndex = at;
			const literal = NUMBER.exec(text)?.[0] ?? text[at];
			if (isUnsafeInteger(literal)) {
				parts.push(text.slice(copied, at), '"', literal, '"');
				copied = at + literal.length;
			}
			at += literal.length;
		} else {
			at++;
		}
	}
	parts.push(text.slice(copied));
	return parts.join('');
}

/** The position behind the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length) {
		const close = text.indexOf('"', at);
		if (close < 0) return text.length;
		let before = close - 1;
		while (text.charCodeAt(before) === BACKSLASH) before--;
		if ((close - before) % 2 === 1) return close + 1;
		at = close + 1;
	}
	return text.length;
}

/** JSON allows no leading zero, so such digits are left for the parser to refuse. */
function isUnsafeInteger(literal: string): boolean {
	return (
		literal.length >= 16 && /^-?[1-9]\d*$/.test(literal) && !Number.isSafeInteger(Number(literal))
	);
}
