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
 * They are rare, so a quick search decides whether they have to be looked for at all; a parse with a
 * reviver would cost ten times as much, and on Node 20 gives a wrong number without an error. Where
 * they stand as Rill prints them, one search puts quotes around all of them; what may be left is
 * looked for character by character.
 */
export function parseExact(text: string): JsonValue | undefined {
	if (!MAY_BE_UNSAFE.test(text)) return parseJson(text);
	const quoted = text.replace(UNSAFE_MEMBER, '$1"$2"');
	return parseJson(MAY_BE_UNSAFE.test(quoted) ? quoteUnsafeIntegers(quoted) : quoted);
}

/** What every integer beyond ±2^53 looks like, and some numbers and texts besides. */
const MAY_BE_UNSAFE = /(?:^|[[:,\s])-?(?:9\d{15}|\d{17})/;

/** Digits without a leading zero (which JSON does not allow) of a number from 2^53 on. */
const UNSAFE_DIGITS = `[1-9]\\d{16,}|${from('9007199254740992')}`;

/**
 * An integer beyond ±2^53 right behind the name of a member. Before a quote that opens a string there
 * is always one of the marks of structure, and before one inside a string a backslash: so with
 * another character before it the quote closes a name, and what follows is no part of a text.
 */
const UNSAFE_MEMBER = new RegExp(`([^\\\\\\s:,[{"]":)(-?(?:${UNSAFE_DIGITS}))(?=[,}])`, 'g');

/** A pattern for the numbers with as many digits as this one that are not smaller than it. */
function from(digits: string): string {
	const larger = [...digits].flatMap((digit, at) => {
		const rest = digits.length - at - 1;
		return digit === '9' ? [] : [`${digits.slice(0, at)}[${Number(digit) + 1}-9]\\d{${rest}}`];
	});
	return [...larger, digits].join('|');
}

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
