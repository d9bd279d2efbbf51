import type { RillArguments } from './arguments';
import { RillError } from './errors';
import type { JsonValue } from './json';
import type { ValueSchema } from './schema';
import type { RillApi } from './spec';

/**
 * What can end a text or begin a comment in SQL: quotes, semicolon, comment marks, backslash, and
 * control characters. Rill puts an argument's text into the query as it is (`rill.md` §2): with
 * `' OR 1=1 --` the query is another one.
 */
const UNSAFE = /['"`;\\#\p{Cc}]|--|\/\*|\*\//u;

/**
 * Refuses texts that could change a query, unless the spec itself allows them by its list of values
 * or by a pattern.
 *
 * @throws RillError `argument`
 */
export function refuseUnsafeText(api: RillApi, values: RillArguments): void {
	for (const [name, value] of values) {
		const schema = api.arguments.find((candidate) => candidate.name === name);
		if (isSafe(value, schema) && (schema !== undefined || !UNSAFE.test(name))) continue;
		throw new RillError(
			'argument',
			`The argument "${name}" of API "${api.name}" holds characters that could change the query, so it was not sent`,
			'Use letters, digits, spaces, dots and single dashes only: no quotes, semicolons, backslashes or comment marks.',
			{ api: api.name },
		);
	}
}

/** Of what the spec says nothing, each text has to be safe by itself, names of members too. */
function isSafe(value: JsonValue, schema?: ValueSchema): boolean {
	if (typeof value === 'string') return !UNSAFE.test(value) || isAllowed(value, schema);
	if (typeof value !== 'object' || value === null) return true;
	return Array.isArray(value)
		? value.every((element) => isSafe(element, schema?.items))
		: Object.entries(value).every(([key, member]) => !UNSAFE.test(key) && isSafe(member));
}

function isAllowed(value: string, schema?: ValueSchema): boolean {
	if (schema?.enum) return schema.enum.includes(value);
	return schema?.pattern !== undefined && matches(schema.pattern, value);
}

/** A pattern vouches for a text only if it covers all of it. */
function matches(pattern: string, value: string): boolean {
	if (value.length > MAX_MATCHED || !isQuick(pattern)) return false;
	try {
		return new RegExp(`^(?:${pattern})$`, 'u').test(value);
	} catch {
		return false;
	}
}

/** Longer than a code or a name, for which patterns are written. */
const MAX_MATCHED = 100;

/**
 * Some patterns take longer than anybody lives to find that a text does not match, and nothing can
 * interrupt them. This one cannot: at most three repetitions, none of them of a group, and one group.
 */
function isQuick(pattern: string): boolean {
	const shape = pattern.replace(/\\[^1-9k]/g, 'x').replace(/\[[^\]]*\]/g, 'x');
	const count = (what: RegExp) => shape.match(what)?.length ?? 0;
	return (
		count(/[*+{]/g) <= 3 &&
		count(/\?/g) <= 4 &&
		count(/\((?:\?:)?/g) <= 1 &&
		!/\)[*+{]|\(\?[^:]|\\/.test(shape)
	);
}
