/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { isUtf8 } from 'node:buffer';
import type { RillRequest } from '../http';
import type { Arguments, GoValue } from './go';
import { refusedJson } from './goSyntax';

/** A call that Rill refuses for its query or body. */
export class BadRequest extends Error {}

/** Rill writes arguments into the map that the body became, and `null` becomes no map: it panics. */
export class NilMap extends Error {}

/** The bytes that a percent-encoded text stands for, or nothing if an escape is broken. */
function unescape(encoded: string, plusIsSpace: boolean): Buffer | undefined {
	if (/%(?![0-9a-fA-F]{2})/.test(encoded)) return undefined;
	const spaced = plusIsSpace ? encoded.replace(/\+/g, ' ') : encoded;
	const bytes = spaced.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
		String.fromCharCode(parseInt(hex, 16)),
	);
	return Buffer.from(bytes, 'latin1');
}

function decode(bytes: Buffer): string {
	if (!isUtf8(bytes)) throw new BadRequest('could not bind parameter\n');
	return bytes.toString();
}

/** What a path's segment says; nothing if an escape is broken. */
export function decodePath(encoded: string): string | undefined {
	return unescape(encoded, false)?.toString();
}

/**
 * The query as Go reads it: of a repeated name the first value, always text; a pair with a semicolon
 * or a broken escape is left out without a word.
 */
export function queryArguments(query: string): Map<string, string> {
	const values = new Map<string, string>();
	for (const pair of query.split('&')) {
		if (pair === '' || pair.includes(';')) continue;
		const [name = '', ...rest] = pair.split('=');
		const key = unescape(name, true);
		const value = unescape(rest.join('='), true);
		if (!key || !value) continue;
		const decoded = decode(key);
		const text = decode(value);
		if (!values.has(decoded)) values.set(decoded, text);
	}
	return values;
}

const isMap = (value: GoValue): value is Arguments =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function kindInJson(value: GoValue): string {
	if (Array.isArray(value)) return 'array';
	return typeof value === 'boolean' ? 'bool' : typeof value;
}

function parsed(text: string): GoValue | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Whether JavaScript might have read what Go refuses: deep nesting, a number beyond float64. */
function isSuspect(text: string): boolean {
	return text.split(/[[{]/, 10_002).length > 10_001 || /[eE]\+?\d{3}|\d{200}/.test(text);
}

/** The body's arguments: a JSON object, `null`, or nothing at all; its content type does not matter. */
function bodyArguments(body: Buffer): Arguments | null {
	if (body.length === 0) return {};
	const text = body.toString();
	const value = parsed(text);
	const problem = value === undefined || isSuspect(text) ? refusedJson(body) : undefined;
	if (problem !== undefined || value === undefined) {
		throw new BadRequest(`failed to unmarshal request body: ${problem ?? 'not JSON'}`);
	}
	if (value === null || isMap(value)) return value;
	throw new BadRequest(
		`failed to unmarshal request body: json: cannot unmarshal ${kindInJson(value)} into Go value of type map[string]interface {}`,
	);
}

/** Arguments as they are for an API that never looks at its `offset`. */
export function withoutOffset(args: Arguments): Arguments {
	return Object.fromEntries(Object.entries(args).filter(([name]) => name !== 'offset'));
}

/** A call's arguments: the body's, and over them those of the query. */
export function argumentsOf({ query, body }: RillRequest): Arguments {
	const fromBody = bodyArguments(body);
	const fromQuery = queryArguments(query);
	if (fromBody === null && fromQuery.size > 0) throw new NilMap();
	return Object.fromEntries([...Object.entries(fromBody ?? {}), ...fromQuery]);
}
