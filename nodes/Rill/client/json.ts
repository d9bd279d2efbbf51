/** What JSON can hold. */
export type JsonValue =
	null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/**
 * A copy that shares no list and no object with the value, with every column (`__proto__` as well). A
 * flat row costs little more than a spread.
 */
export function copied<T extends object>(value: T): T {
	const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
	for (const key of Object.keys(copy)) {
		const member = copy[key];
		if (typeof member === 'object' && member !== null) copy[key] = copied(member);
	}
	return copy as T;
}

/** Parses JSON. Undefined if it is not JSON. */
export function parseJson(text: string): JsonValue | undefined {
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		return undefined;
	}
}

/**
 * Parses JSON with integers beyond ±2^53 as text. Undefined if it is not JSON.
 *
 * Sixteen digits in a row outside a string are rare, so one quick search decides whether the text
 * has to be looked at character by character at all; a parse with a reviver would cost ten times
 * as much, and on Node 20 gives a wrong number without an error.
 */
export function parseExact(text: string): JsonValue | undefined {
	return parseJson(LONG_INTEGER.test(text) ? quoteUnsafeIntegers(text) : text);
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
export function endOfString(text: string, start: number): number {
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
