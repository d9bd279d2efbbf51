import { apiUrl } from './address';
import type { RillArguments } from './arguments';
import { ask } from './ask';
import type { TransientKind } from './errors';
import type { JsonValue } from './json';
import { readRows, type LargeNumbers, type RillRow } from './rows';
import type { RillApi } from './spec';
import { titleOf } from './titles';
import type { HttpRequest, RillConnection } from './transport';

/** One call of an API, ready to be made. */
export interface RillCall {
	api: RillApi;
	arguments: RillArguments;
	/** What the caller wants; undefined leaves it to the API and its arguments. */
	method?: 'GET' | 'POST';
	/** Integers beyond ±2^53 as the text of their digits, or rounded to numbers like all others. */
	largeNumbers?: LargeNumbers;
}

/** What a call brought. */
export interface RillResult {
	rows: RillRow[];
	/** The answer as Rill sent it. */
	text: string;
	method: 'GET' | 'POST';
	status: number;
	/** What it was asked again for, before this answer came. */
	retries: TransientKind[];
}

/**
 * The verb of a call. The spec's; but a query carries nothing but text, so that `false` would be
 * true in a template and a list unusable: where a value would lose its type, the same call goes as
 * POST, which Rill takes for every API (`rill.md` §2).
 */
export function methodOf(call: RillCall): 'GET' | 'POST' {
	if (call.method) return call.method;
	return namesLosingType(call.arguments).length > 0 ? 'POST' : call.api.method;
}

/** The arguments that a query would turn into something else. */
export function namesLosingType(values: RillArguments): string[] {
	return [...values]
		.filter(([, value]) => typeof value === 'boolean' || typeof value === 'object')
		.map(([name]) => name);
}

/**
 * Calls an API once and reads its rows.
 *
 * @throws RillError
 */
export async function callApi(connection: RillConnection, call: RillCall): Promise<RillResult> {
	const method = methodOf(call);
	const { name } = call.api;
	const title = titleOf(call.api);
	return await ask(
		connection,
		requestFor(connection, call, method),
		{ task: `run ${title}`, api: name, title },
		({ body, status }, retries) => ({
			rows: readRows(body, title, call.largeNumbers),
			text: body,
			method,
			status,
			retries: [...retries],
		}),
	);
}

function requestFor(
	connection: RillConnection,
	call: RillCall,
	method: 'GET' | 'POST',
): HttpRequest {
	const url = apiUrl(connection.address, call.api.name);
	if (method === 'GET') {
		return {
			method,
			url: call.arguments.size === 0 ? url : `${url}?${queryOf(call.arguments)}`,
			headers: { accept: 'application/json' },
		};
	}
	return {
		method,
		url,
		headers: { accept: 'application/json', 'content-type': 'application/json' },
		body: JSON.stringify(Object.fromEntries(call.arguments)),
	};
}

/** Rill reads the first value of a name only, so a list goes as one JSON text. */
function queryOf(values: RillArguments): string {
	const query = new URLSearchParams();
	for (const [name, value] of values) query.append(name, queryText(value));
	return query.toString();
}

function queryText(value: JsonValue): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
