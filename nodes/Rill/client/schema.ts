import type { JsonValue } from './json';

/** A part of a document that came over the network: nothing is known of it until it is looked at. */
export type Json = unknown;

export type ValueType =
	| 'text'
	| 'integer'
	| 'number'
	| 'boolean'
	| 'date'
	| 'dateTime'
	| 'list'
	| 'object'
	/** One of several types, a list or an object among them: to be written as JSON. */
	| 'json'
	| 'any';

/** What a schema says about one value, as far as an argument needs it. */
export interface ValueSchema {
	type: ValueType;
	description: string;
	/** The only values allowed, if the schema lists them. */
	enum?: Array<string | number | boolean>;
	default?: JsonValue;
	maximum?: number;
	/** A regular expression that texts have to match. */
	pattern?: string;
	/** Declared as `int64`: may have more digits than a JavaScript number holds. */
	long?: boolean;
	/** What a list's elements are. */
	items?: ValueSchema;
	/** What an object's members are; empty if it declares none. */
	members?: string[];
}

export function asRecord(value: Json): Record<string, Json> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, Json>)
		: undefined;
}

export function asList(value: Json): Json[] {
	return Array.isArray(value) ? value : [];
}

export function asText(value: Json): string {
	return typeof value === 'string' ? value : '';
}

/** Own members only: a document may well hold a schema called `constructor`. */
export function member(record: Record<string, Json> | undefined, key: string): Json {
	return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Deep enough for every real schema, and no danger to the stack. */
const MAX_DEPTH = 50;

/** A schema with all that it refers to put into it. */
interface Flat {
	schema: Record<string, Json>;
	/** How many levels of references, `allOf` and alternatives went into it. */
	height: number;
}

const SAYS_NOTHING: Flat = { schema: {}, height: -1 };

/**
 * What each schema object came to. Each is worked out once, so that schemas which refer to
 * themselves or to each other many times cost no more than they are long; one that is still being
 * worked out counts as saying nothing.
 */
const flattened = new WeakMap<object, Flat>();

/**
 * A schema with its references, `allOf` and alternatives merged into one flat object. Only
 * references into the same document are followed: one that points elsewhere says nothing, and so
 * does what lies too deep.
 */
export function flatten(document: Json, schema: Json): Record<string, Json> {
	return flattenAt(document, schema, 0).schema;
}

function flattenAt(document: Json, schema: Json, depth: number): Flat {
	const own = asRecord(schema);
	if (!own || depth > MAX_DEPTH) return SAYS_NOTHING;
	const known = flattened.get(own);
	if (known) return known.height < MAX_DEPTH ? known : SAYS_NOTHING;
	flattened.set(own, SAYS_NOTHING);
	const result = flattenAnew(document, own, depth);
	flattened.set(own, result);
	return result;
}

function flattenAnew(document: Json, own: Record<string, Json>, depth: number): Flat {
	let height = -1;
	const flat = (part: Json) => {
		const found = flattenAt(document, part, depth + 1);
		height = Math.max(height, found.height);
		return found.schema;
	};
	const schema = withParts(document, own, flat);
	return { schema, height: height + 1 };
}

function withParts(
	document: Json,
	own: Record<string, Json>,
	flat: (part: Json) => Record<string, Json>,
): Record<string, Json> {
	const reference = member(own, '$ref');
	if (typeof reference === 'string') {
		const beside = Object.fromEntries(Object.entries(own).filter(([key]) => key !== '$ref'));
		return merge(flat(lookUp(document, reference)), beside);
	}
	let result: Record<string, Json> = { ...own };
	for (const part of asList(member(own, 'allOf'))) result = merge(flat(part), result);
	const alternatives = [...asList(member(own, 'oneOf')), ...asList(member(own, 'anyOf'))]
		.map(flat)
		.filter((alternative) => !isNullOnly(alternative));
	return alternatives.length === 0 ? result : merge(oneOfMany(alternatives), result);
}

/** The later one wins, except that properties and required names add up. */
function merge(first: Record<string, Json>, second: Record<string, Json>): Record<string, Json> {
	const properties = { ...asRecord(first.properties), ...asRecord(second.properties) };
	const required = distinct([...asList(first.required), ...asList(second.required)]);
	return {
		...first,
		...second,
		...(Object.keys(properties).length > 0 ? { properties } : {}),
		...(required.length > 0 ? { required } : {}),
	};
}

/** Each value once: two parts that say the same would otherwise double it at every level. */
function distinct<T>(values: T[]): T[] {
	return [...new Set(values)];
}

function isNullOnly(schema: Record<string, Json>): boolean {
	return (
		schema.type === 'null' || (asList(schema.enum).length === 1 && asList(schema.enum)[0] === null)
	);
}

/**
 * Alternatives that agree become one schema; those that do not, a choice of types. What only some
 * of them have (properties) may be given, and none of it has to be.
 */
function oneOfMany(alternatives: Array<Record<string, Json>>): Record<string, Json> {
	if (alternatives.length === 1) return alternatives[0];
	const constants = distinct(
		alternatives.flatMap((alternative) =>
			'const' in alternative ? [alternative.const] : asList(alternative.enum),
		),
	);
	const types = new Set(alternatives.map((alternative) => JSON.stringify(alternative.type)));
	const allListed = alternatives.every(
		(alternative) => 'const' in alternative || asList(alternative.enum).length > 0,
	);
	if (allListed) {
		return { enum: constants, ...(types.size === 1 ? { type: alternatives[0].type } : {}) };
	}
	// Not assigned: a property may be called `__proto__`.
	const properties = Object.fromEntries(
		alternatives.flatMap((part) => Object.entries(asRecord(part.properties) ?? {})),
	);
	const members = Object.keys(properties).length > 0 ? { properties } : {};
	if (types.size !== 1) {
		return { type: distinct(alternatives.flatMap(({ type }) => type ?? [])), ...members };
	}
	const formats = new Set(alternatives.map((alternative) => JSON.stringify(alternative.format)));
	return {
		type: alternatives[0].type,
		...members,
		...(formats.size === 1 ? { format: alternatives[0].format } : {}),
	};
}

/** A JSON Pointer inside the document (`#/components/schemas/Window`). */
function lookUp(document: Json, reference: string): Json {
	if (!reference.startsWith('#/')) return undefined;
	let current: Json = document;
	for (const part of reference.slice(2).split('/')) {
		const key = decodePointer(part);
		current = Array.isArray(current) ? current[Number(key)] : member(asRecord(current), key);
	}
	return current;
}

function decodePointer(part: string): string {
	const unescaped = part.replaceAll('~1', '/').replaceAll('~0', '~');
	try {
		return decodeURIComponent(unescaped);
	} catch {
		return unescaped;
	}
}

/** Lists of lists beyond this are nothing that a form or a query knows. */
const MAX_LIST_DEPTH = 8;

/** What a schema says, in the words of this package. Never throws, whatever the document holds. */
export function readSchema(document: Json, schema: Json, depth = 0): ValueSchema {
	const flat = flatten(document, schema);
	const listed = ('const' in flat ? [flat.const] : asList(flat.enum)).filter(isListable);
	const type = valueType(flat, listed);
	const properties = asRecord(flat.properties);
	return {
		type,
		description: asText(flat.description) || asText(flat.title),
		...(listed.length > 0 ? { enum: listed } : {}),
		...(flat.default !== undefined ? { default: flat.default as JsonValue } : {}),
		...(typeof flat.maximum === 'number' ? { maximum: flat.maximum } : {}),
		...(typeof flat.pattern === 'string' ? { pattern: flat.pattern } : {}),
		...(flat.format === 'int64' ? { long: true } : {}),
		...(type === 'list' && depth < MAX_LIST_DEPTH
			? { items: readSchema(document, flat.items, depth + 1) }
			: {}),
		...(type === 'object' && properties ? { members: Object.keys(properties) } : {}),
	};
}

function isListable(value: Json): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}

function valueType(
	flat: Record<string, Json>,
	listed: Array<string | number | boolean>,
): ValueType {
	const declared = asList(flat.type).length > 0 ? asList(flat.type) : [flat.type];
	const types = declared.filter((type) => type !== 'null');
	if (types.length > 1) {
		return types.some((type) => type === 'array' || type === 'object') ? 'json' : 'any';
	}
	switch (types[0]) {
		case 'string':
			if (flat.format === 'date') return 'date';
			return flat.format === 'date-time' ? 'dateTime' : 'text';
		case 'integer':
		case 'number':
		case 'boolean':
		case 'object':
			return types[0];
		case 'array':
			return 'list';
		default:
			if (listed.length > 0) return typeOfListed(listed);
			if (asRecord(flat.properties)) return 'object';
			return flat.items !== undefined ? 'list' : 'any';
	}
}

function typeOfListed(listed: Array<string | number | boolean>): ValueType {
	const types = new Set(listed.map((value) => typeof value));
	if (types.size > 1) return 'any';
	if (types.has('string')) return 'text';
	return types.has('boolean') ? 'boolean' : 'number';
}
