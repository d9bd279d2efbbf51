import { ProtoTokens, type JsonToken } from './protoTokens';

/** A request of Rill's admin server: its fields, by the names that JSON may use for them. */
export interface MessageType {
	/** As in `rill.admin.v1.GetDeploymentCredentialsRequest`. */
	name: string;
	fields: readonly Field[];
}

export interface Field {
	/** As in `ttlSeconds`; `ttl_seconds` means the same. */
	name: string;
	type: 'string' | 'uint32' | 'bool' | 'struct' | 'stringMap';
	/** At most one field of the same choice may be set. */
	choice?: string;
}

/** The fields that were set, by their name in camel case. */
export type Message = Record<string, unknown>;

export { ProtoError } from './protoTokens';

const snake = (name: string): string =>
	name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function fieldNamed(type: MessageType, name: string): Field | undefined {
	return type.fields.find((field) => field.name === name || snake(field.name) === name);
}

const textOf = (raw: string): string => {
	const value: unknown = JSON.parse(raw);
	return typeof value === 'string' ? value : '';
};

/** An integer as protobuf takes it: also `600.0`, `6e2` and `"600"`, but nothing beyond 32 bits. */
function uint32(token: JsonToken): number | undefined {
	const digits = token.kind === 'text' ? textOf(token.raw) : token.raw;
	if (token.kind !== 'number' && token.kind !== 'text') return undefined;
	if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(digits.trim())) return undefined;
	const value = Number(digits);
	return digits.trim() === digits && Number.isInteger(value) && value >= 0 && value < 2 ** 32
		? value + 0
		: undefined;
}

function readValue(tokens: ProtoTokens): unknown {
	const token = tokens.next();
	switch (token.kind) {
		case 'text':
			return textOf(token.raw);
		case 'number':
			return Number(token.raw);
		case 'word':
			return token.raw === 'null' ? null : token.raw === 'true';
		case '[':
			return readList(tokens);
		case '{':
			return readEntries(tokens, () => readValue(tokens));
		default:
			throw tokens.unexpected(token);
	}
}

function readList(tokens: ProtoTokens): unknown[] {
	const values: unknown[] = [];
	if (tokens.peek().kind === ']') {
		tokens.next();
		return values;
	}
	do values.push(readValue(tokens));
	while (tokens.more(']'));
	return values;
}

function readEntries(tokens: ProtoTokens, readOne: () => unknown): Record<string, unknown> {
	const entries = new Map<string, unknown>();
	if (tokens.peek().kind === '}') {
		tokens.next();
		return {};
	}
	do {
		const key = tokens.next();
		if (key.kind !== 'text') throw tokens.unexpected(key);
		const name = textOf(key.raw);
		if (entries.has(name)) throw tokens.fault(key, `duplicate map key ${key.raw}`);
		tokens.colon();
		entries.set(name, readOne());
	} while (tokens.more('}'));
	return Object.fromEntries(entries);
}

function readString(tokens: ProtoTokens, what: string): string {
	const token = tokens.next();
	if (token.kind === 'text') return textOf(token.raw);
	if (token.kind !== 'number' && token.kind !== 'word') throw tokens.unexpected(token);
	throw tokens.fault(token, `invalid value for string ${what}: ${token.raw}`);
}

function readField(tokens: ProtoTokens, field: Field): unknown {
	if (field.type === 'struct' || field.type === 'stringMap') {
		const open = tokens.next();
		if (open.kind !== '{') throw tokens.unexpected(open);
		const readOne =
			field.type === 'struct' ? () => readValue(tokens) : () => readString(tokens, `field value`);
		return readEntries(tokens, readOne);
	}
	if (field.type === 'string') return readString(tokens, `field ${field.name}`);
	const token = tokens.next();
	if (token.kind === 'end') throw tokens.unexpected(token);
	const value =
		field.type === 'uint32'
			? uint32(token)
			: token.raw === 'true' || token.raw === 'false'
				? token.raw === 'true'
				: undefined;
	if (value === undefined) {
		throw tokens.fault(token, `invalid value for ${field.type} field ${field.name}: ${token.raw}`);
	}
	return value;
}

/**
 * Reads the body of a request as Go's protobuf library does, errors included. `null` leaves a field
 * unset, and an unknown field is passed over: that is how a misspelt identity goes unnoticed.
 */
export function readMessage(type: MessageType, body: string): Message {
	if (body === '') return {};
	const tokens = new ProtoTokens(body);
	const open = tokens.next();
	if (open.kind !== '{') throw tokens.unexpected(open);
	const message: Message = {};
	const seen = new Set<string>();
	const choices = new Set<string>();
	if (tokens.peek().kind === '}') tokens.next();
	else {
		do {
			const key = tokens.next();
			if (key.kind !== 'text') throw tokens.unexpected(key);
			tokens.colon();
			const field = fieldNamed(type, textOf(key.raw));
			if (!field) {
				readValue(tokens);
				continue;
			}
			if (seen.has(field.name)) throw tokens.fault(key, `duplicate field ${key.raw}`);
			seen.add(field.name);
			if (tokens.peek().raw === 'null') {
				tokens.next();
				continue;
			}
			if (field.choice !== undefined && choices.has(field.choice)) {
				const choice = `oneof ${type.name}.${field.choice} is already set`;
				throw tokens.fault(key, `error parsing ${key.raw}, ${choice}`);
			}
			if (field.choice !== undefined) choices.add(field.choice);
			message[field.name] = readField(tokens, field);
		} while (tokens.more('}'));
	}
	const rest = tokens.next();
	if (rest.kind !== 'end') throw tokens.unexpected(rest);
	return message;
}

/** Why a query was refused, with Rill's code of the error. */
export class QueryError extends Error {
	constructor(
		readonly code: 2 | 3,
		message: string,
	) {
		super(message);
	}
}

function fromQuery(field: Field, name: string, text: string): unknown {
	if (field.type === 'string') return text;
	if (field.type === 'uint32') {
		const value = uint32({ kind: 'number', raw: text, offset: 0 });
		if (value !== undefined) return value;
	}
	if (field.type === 'bool' && /^(true|false)$/.test(text)) return text === 'true';
	const character = `invalid character '${text.charAt(0)}' looking for beginning of value`;
	const reason = text === '' ? 'unexpected end of JSON input' : character;
	throw new QueryError(3, `invalid parameter "${name}" ${reason}`);
}

/** Reads the fields that a query sets; unlike in a body, an unknown one is an error there. */
export function readQuery(type: MessageType, query: string): Message {
	const message: Message = {};
	for (const [name, text] of new URLSearchParams(query)) {
		const field = fieldNamed(type, name);
		if (!field || field.type === 'struct' || field.type === 'stringMap') {
			const path = `in field path "${name}": element "${name}"`;
			throw new QueryError(2, `${path} does not correspond to any field of type ${type.name}`);
		}
		message[field.name] = fromQuery(field, name, text);
	}
	return message;
}
