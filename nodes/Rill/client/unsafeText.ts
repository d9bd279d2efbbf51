import type { RillArguments } from './arguments';
import { RillError } from './errors';
import type { JsonValue } from './rows';
import type { RillApi, RillArgument } from './spec';

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
		const argument = api.arguments.find((candidate) => candidate.name === name);
		if (isAllowed(value, argument) || !hasUnsafeText(value)) continue;
		throw new RillError(
			'argument',
			`The argument "${name}" of API "${api.name}" holds characters that could change the query, so it was not sent`,
			'Use letters, digits, spaces, dots and single dashes only: no quotes, semicolons, backslashes or comment marks.',
			{ api: api.name },
		);
	}
}

function hasUnsafeText(value: JsonValue): boolean {
	if (typeof value === 'string') return UNSAFE.test(value);
	if (typeof value !== 'object' || value === null) return false;
	return Array.isArray(value)
		? value.some(hasUnsafeText)
		: Object.entries(value).some(([key, member]) => UNSAFE.test(key) || hasUnsafeText(member));
}

function isAllowed(value: JsonValue, argument: RillArgument | undefined): boolean {
	if (!argument || typeof value !== 'string') return false;
	if (argument.enum) return true;
	return argument.pattern !== undefined && matches(argument.pattern, value);
}

/** A pattern vouches for a text only if it covers all of it. */
function matches(pattern: string, value: string): boolean {
	try {
		return new RegExp(`^(?:${pattern})$`, 'u').test(value);
	} catch {
		return false;
	}
}
