import { convert, describe, MAX_WORDS, undeclaredValue } from './argumentValues';
import { RillError, shortened } from './errors';
import { parseExact, type JsonValue } from './json';
import { nearestNames } from './similar';
import type { RillApi } from './spec';

/** Arguments as they go to Rill. A map, since a name may be `__proto__`. */
export type RillArguments = Map<string, JsonValue>;

/** How typed values are to be understood. */
export interface ArgumentRules {
	/** IANA name of the workflow's time zone. */
	zone: string;
	/** A form cannot tell an empty field from empty text, so there empty means "not set". */
	emptyTextIsUnset: boolean;
	/**
	 * What becomes of a name that the API does not declare. A form may still hold fields of an older
	 * spec or of another API: to send them would be wrong, and to leave a filter out would be worse.
	 * What somebody typed as JSON is sent.
	 */
	undeclared: 'send' | 'refuse';
	/** Required arguments that somebody else fills in (paging). */
	suppliedLater?: Set<string>;
}

/** Arguments ready to send, and what a person should be told about them. */
export interface PreparedArguments {
	values: RillArguments;
	warnings: string[];
}

/**
 * Checks and converts what somebody filled in, by what the API's spec declares. Rill itself checks
 * nothing (`rill.md` §2): a missing argument becomes the text `<no value>` inside the query.
 *
 * @throws RillError `argument`, naming the argument and the API
 */
export function prepareArguments(
	api: RillApi,
	filledIn: Iterable<[string, unknown]>,
	rules: ArgumentRules,
): PreparedArguments {
	const values: RillArguments = new Map();
	const undeclared: string[] = [];
	for (const [name, value] of filledIn) {
		if (isUnset(value, rules)) continue;
		if (values.has(name)) throw filledInTwice(name, api);
		const argument = api.arguments.find((candidate) => candidate.name === name);
		if (argument) {
			values.set(name, convert(value, argument, { api, argument, zone: rules.zone }));
		} else {
			if (rules.undeclared === 'refuse') throw undeclaredInForm(name, api);
			undeclared.push(name);
			values.set(name, undeclaredValue(value, name, api));
		}
	}
	checkRequired(api, values, rules.suppliedLater);
	return {
		values,
		warnings:
			api.arguments.length > 0 ? undeclared.map((name) => undeclaredWarning(name, api)) : [],
	};
}

/** `null` counts as not set: in a Rill template it would become the text `<no value>`. */
function isUnset(value: unknown, rules: ArgumentRules): boolean {
	return value === undefined || value === null || (value === '' && rules.emptyTextIsUnset);
}

function checkRequired(
	api: RillApi,
	values: RillArguments,
	suppliedLater: Set<string> = new Set(),
): void {
	const missing = api.arguments.filter(
		({ name, required }) => required && !values.has(name) && !suppliedLater.has(name),
	);
	if (missing.length === 0) return;
	const names = shortened(missing.map(({ name }) => `"${name}"`).join(', '), MAX_WORDS);
	throw new RillError(
		'argument',
		`API "${api.name}" needs ${missing.length === 1 ? `the argument ${names}` : `the arguments ${names}`}, which ${missing.length === 1 ? 'is' : 'are'} not set`,
		`Fill ${missing.length === 1 ? 'it' : 'them'} in under 'Arguments'. ${describe(missing[0])}`.trim(),
		{ api: api.name },
	);
}

function undeclaredInForm(name: string, api: RillApi): RillError {
	return new RillError(
		'argument',
		`The form holds a value for "${name}", which API "${api.name}" does not declare (any more)`,
		"Open the node: the form shows the arguments of today. To send an argument that the API does not declare, choose 'Using JSON' under 'Arguments'.",
		{ api: api.name },
	);
}

/** Only pairs can hold a name twice, and one of the two values would be lost without a word. */
function filledInTwice(name: string, api: RillApi): RillError {
	return new RillError(
		'argument',
		`The argument "${name}" of API "${api.name}" is there twice`,
		'Remove one of them. An API that takes several values takes them as a list: ["a", "b"] in one value, or in \'Using JSON\'.',
		{ api: api.name },
	);
}

function undeclaredWarning(name: string, api: RillApi): string {
	const near = nearestNames(
		name,
		api.arguments.map((argument) => argument.name),
	);
	const meant = near.length > 0 ? ` Did you mean "${near[0]}"?` : '';
	return `API "${api.name}" does not declare an argument "${name}", so Rill may ignore it.${meant}`;
}

/**
 * Arguments typed as JSON.
 *
 * @throws RillError `argument` if the text is not a JSON object
 */
export function parseArguments(json: unknown, api: string): Array<[string, unknown]> {
	const value = typeof json === 'string' ? (json.trim() === '' ? {} : parseExact(json)) : json;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new RillError(
			'argument',
			`The arguments of API "${api}" are not a JSON object`,
			'It should look like {"origin": "ORD", "limit": 10}: names and texts in double quotes, no comma behind the last one.',
			{ api },
		);
	}
	return Object.entries(value);
}
