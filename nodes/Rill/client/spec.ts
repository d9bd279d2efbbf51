import { apiUrl, specUrl, type RillAddress } from './address';
import { ask } from './ask';
import { notFromRill, type RillError } from './errors';
import { parseJson } from './json';
import { compareNames } from './nameOrder';
import { asList, asRecord, asText, flatten, member, readSchema } from './schema';
import type { Json, ValueSchema } from './schema';
import type { Titled } from './titles';
import type { RillConnection } from './transport';

/** One argument of an API, as the project's spec declares it. */
export interface RillArgument extends ValueSchema {
	name: string;
	required: boolean;
}

/** A column of an API's rows, as far as the spec declares it. */
export interface RillColumn {
	name: string;
	type: string;
	description: string;
}

/** A custom or built-in API of a project. */
export interface RillApi extends Titled {
	name: string;
	summary: string;
	method: 'GET' | 'POST';
	arguments: RillArgument[];
	/** Empty if the spec declares no row schema. */
	columns: RillColumn[];
	/** One of the three that every project has; they take whole queries, not values. */
	builtIn: boolean;
}

/** Every project has them, whatever its own APIs are (`rill.md` §3). */
const BUILT_IN_APIS = ['metrics', 'metrics-sql', 'sql'];

/**
 * APIs of these names may be listed, but no address leads to them: `openapi` is that of the spec
 * itself (`rill.md` §2), and the others mean a folder in every web address.
 */
const UNREACHABLE_NAMES = ['', '.', '..', 'openapi'];

export type SpecFormat = 'json' | 'yaml';

/**
 * Rill answers YAML only to exactly this Accept header; anything else (a list, a q value, another
 * case) gets JSON (`rill.md` §3).
 */
const ACCEPT: Record<SpecFormat, string> = {
	json: 'application/json',
	yaml: 'application/yaml',
};

/** The project's OpenAPI spec as Rill prints it. */
export async function fetchSpecText(
	connection: RillConnection,
	format: SpecFormat,
): Promise<string> {
	return await askForSpec(connection, format, (text) => {
		if (format === 'yaml' && !looksLikeYamlSpec(text)) throw noSpec(text);
		return text;
	});
}

function looksLikeYamlSpec(text: string): boolean {
	return /^[ \t]*["']?(openapi|swagger)["']?[ \t]*:/m.test(text);
}

async function askForSpec<T>(
	connection: RillConnection,
	format: SpecFormat,
	read: (text: string) => T,
): Promise<T> {
	return await ask(
		connection,
		{
			method: 'GET',
			url: specUrl(connection.address),
			headers: { accept: ACCEPT[format] },
		},
		{ task: "read the project's OpenAPI spec" },
		({ body }) => read(body),
	);
}

/** The project's OpenAPI spec as a document. */
export async function fetchSpec(connection: RillConnection): Promise<Record<string, Json>> {
	return await askForSpec(connection, 'json', parseSpec);
}

/** The APIs of the project, by its live spec. */
export async function fetchApis(connection: RillConnection): Promise<RillApi[]> {
	return readApis(await fetchSpec(connection));
}

/**
 * @throws RillError `unexpected` if the text is no OpenAPI or Swagger document
 */
export function parseSpec(text: string): Record<string, Json> {
	const document = asRecord(parseJson(text));
	if (!document || !asRecord(member(document, 'paths'))) throw noSpec(text);
	return document;
}

/** A page that a proxy put in the way must not be taken for the spec. */
function noSpec(text: string): RillError {
	return notFromRill("The answer is not a project's OpenAPI spec", text);
}

/**
 * The APIs that a spec describes: the project's own by name, then the built-in ones. Reads OpenAPI
 * 3.0 and 3.1 and the Swagger 2.0 that Rill printed until 2024. Nothing in the document is trusted:
 * not its server addresses, not a reference to another document.
 */
export function readApis(document: Json): RillApi[] {
	const paths = Object.entries(asRecord(member(asRecord(document), 'paths')) ?? {});
	return paths
		.flatMap(([path, item]) => readApi(document, path, asRecord(item)) ?? [])
		.sort((a, b) => Number(a.builtIn) - Number(b.builtIn) || compareNames(a.name, b.name));
}

function readApi(
	document: Json,
	path: string,
	item: Record<string, Json> | undefined,
): RillApi | undefined {
	const name = path.replace(/^\//, '');
	const post = asRecord(member(item, 'post'));
	const operation = post ?? asRecord(member(item, 'get'));
	if (!operation || UNREACHABLE_NAMES.includes(name)) return undefined;

	let values: RillArgument[] | undefined;
	let columns: RillColumn[] | undefined;
	// Of 500 APIs a list shows the names, and a call needs one: the schemas of the others stay unread.
	return {
		name,
		summary: asText(operation.summary) || asText(operation.description),
		method: post ? 'POST' : 'GET',
		get arguments() {
			return (values ??= readArguments(document, operation, asList(item?.parameters)));
		},
		get columns() {
			return (columns ??= readColumns(document, operation));
		},
		builtIn: BUILT_IN_APIS.includes(name),
	};
}

function readArguments(
	document: Json,
	operation: Record<string, Json>,
	shared: Json[],
): RillArgument[] {
	const found = new Map<string, RillArgument>();
	for (const raw of [...shared, ...asList(operation.parameters)]) {
		const parameter = flatten(document, raw);
		if (parameter.in === 'body') {
			addProperties(document, parameter.schema, found);
		} else if (parameter.in === 'query' || parameter.in === undefined) {
			const name = asText(parameter.name);
			if (name === '') continue;
			// Swagger 2.0 has the type beside the name, OpenAPI 3 in a schema of its own.
			const schema = readSchema(document, parameter.schema ?? parameter);
			found.set(name, {
				...schema,
				name,
				required: parameter.required === true,
				description: asText(parameter.description) || schema.description,
			});
		}
	}
	addProperties(document, jsonSchemaOf(document, operation.requestBody), found);
	return [...found.values()];
}

/** Each property of a request body is an argument: Rill merges body and query into one set. */
function addProperties(document: Json, schema: Json, found: Map<string, RillArgument>): void {
	const flat = flatten(document, schema);
	const required = new Set(asList(flat.required));
	for (const [name, property] of Object.entries(asRecord(flat.properties) ?? {})) {
		found.set(name, {
			...readSchema(document, property),
			name,
			required: required.has(name),
		});
	}
}

/** The schema of the JSON in a request body or an OpenAPI 3 response. */
function jsonSchemaOf(document: Json, holder: Json): Json {
	const content = asRecord(flatten(document, holder).content);
	return asRecord(member(content, 'application/json'))?.schema;
}

function readColumns(document: Json, operation: Record<string, Json>): RillColumn[] {
	const response = flatten(document, member(asRecord(operation.responses), '200'));
	const rows = flatten(document, jsonSchemaOf(document, response) ?? response.schema);
	const row = flatten(document, rows.items);
	return Object.entries(asRecord(row.properties) ?? {}).map(([name, property]) => {
		const { type, description } = readSchema(document, property);
		return { name, type, description };
	});
}

/**
 * The API of this name; Rill does not care for upper and lower case (`rill.md` §2).
 */
export function findApi(apis: RillApi[], name: string): RillApi | undefined {
	return (
		apis.find((api) => api.name === name) ??
		apis.find((api) => api.name.toLowerCase() === name.toLowerCase())
	);
}

/** Where this API is called, for somebody who wants to call it by other means. */
export function addressOfApi(address: RillAddress, api: RillApi): string {
	return apiUrl(address, api.name);
}
