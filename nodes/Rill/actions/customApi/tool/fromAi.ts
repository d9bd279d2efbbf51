/** The types that n8n knows for what a model fills in. */
export type FromAiType = 'string' | 'number' | 'boolean' | 'json';

/** What n8n takes for the name of such a value; model providers take no more either. */
const MAX_KEY = 64;

/** n8n refuses a value of the model's with such a name, and loses a parameter. */
const REFUSED = new Set([
	...['__proto__', 'prototype', 'constructor', 'getPrototypeOf', 'setPrototypeOf'],
	...['getOwnPropertyDescriptor', 'getOwnPropertyDescriptors', 'defineProperty'],
	...['defineProperties', '__lookupGetter__', '__lookupSetter__', '__defineGetter__'],
	...['__defineSetter__', 'mainModule', 'binding', '_linkedBinding', '_load', 'dlopen'],
	...['prepareStackTrace', 'caller', 'callee', 'arguments', 'getBuiltinModule', 'execve'],
	'loadEnvFile',
]);

/**
 * Names that n8n keeps for itself among a model's values: it looks into `query` for others, and
 * overwrites some when it tells the model what has been called. And those that every object has, so
 * that they never seem to be left out.
 */
const TAKEN = new Set([
	...['query', 'id', 'log', 'type', 'tool', 'toolParameters', 'hitlParameters'],
	...Object.getOwnPropertyNames(Object.prototype),
]);

/** Whether n8n lets a parameter of this name reach the node at all. */
export function reachesNode(name: string): boolean {
	return !REFUSED.has(name);
}

/** For each name a key of its own that n8n takes, the name itself wherever possible. */
export function keysOf(names: string[]): Map<string, string> {
	const keys = new Map<string, string>();
	const used = new Set([...TAKEN, ...REFUSED]);
	// Names that can stay go first, so that no other one's replacement takes their place.
	const ordered = [...names].sort((a, b) => Number(simple(a) !== a) - Number(simple(b) !== b));
	for (const name of ordered) {
		const wanted = simple(name);
		let key = wanted;
		for (let count = 2; used.has(key); count++) {
			const suffix =
				count === 2 && (TAKEN.has(wanted) || REFUSED.has(wanted)) ? '_value' : `_${count}`;
			key = wanted.slice(0, MAX_KEY - suffix.length) + suffix;
		}
		used.add(key);
		keys.set(name, key);
	}
	return keys;
}

function simple(name: string): string {
	return name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_KEY) || 'value';
}

/**
 * A value that the model fills in, as n8n reads it both in the text of the workflow (for the tool's
 * schema) and as an expression.
 *
 * One that may be left out is text, by default empty: of all types and defaults it is the only one
 * that n8n accepts on both of its ways of running a tool, and that the node can tell from a value.
 */
export function fromAi(
	key: string,
	description: string,
	type: FromAiType,
	isOptional: boolean,
): string {
	const rest = isOptional ? "'string', ''" : `'${type}'`;
	return `$fromAI('${key}', ${textLiteral(description)}, ${rest})`;
}

/**
 * Text on one line that n8n cannot take for a call of `$fromAI`: it looks for them in all that is
 * filled in, also inside of texts.
 */
export function plainText(text: string): string {
	return text
		.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
		.replace(/(?<!\$)\$+(?=fromAI)/gi, '')
		.trim();
}

/**
 * A text inside an expression. n8n ends an expression at the first two braces wherever they stand,
 * refuses one with `.constructor`, and drops backslashes where it reads the workflow's text: so that
 * only escapes that stand for the character itself are understood the same everywhere.
 */
export function textLiteral(text: string): string {
	const escaped = plainText(text)
		.replace(/[\\']/g, '\\$&')
		.replace(/(?<=[{}])[{}]/g, '\\$&')
		.replace(/(\.\s*)(?=constructor)/g, '$1\\');
	return `'${escaped}'`;
}

/** A member's name inside an expression, exactly as it is, by the same rules. */
export function memberLiteral(name: string): string {
	return JSON.stringify(name).replace(
		/(?<=[{}])[{}]|[\u2028\u2029]|\$(?=fromAI)|(?<=\.\s*)c(?=onstructor)/gi,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
