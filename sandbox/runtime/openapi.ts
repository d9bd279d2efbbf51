import { stringify } from 'yaml';
import builtInSchemas from './builtInSchemas.json';
import { json } from './go';
import type { OpenApiBlock, ProjectDefinition } from './project';

type Schema = Record<string, unknown>;

interface Operation {
	name: string;
	block: OpenApiBlock;
	prefix: string;
}

/** What Rill offers for every project, as its spec declares it. */
const builtIns: Array<{ name: string; openapi: OpenApiBlock }> = Object.entries(builtInSchemas).map(
	([name, openapi]) => ({ name, openapi }),
);

/** `search_flights` → `SearchFlights`: the prefix of an API's shared schemas, unless it names one. */
export function pascalCase(name: string): string {
	return name
		.split(/[^\p{L}\p{N}]+/u)
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join('');
}

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

const definition = '#/$defs/';

/** A schema whose references lead to the document's components instead of its own definitions. */
function withReferences(value: unknown, prefix: string): unknown {
	if (Array.isArray(value)) return value.map((item: unknown) => withReferences(item, prefix));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) =>
			key === '$ref' && typeof inner === 'string' && inner.startsWith(definition)
				? [key, `#/components/schemas/${prefix}${inner.slice(definition.length)}`]
				: [key, withReferences(inner, prefix)],
		),
	);
}

function withoutDefinitions(schema: Schema): Schema {
	return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$defs'));
}

function definitionsOf(schema: Schema | undefined, prefix: string): Array<[string, unknown]> {
	const definitions = schema?.$defs;
	if (!isObject(definitions)) return [];
	return Object.entries(definitions).map(([name, inner]) => [
		`${prefix}${name}`,
		withReferences(inner, prefix),
	]);
}

const errorSchema = { properties: { error: { type: 'string' } }, type: 'object' };

function operation({ name, block, prefix }: Operation): Schema {
	const request = block.request_schema ?? {};
	const isPost = Object.keys(request).length > 0;
	const rows = block.response_schema ?? { type: 'object' };
	const schemaOf = (schema: Schema) => withReferences(withoutDefinitions(schema), prefix);
	return {
		[isPost ? 'post' : 'get']: {
			...(block.parameters ? { parameters: block.parameters } : {}),
			...(isPost
				? { requestBody: { content: { 'application/json': { schema: schemaOf(request) } } } }
				: {}),
			responses: {
				200: {
					content: { 'application/json': { schema: { items: schemaOf(rows), type: 'array' } } },
					description: `Successful response of ${name} resolver`,
				},
				400: {
					content: { 'application/json': { schema: errorSchema } },
					description: 'Bad request',
				},
			},
			summary: block.summary ?? `Query ${name} resolver`,
		},
	};
}

/** The built-ins and the project's APIs; one of the same name takes a built-in's place. */
function operationsOf(project: ProjectDefinition): Operation[] {
	const all = new Map<string, Operation>();
	for (const { name, openapi } of builtIns) all.set(name, { name, block: openapi, prefix: '' });
	for (const { name, openapi: block = {} } of project.apis) {
		all.set(name, { name, block, prefix: block.defs_prefix ?? pascalCase(name) });
	}
	return [...all.values()];
}

/** The project's OpenAPI document. `address` is the runtime's own, which Rill names even by its proxy. */
export function specOf(project: ProjectDefinition, address: string): Schema {
	const operations = operationsOf(project);
	const declared = Object.entries(project.operations ?? {});
	const schemas = operations.flatMap(({ block, prefix }) => [
		...definitionsOf(block.request_schema, prefix),
		...definitionsOf(block.response_schema, prefix),
	]);
	return {
		openapi: '3.0.3',
		info: { title: 'Rill project API', version: '1.0.0' },
		servers: [{ url: address }],
		paths: {
			...Object.fromEntries(operations.map((one) => [`/${one.name}`, operation(one)])),
			...Object.fromEntries(declared.map(([name, item]) => [`/${name}`, item])),
		},
		components: { schemas: Object.fromEntries(schemas) },
	};
}

/** YAML is for those who ask for exactly one of its two names; everybody else gets JSON. */
export function printSpec(
	spec: Schema,
	accept: string | undefined,
): { body: string; contentType: string } {
	const text = json(spec);
	if (accept !== 'application/yaml' && accept !== 'application/x-yaml') {
		return { body: text, contentType: 'application/json' };
	}
	const yaml = stringify(JSON.parse(text), { indent: 4, lineWidth: 0, singleQuote: true });
	return { body: yaml, contentType: 'application/yaml' };
}
