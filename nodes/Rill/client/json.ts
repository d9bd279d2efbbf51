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

/** Parses JSON. Undefined if it is not JSON, or nested too deeply to be written again. */
export function parseJson(text: string): JsonValue | undefined {
	const value = parse(text);
	return value === undefined || isTooDeep(text, value) ? undefined : value;
}

function parse(text: string): JsonValue | undefined {
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		return undefined;
	}
}

/**
 * JavaScript parses what it cannot write: some 5,000 levels end in an overflow of its stack, here or
 * where n8n saves an execution. No query gives a hundredth of it.
 */
const MAX_DEPTH = 500;

/** A list or an object inside of another one than the list of rows. */
const NESTED = /:\s*[[{]|[[,]\s*\[/;

function isTooDeep(text: string, value: JsonValue): boolean {
	return NESTED.test(text) && isDeeper(value, MAX_DEPTH);
}

/** Looks no deeper than so many levels, which is far from where the stack would overflow. */
function isDeeper(value: JsonValue, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	if (Array.isArray(value)) return value.some((member) => isDeeper(member, levels - 1));
	for (const name in value) if (isDeeper(value[name], levels - 1)) return true;
	return false;
}

/**
 * Parses JSON with integers beyond ±2^53 as text, and so every number beyond the range of JavaScript's.
 * Undefined if it is not JSON.
 *
 * They are rare, and their rounded values tell of them: rows without any are done then. A parse with a
 * reviver would cost ten times as much, and on Node 20 gives a wrong number without an error. For
 * other values a search in the text decides whether they have to be looked for. Where they stand as
 * Rill prints them, one search puts quotes around all of them; what may be left is looked for
 * character by character.
 */
export function parseExact(text: string): JsonValue | undefined {
	// Where they are, they are in the first rows as a rule, and nothing has to be parsed twice.
	if (!mayBeInexact(text.slice(0, SAMPLE_CHARS))) {
		const value = parse(text);
		if (value === undefined || isPlainTable(value)) return value;
		if (!mayBeInexact(text)) return isTooDeep(text, value) ? undefined : value;
	}
	const quoted = text.replace(UNSAFE_MEMBER, '$1"$2"');
	const value = parse(quoted);
	if (value !== undefined && isPlainTable(value)) return value;
	return parseJson(mayBeInexact(quoted) ? quoteNumbers(quoted, isInexact) : quoted);
}

const SAMPLE_CHARS = 10_000;

/** Parses JSON with integers beyond ±2^53 rounded; only what cannot be rounded is text. */
export function parseRounded(text: string): JsonValue | undefined {
	const mayBeInfinite = HUNDREDS_OF_DIGITS.test(text) || hasLargeExponent(text);
	return parseJson(mayBeInfinite ? quoteNumbers(text, isInfinite) : text);
}

/** Whether a text that begins as JSON ends before all that it has opened is closed. */
export function isUnfinished(text: string): boolean {
	let open = 0;
	let at = 0;
	while (at < text.length) {
		const char = text[at];
		if (char === '[' || char === '{') open++;
		else if (char === ']' || char === '}') open--;
		at = char === '"' ? endOfString(text, at) : at + 1;
	}
	return open > 0;
}

/** Whether it is a list of objects with nothing inside of them but texts, switches and small numbers. */
function isPlainTable(value: JsonValue): boolean {
	if (!Array.isArray(value)) return false;
	for (const row of value) {
		if (typeof row !== 'object' || row === null || Array.isArray(row)) return false;
		// Several times as fast as a list of its values; what is parsed from JSON inherits no member.
		for (const name in row) if (!isPlain(row[name])) return false;
	}
	return true;
}

function isPlain(cell: JsonValue): boolean {
	if (typeof cell === 'number') return Math.abs(cell) <= Number.MAX_SAFE_INTEGER;
	return typeof cell !== 'object' || cell === null;
}

function mayBeInexact(text: string): boolean {
	return MAY_BE_UNSAFE.test(text) || hasLargeExponent(text);
}

/** The first search is five times as fast, and rules out most texts. */
function hasLargeExponent(text: string): boolean {
	return LARGE_EXPONENT.test(text) && NUMBER_WITH_IT.test(text);
}

const LARGE_EXPONENT = /[eE]\+?\d{3}/;
const NUMBER_WITH_IT = /(?:^|[[:,\s])-?[\d.]+[eE]\+?\d{3}/;

/** More than the range of JavaScript's numbers has, or nearly. */
const HUNDREDS_OF_DIGITS = /\d{200}/;

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
const COLON = /\s*:/y;
const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** Puts quotes around every number outside strings that is to stay as it is written. */
function quoteNumbers(text: string, isText: (literal: string) => boolean): string {
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
			if (isText(literal) && !isName(text, at + literal.length)) {
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

/** A number that stands for a name is no JSON, and is not to become it. */
function isName(text: string, end: number): boolean {
	COLON.lastIndex = end;
	return COLON.test(text);
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
function isInexact(literal: string): boolean {
	const isLong = literal.length >= 16 && /^-?[1-9]\d*$/.test(literal);
	return (isLong && !Number.isSafeInteger(Number(literal))) || isInfinite(literal);
}

function isInfinite(literal: string): boolean {
	return /^-?(?:0|[1-9]\d*)(?!\d)/.test(literal) && !Number.isFinite(Number(literal));
}
