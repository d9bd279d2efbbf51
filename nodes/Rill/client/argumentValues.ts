import { dayText, momentText } from './days';
import { decimalText, numberForRill } from './decimal';
import { RillError, shortened } from './errors';
import { parseExact, type JsonValue } from './json';
import type { ValueSchema } from './schema';
import type { RillApi, RillArgument } from './spec';

/** Of a spec's words as much as a message can hold and still be read. */
export const MAX_WORDS = 500;

/** What the spec says of an argument, for a message. */
export function describe(argument: RillArgument): string {
	return argument.description === ''
		? ''
		: `"${argument.name}": ${shortened(argument.description, MAX_WORDS)}`;
}

/** Where a value was filled in. */
export interface Place {
	api: RillApi;
	argument: RillArgument;
	/** IANA name of the workflow's time zone. */
	zone: string;
}

/**
 * A value as the spec's type of its argument says, in the form that Rill's templates take
 * (`rill.md` §2).
 *
 * @throws RillError `argument` if it cannot be that
 */
export function convert(value: unknown, schema: ValueSchema, place: Place): JsonValue {
	if (schema.enum) return enumValue(value, schema.enum, place);
	switch (schema.type) {
		case 'integer':
		case 'number':
			return numberValue(value, schema.type, place);
		case 'boolean':
			return booleanValue(value, place);
		case 'date':
		case 'dateTime':
			return timeValue(value, schema.type, place);
		case 'list':
			return listValue(value, schema, place);
		case 'object':
			return objectValue(value, place);
		case 'text':
			return textValue(value, place);
		case 'json':
			return undeclaredValue(jsonFromText(value), place.argument.name, place.api);
		case 'any':
			return undeclaredValue(value, place.argument.name, place.api);
	}
}

function wrongType(value: unknown, wanted: string, { api, argument }: Place): RillError {
	return new RillError(
		'argument',
		`The argument "${argument.name}" of API "${api.name}" should be ${wanted}, but is ${show(value)}`,
		`Change it under 'Arguments'. ${describe(argument)}`.trim(),
		{ api: api.name },
	);
}

/** A value as somebody would recognise it in a message; never `[object Object]`. */
function show(value: unknown): string {
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function enumValue(
	value: unknown,
	allowed: Array<string | number | boolean>,
	place: Place,
): JsonValue {
	const found = allowed.find((candidate) => String(candidate) === String(value));
	if (found === undefined || typeof value === 'object') {
		const list = shortened(allowed.map((item) => show(item)).join(', '), MAX_WORDS);
		throw wrongType(value, `one of ${list}`, place);
	}
	return typeof found === 'number' ? numberValue(found, 'number', place) : found;
}

/** A number that n8n or JSON has already rounded must not go on as if it were exact. */
function isRounded(value: unknown): boolean {
	return Number.isInteger(value) && !Number.isSafeInteger(value);
}

const EXACT = 'with all its digits (put one of more than 15 digits in quotes, as text)';

function numberValue(value: unknown, type: 'integer' | 'number', place: Place): JsonValue {
	const wanted = type === 'integer' ? 'a whole number' : 'a number';
	const decimal =
		typeof value === 'number' || typeof value === 'string' ? decimalText(value) : undefined;
	if (decimal === undefined || (type === 'integer' && decimal.includes('.'))) {
		throw wrongType(value, wanted, place);
	}
	const number = Number(decimal);
	if (isRounded(value) || (place.api.builtIn && isRounded(number))) {
		throw wrongType(value, `${wanted} ${EXACT}`, place);
	}
	return place.api.builtIn ? number : numberForRill(decimal);
}

function booleanValue(value: unknown, place: Place): boolean {
	const text = String(value).trim().toLowerCase();
	if (typeof value !== 'object' && (text === 'true' || text === '1')) return true;
	if (typeof value !== 'object' && (text === 'false' || text === '0')) return false;
	throw wrongType(value, 'true or false', place);
}

function timeValue(value: unknown, type: 'date' | 'dateTime', place: Place): string {
	const read = type === 'date' ? dayText : momentText;
	const text = typeof value === 'string' ? read(value, place.zone) : undefined;
	if (text === undefined) {
		throw wrongType(
			value,
			type === 'date' ? 'a day like 2026-01-31' : 'a time like 2026-01-31T10:00:00+01:00',
			place,
		);
	}
	return text;
}

function listValue(value: unknown, schema: ValueSchema, place: Place): JsonValue {
	const list = typeof value === 'string' ? listFromText(value) : value;
	if (!Array.isArray(list)) throw wrongType(value, 'a list, such as ["a", "b"] or a, b', place);
	const items = schema.items ?? { type: 'any', description: '' };
	return list.map((element: unknown) =>
		element === null || element === undefined ? null : convert(element, items, place),
	);
}

/** A list as JSON, or as people write one: `ORD, ATL`. */
function listFromText(text: string): unknown {
	const trimmed = text.trim();
	if (/^[[{]/.test(trimmed)) return parseExact(trimmed);
	return trimmed === '' ? [] : trimmed.split(',').map((part) => part.trim());
}

/** A list or an object as somebody writes it into a field; every other text is just that. */
function jsonFromText(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	return parseExact(value) ?? value;
}

function objectValue(value: unknown, place: Place): JsonValue {
	const parsed = typeof value === 'string' ? parseExact(value) : value;
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		throw wrongType(value, 'a JSON object, such as {"from": "2026-01-01"}', place);
	}
	return plainJson(parsed, place.argument.name, place.api);
}

function textValue(value: unknown, place: Place): string {
	if (typeof value === 'string') return value;
	if (isRounded(value)) throw wrongType(value, `a number ${EXACT}`, place);
	if (typeof value === 'number') return decimalText(value) ?? String(value);
	if (typeof value === 'boolean') return String(value);
	throw wrongType(value, 'text', place);
}

/** A value of which the spec says nothing. The built-in APIs take whole queries, untouched. */
export function undeclaredValue(value: unknown, name: string, api: RillApi): JsonValue {
	return api.builtIn ? plainJson(value, name, api) : freeValue(value, name, api);
}

/** As it is, but numbers so that their digits survive a template. */
function freeValue(value: unknown, name: string, api: RillApi): JsonValue {
	if (isRounded(value)) {
		throw new RillError(
			'argument',
			`The argument "${name}" of API "${api.name}" should be a number ${EXACT}`,
			"Change it under 'Arguments'.",
			{ api: api.name },
		);
	}
	if (typeof value === 'number') {
		const decimal = decimalText(value);
		return decimal === undefined ? null : numberForRill(decimal);
	}
	if (Array.isArray(value)) {
		return value.map((element: unknown) =>
			typeof element === 'number' ? freeValue(element, name, api) : plainJson(element, name, api),
		);
	}
	return plainJson(value, name, api);
}

function plainJson(value: unknown, name: string, api: RillApi): JsonValue {
	const text: string | undefined = JSON.stringify(value);
	const parsed = text === undefined ? undefined : (JSON.parse(text) as JsonValue);
	if (parsed === undefined) {
		throw new RillError(
			'argument',
			`The argument "${name}" of API "${api.name}" cannot be sent: it is no JSON value`,
			'Use text, a number, true or false, a list or an object.',
			{ api: api.name },
		);
	}
	return parsed;
}
