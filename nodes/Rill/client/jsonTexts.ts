import { endOfString } from './json';

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
		switch (text[at]) {
			case '"':
				at = endOfString(text, at) - 1;
				break;
			case '[':
			case '{':
				if (++depth === 1) start = at + 1;
				break;
			case ']':
			case '}':
				if (--depth === 0) yield* written(text.slice(start, at));
				break;
			case ',':
				if (depth > 1) break;
				yield* written(text.slice(start, at));
				start = at + 1;
		}
	}
}

/** Nothing where there is nothing between two brackets. */
function* written(part: string): Generator<string> {
	const trimmed = part.trim();
	if (trimmed !== '') yield trimmed;
}
