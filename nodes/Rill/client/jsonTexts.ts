import { endOfString } from './json';

const QUOTE = 34;
const COMMA = 44;
const OPENING = new Set([...'[{'].map((char) => char.charCodeAt(0)));
const CLOSING = new Set([...']}'].map((char) => char.charCodeAt(0)));

/**
 * The elements of a JSON array as they are written there, every digit of them, which no parser would
 * keep. The text has to be valid JSON.
 */
export function elementTexts(array: string): string[] {
	return [...parts(array)];
}

/**
 * The members of a JSON object as they are written there (`"name":value`), by their names; of a name
 * that comes twice the last one, as a parser takes it. The text has to be valid JSON.
 */
export function memberTexts(object: string): Map<string, string> {
	return new Map(
		[...parts(object)].map((text) => [
			JSON.parse(text.slice(0, endOfString(text, 0))) as string,
			text,
		]),
	);
}

/** What stands between the outermost brackets, cut at the commas that are in no other ones. */
function* parts(text: string): Generator<string> {
	let depth = 0;
	let start = 0;
	for (let at = 0; at < text.length; at++) {
		const char = text.charCodeAt(at);
		if (char === QUOTE) {
			at = endOfString(text, at) - 1;
		} else if (OPENING.has(char)) {
			if (++depth === 1) start = at + 1;
		} else if (depth === 1 && (char === COMMA || CLOSING.has(char))) {
			const part = text.slice(start, at).trim();
			if (part !== '') yield part;
			if (char !== COMMA) return;
			start = at + 1;
		} else if (CLOSING.has(char)) {
			depth--;
		}
	}
}
