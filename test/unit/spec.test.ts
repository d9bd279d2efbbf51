/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { flatten, readSchema } from '../../nodes/Rill/client/schema';
import {
	addressOfApi,
	fetchApis,
	fetchSpec,
	fetchSpecText,
	findApi,
	parseSpec,
	readApis,
	type RillApi,
} from '../../nodes/Rill/client/spec';
import type { HttpRequest } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';
import { runs } from '../support/properties';

/** The spec of a real Rill project, as it was recorded. */
const recorded = parseSpec(
	readFileSync(join(__dirname, '../contract/recordings/bodies/e66f2393041ea3aa.txt'), 'utf8'),
);

function apiOf(document: unknown, name: string): RillApi {
	const api = findApi(readApis(document), name);
	if (!api) throw new Error(`No API ${name}`);
	return api;
}

/** A document with one API whose request body has this schema. */
function withBody(schema: unknown, components: unknown = {}): unknown {
	return {
		openapi: '3.0.3',
		paths: {
			'/x': { post: { requestBody: { content: { 'application/json': { schema } } } } },
		},
		components: { schemas: components },
	};
}

describe("a real project's spec", () => {
	it('lists every path once, the built-in APIs last', () => {
		const names = readApis(recorded).map(({ name }) => name);
		expect(names.slice(-3)).toEqual(['metrics', 'metrics-sql', 'sql']);
		expect([...names].sort()).toEqual(
			Object.keys(recorded.paths as object)
				.map((path) => path.slice(1))
				.sort(),
		);
	});

	it('tells the arguments of a query, in the order in which they are declared', () => {
		const flights = apiOf(recorded, 'flights');
		expect(flights).toMatchObject({ method: 'GET', summary: 'List flights', builtIn: false });
		expect(flights.arguments.map(({ name, type, required }) => [name, type, required])).toEqual([
			['origin', 'text', false],
			['destination', 'text', false],
			['min_delay', 'integer', false],
			['from', 'date', false],
			['to', 'date', false],
			['late_only', 'boolean', false],
			['limit', 'integer', false],
			['offset', 'integer', false],
		]);
		expect(flights.arguments[6]).toMatchObject({ default: 100, maximum: 1000 });
		expect(flights.columns.map(({ name, type }) => [name, type])).toContainEqual([
			'departed_at',
			'dateTime',
		]);
	});

	it('tells the arguments of a body, references followed', () => {
		const search = apiOf(recorded, 'search_flights');
		const byName = Object.fromEntries(
			search.arguments.map((argument) => [argument.name, argument]),
		);
		expect(search.method).toBe('POST');
		expect(byName.origins).toMatchObject({
			type: 'list',
			required: true,
			items: { type: 'text', description: 'IATA airport code' },
		});
		expect(byName.sort_by.enum).toEqual(['departed_at', 'delay_minutes', 'distance_miles']);
		expect(byName.window).toMatchObject({ type: 'object', members: ['from', 'to'] });
		expect(byName.descending).toMatchObject({ type: 'boolean', default: false });
	});

	it('finds an API whatever the case, and an exact name first', () => {
		const apis = readApis({
			paths: { '/Flights': { get: {} }, '/flights': { get: {} }, '/OTHER': { get: {} } },
		});
		expect(findApi(apis, 'flights')?.name).toBe('flights');
		expect(findApi(apis, 'Flights')?.name).toBe('Flights');
		expect(findApi(apis, 'other')?.name).toBe('OTHER');
		expect(findApi(apis, 'none')).toBeUndefined();
	});
});

describe('a schema', () => {
	it.each([
		['nullable', { type: 'string', nullable: true }, 'text'],
		['a 3.1 type list', { type: ['integer', 'null'] }, 'integer'],
		['a type list of two', { type: ['integer', 'string'] }, 'any'],
		['anyOf with null', { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] }, 'date'],
		['oneOf of one type', { oneOf: [{ type: 'integer' }, { type: 'integer' }] }, 'integer'],
		['oneOf of several types', { oneOf: [{ type: 'integer' }, { type: 'string' }] }, 'any'],
		['oneOf with a list', { oneOf: [{ type: 'array' }, { type: 'string' }] }, 'json'],
		['a type list with an object', { type: ['object', 'string', 'null'] }, 'json'],
		['allOf', { allOf: [{ type: 'string' }, { format: 'date-time' }] }, 'dateTime'],
		['only properties', { properties: { a: {} } }, 'object'],
		['an object of nothing', { type: 'object' }, 'object'],
		['a list of nothing', { type: 'array' }, 'list'],
		['only items', { items: { type: 'string' } }, 'list'],
		['nothing', {}, 'any'],
		['a boolean schema', true, 'any'],
		['only an enum of texts', { enum: ['a', 'b'] }, 'text'],
		['only an enum of numbers', { enum: [1, 2] }, 'number'],
		['only an enum of booleans', { enum: [true] }, 'boolean'],
		['a mixed enum', { enum: [1, 'a'] }, 'any'],
		['a reference to another document', { $ref: 'https://evil.test/x.json#/y' }, 'any'],
		['a reference to nothing', { $ref: '#/components/schemas/None' }, 'any'],
		['a reference to itself', { $ref: '#/components/schemas/Loop' }, 'any'],
		['a reference into a list', { $ref: '#/components/schemas/List/anyOf/1' }, 'boolean'],
		['a reference with an escaped name', { $ref: '#/components/schemas/a~1b%20c' }, 'number'],
		['a reference to an inherited name', { $ref: '#/components/schemas/constructor' }, 'any'],
	])('with %s is read', (_case, schema, type) => {
		const components = {
			Loop: { $ref: '#/components/schemas/Loop' },
			List: { anyOf: [{ type: 'string' }, { type: 'boolean' }] },
			'a/b c': { type: 'number' },
		};
		const document = withBody({ properties: { x: schema } }, components);
		expect(apiOf(document, 'x').arguments[0].type).toBe(type);
	});

	it.each<[string, object, object]>([
		['a title', { title: 'T' }, { description: 'T' }],
		['a description before its title', { title: 'T', description: 'D' }, { description: 'D' }],
		['odd words', { title: 5, description: ['D'] }, { description: '' }],
		['a default', { default: 0 }, { default: 0 }],
		['a default of nothing', { default: null }, { default: null }],
		['a maximum', { maximum: 5 }, { maximum: 5 }],
		['a pattern', { pattern: '^a$' }, { pattern: '^a$' }],
		['long integers', { type: 'integer', format: 'int64' }, { long: true }],
		['other limits', { maximum: '5', pattern: 5, format: 'int32', enum: [] }, {}],
		['elements', { items: { type: 'string' } }, { items: { type: 'text', description: '' } }],
		['members', { type: 'object', properties: { a: {}, b: {} } }, { members: ['a', 'b'] }],
		['members that are none', { type: 'object', properties: ['a'] }, {}],
		['members of something else', { type: 'string', properties: { a: {} } }, {}],
		['elements of something else', { type: 'string', items: {} }, {}],
	])('says no more than is said: %s', (_case, schema, expected) => {
		const { type, ...said } = readSchema({}, schema);
		expect(said).toStrictEqual({ description: '', ...expected });
		expect(typeof type).toBe('string');
	});

	it.each([
		[
			'one format',
			[
				{ type: 'string', format: 'date' },
				{ type: 'string', format: 'date' },
			],
			'date',
		],
		[
			'two formats',
			[
				{ type: 'string', format: 'date' },
				{ type: 'string', format: 'x' },
			],
			'text',
		],
		['a constant of another type', [{ const: 'a' }, { enum: [1] }], 'any'],
		[
			'listed texts',
			[
				{ type: 'string', const: 'a' },
				{ type: 'string', enum: ['b'] },
			],
			'text',
		],
		['listed values and any', [{ const: 'a' }, { type: 'boolean' }], 'boolean'],
		[
			'listed values of two types',
			[
				{ const: 1, type: 'integer' },
				{ const: 'b', type: 'string' },
			],
			'any',
		],
		['an enum of nothing', [{ enum: [] }, { type: 'integer' }], 'integer'],
		['several kinds of null', [{ type: 'null' }, { enum: [null] }, { type: 'integer' }], 'integer'],
		['null and more', [{ enum: [null, 'a'] }], 'text'],
		['an enum of null and a day', [{ enum: [null] }, { type: 'string', format: 'date' }], 'date'],
		[
			'listed whole numbers',
			[
				{ type: 'integer', const: 5 },
				{ type: 'integer', const: 6 },
			],
			'integer',
		],
	])('of alternatives is what they agree on: %s', (_case, oneOf, type) => {
		expect(readSchema({}, { oneOf }).type).toBe(type);
	});

	it.each([
		['anyOf', 'oneOf'],
		['oneOf', 'anyOf'],
	])('may have %s beside %s', (one, other) => {
		const schema = { [one]: [{ const: 'a' }], [other]: [{ const: 'b' }] };
		expect(readSchema({}, schema).enum?.sort()).toEqual(['a', 'b']);
	});

	it('of alternatives keeps what it says itself', () => {
		const schema = {
			description: 'D',
			type: 'integer',
			anyOf: [{ type: 'string', description: 'E' }],
		};
		expect(readSchema({}, schema)).toMatchObject({ type: 'integer', description: 'D' });
	});

	it('that is no list of types says nothing', () => {
		expect(readSchema({}, { type: [] }).type).toBe('any');
		expect(readSchema({}, { type: [], enum: [true, false] }).type).toBe('boolean');
		expect(readSchema({}, { type: ['null'], enum: [1, 'a'] }).type).toBe('any');
	});

	it('of lists in lists is read as deep as anybody needs', () => {
		const nested = (levels: number): object =>
			levels === 0 ? { type: 'string' } : { type: 'array', items: nested(levels - 1) };
		const depthOf = (schema: ReturnType<typeof readSchema> | undefined): number =>
			schema?.items ? 1 + depthOf(schema.items) : 0;
		expect([1, 8, 9, 20].map((levels) => depthOf(readSchema({}, nested(levels))))).toEqual([
			1, 8, 8, 8,
		]);
	});

	it('lies no deeper than fifty levels', () => {
		const nested = (levels: number): object =>
			levels === 0 ? { type: 'integer' } : { allOf: [nested(levels - 1)] };
		expect([49, 50, 51].map((levels) => readSchema({}, nested(levels)).type)).toEqual([
			'integer',
			'integer',
			'any',
		]);
	});

	it.each([
		['#/defs/a~01', 'integer'],
		['#/defs/%zz', 'boolean'],
		['#/list/1', 'number'],
		['#/list/x', 'any'],
		['defs/a', 'any'],
		['#defs/a', 'any'],
		['xxdefs/a', 'any'],
		['./defs/a', 'any'],
		['#/defs/text/more', 'any'],
	])('refers to %s of its own document', ($ref, type) => {
		const document = {
			defs: {
				'a~1': { type: 'integer' },
				'%zz': { type: 'boolean' },
				a: { type: 'string' },
				text: 'more',
			},
			list: [{}, { type: 'number' }],
		};
		expect(readSchema(document, { $ref }).type).toBe(type);
	});

	it.each([
		[{ oneOf: [{ const: 'a' }, { const: 'b' }] }, ['a', 'b']],
		[{ anyOf: [{ enum: ['a'] }, { enum: ['b', 'c'] }, { enum: [null] }] }, ['a', 'b', 'c']],
		[{ const: 5 }, [5]],
		[{ enum: ['a', null, { b: 1 }] }, ['a']],
	])('lists its values: %j', (schema, expected) => {
		expect(readSchema({}, schema).enum).toEqual(expected);
	});

	it('may refer to itself and to others in every way, and costs no more than its length', () => {
		const names = Array.from({ length: 200 }, (_, index) => `S${index}`);
		const all = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
		const schemas = Object.fromEntries(names.map((name) => [name, { anyOf: all, allOf: all }]));
		const document = withBody({ properties: { x: all[0] } }, schemas);
		expect(apiOf(document, 'x').arguments).toHaveLength(1);
	});

	it.each(['allOf', 'anyOf', 'oneOf'])('may say the same twice at every level: %s', (parts) => {
		const twice = (name: string) => ({
			[parts]: [1, 2].map(() => ({ $ref: `#/components/schemas/${name}` })),
		});
		const levels = Array.from({ length: 45 }, (_, level): [string, unknown] => [
			`S${level}`,
			twice(`S${level + 1}`),
		]);
		for (const leaf of [
			{ required: ['a'], properties: { a: {} } },
			{ enum: ['a'] },
			{ type: ['string', 'integer'] },
		]) {
			const components = Object.fromEntries([...levels, ['S45', leaf]]);
			const document = withBody({ properties: { x: twice('S0') } }, components);
			expect(apiOf(document, 'x').arguments).toHaveLength(1);
		}
	});

	it('may be made of thousands of others, of which the nearest count', () => {
		const count = runs(5000);
		const names = Array.from({ length: count }, (_, index) => `S${index}`);
		const schemas = Object.fromEntries(
			names.map((name, index) => [
				name,
				{ properties: { [name]: {} }, allOf: [{ $ref: `#/components/schemas/S${index - 1}` }] },
			]),
		);
		const paths = Object.fromEntries(
			names.map((name) => [
				`/${name}`,
				{
					post: {
						requestBody: {
							content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
						},
					},
				},
			]),
		);
		const apis = readApis({ openapi: '3.0.3', paths, components: { schemas } });
		expect(apis).toHaveLength(count);
		for (const api of apis) {
			expect(api.arguments.map(({ name }) => name)).toContain(api.name);
			expect(api.arguments.length).toBeLessThan(100);
		}
	});

	it('may have members of any name, and of no other type', () => {
		const part = JSON.parse('{"properties":{"__proto__":{"type":"integer"}}}') as unknown;
		const document = withBody({
			oneOf: [part, { properties: { b: {} } }, { properties: 'cd' }, { properties: ['e'] }],
		});
		expect(apiOf(document, 'x').arguments.map(({ name, type }) => [name, type])).toEqual([
			['__proto__', 'integer'],
			['b', 'any'],
		]);
	});

	it('of several objects has the members of all, none of them required', () => {
		const document = withBody({
			oneOf: [
				{ type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
				{ type: 'object', properties: { b: { type: 'integer' } } },
			],
		});
		expect(apiOf(document, 'x').arguments).toMatchObject([
			{ name: 'a', type: 'text', required: false },
			{ name: 'b', type: 'integer', required: false },
		]);
	});

	it('is flat as it is written, and has nothing besides', () => {
		expect(flatten({}, { type: 'string' })).toStrictEqual({ type: 'string' });
		expect(flatten({ a: { type: 'string' } }, { $ref: '#/a', title: 'T' })).toStrictEqual({
			type: 'string',
			title: 'T',
		});
		expect(flatten({}, { oneOf: [{ type: 'string' }, { type: 'integer' }] })).not.toHaveProperty(
			'properties',
		);
		expect(readSchema({}, { oneOf: [{ type: 'string', pattern: 'x' }] }).pattern).toBe('x');
	});

	it('keeps what stands beside a reference', () => {
		const document = { defs: { A: { type: 'string', description: 'far' } } };
		expect(readSchema(document, { $ref: '#/defs/A', description: 'near' })).toMatchObject({
			type: 'text',
			description: 'near',
		});
	});

	it('adds up what allOf requires', () => {
		expect(
			flatten(
				{},
				{
					allOf: [{ required: ['a'], properties: { a: {} } }, { properties: { b: {} } }],
					required: ['b'],
				},
			),
		).toMatchObject({ required: ['a', 'b'], properties: { a: {}, b: {} } });
	});
});

it('says where an API is called', () => {
	const address = { deployment: 'local', baseUrl: 'http://localhost:9009', instance: 'x' } as const;
	const api = apiOf({ paths: { '/ops/weekly': { get: {} } } }, 'ops/weekly');
	expect(addressOfApi(address, api)).toBe('http://localhost:9009/v1/instances/x/api/ops%2Fweekly');
});

describe('a Swagger 2.0 document', () => {
	const swagger = {
		swagger: '2.0',
		paths: {
			'/flights': {
				get: {
					parameters: [
						{ name: 'origin', in: 'query', type: 'string', required: true },
						{ name: 'limit', in: 'query', type: 'integer', format: 'int64' },
						{ name: 'X-Header', in: 'header', type: 'string' },
					],
					responses: {
						200: { schema: { type: 'array', items: { $ref: '#/definitions/Flight' } } },
					},
				},
			},
			'/search': {
				post: {
					parameters: [{ in: 'body', name: 'body', schema: { $ref: '#/definitions/Search' } }],
				},
			},
		},
		definitions: {
			Flight: { properties: { id: { type: 'integer' } } },
			Search: {
				required: ['origins'],
				properties: { origins: { type: 'array', items: { type: 'string' } } },
			},
		},
	};

	it('is taken for a spec', () => {
		expect(parseSpec(JSON.stringify(swagger))).toEqual(swagger);
	});

	it('yields its APIs with arguments and columns', () => {
		expect(readApis(swagger).map(({ name }) => name)).toEqual(['flights', 'search']);
		expect(apiOf(swagger, 'flights').arguments).toMatchObject([
			{ name: 'origin', type: 'text', required: true },
			{ name: 'limit', type: 'integer', long: true },
		]);
		expect(apiOf(swagger, 'flights').columns).toMatchObject([{ name: 'id', type: 'integer' }]);
		expect(apiOf(swagger, 'search').arguments).toMatchObject([
			{ name: 'origins', type: 'list', required: true },
		]);
	});
});

it('takes parameters that stand beside the operations, and one by reference', () => {
	const document = {
		paths: {
			'/x': {
				parameters: [{ $ref: '#/components/parameters/Limit' }],
				get: { parameters: [{ name: 'a', in: 'query' }, { in: 'query' }, 'nonsense'] },
			},
			'/openapi': { get: {} },
			'/': { get: {} },
			'/..': { get: {} },
			'/.': { get: {} },
			'/put': { put: {} },
		},
		components: {
			parameters: { Limit: { name: 'limit', in: 'query', schema: { type: 'integer' } } },
		},
	};
	expect(readApis(document)).toMatchObject([
		{
			name: 'x',
			arguments: [
				{ name: 'limit', type: 'integer' },
				{ name: 'a', type: 'any' },
			],
		},
	]);
});

it('names an API by its summary or else its description, and by its address alone', () => {
	const document = {
		paths: {
			'/b10': { get: { summary: 'S', description: 'D' }, post: { description: 'P' } },
			b2: { get: { description: 'D' } },
			'c/d': { get: {} },
			'/a/b': { get: {} },
			'/sql': { post: {} },
			'/sql2': { post: {} },
			'/no': { get: 'x' },
		},
	};
	expect(
		readApis(document).map(({ name, summary, method, builtIn }) => [
			name,
			summary,
			method,
			builtIn,
		]),
	).toEqual([
		['a/b', '', 'GET', false],
		['b2', 'D', 'GET', false],
		['b10', 'P', 'POST', false],
		['c/d', '', 'GET', false],
		['sql2', '', 'POST', false],
		['sql', '', 'POST', true],
	]);
	expect(readApis(undefined)).toEqual([]);
});

it('takes the arguments of query and body, and nothing else that a request has', () => {
	const document = {
		paths: {
			'/x': {
				parameters: [{ name: 'a', in: 'query', description: 'first', type: 'integer' }],
				post: {
					parameters: [
						{
							name: 'a',
							in: 'query',
							required: true,
							schema: { type: 'string', description: 'S' },
						},
						{ name: 'b', description: 'B', schema: { description: 'S' } },
						{ name: 'c', in: 'query', required: 'true' },
						{ name: 'd', in: 'path' },
						{ name: 'e', in: 'cookie' },
						{ name: 5, in: 'query' },
					],
					requestBody: {
						content: {
							'application/json': {
								schema: { required: ['f'], properties: { f: { type: 'boolean' }, c: {} } },
							},
							'text/plain': { schema: { properties: { g: {} } } },
						},
					},
					responses: {
						200: {
							content: {
								'application/json': {
									schema: {
										items: { properties: { z: { type: 'integer', title: 'Z' }, y: {} } },
									},
								},
							},
						},
						default: { schema: { items: { properties: { no: {} } } } },
					},
				},
			},
		},
	};
	const { arguments: args, columns } = apiOf(document, 'x');
	expect(
		args.map(({ name, type, required, description }) => [name, type, required, description]),
	).toEqual([
		['a', 'text', true, 'S'],
		['b', 'any', false, 'B'],
		['c', 'any', false, ''],
		['f', 'boolean', true, ''],
	]);
	expect(columns).toEqual([
		{ name: 'z', type: 'integer', description: 'Z' },
		{ name: 'y', type: 'any', description: '' },
	]);
});

describe('the text of a spec', () => {
	const answering = (body: string, requests: HttpRequest[] = []) =>
		connectionOf(async (request) => {
			requests.push(request);
			return { status: 200, headers: {}, body };
		});

	it.each([
		['json', 'application/json'],
		['yaml', 'application/yaml'],
	] as const)(
		'is asked for as %s in the only way that Rill understands',
		async (format, accept) => {
			const requests: HttpRequest[] = [];
			await fetchSpecText(answering('openapi: 3.0.3', requests), format);
			expect(requests).toEqual([
				{
					method: 'GET',
					url: 'https://rill.test/v1/organizations/acme/projects/flight-ops/runtime/api/openapi',
					headers: { accept },
				},
			]);
		},
	);

	it.each([
		['openapi: 3.0.3\n', true],
		['# a comment\ninfo: {}\n "openapi" : 3.0.3', true],
		["\t'swagger': '2.0'", true],
		['see openapi: x', false],
		['openapi', false],
		['<html>openapi</html>', false],
	])('%j in YAML may be one: %s', async (text, may) => {
		const asked = fetchSpecText(answering(text), 'yaml');
		await (may ? expect(asked).resolves.toBe(text) : expect(asked).rejects.toThrow('OpenAPI spec'));
	});

	it('is given in JSON as it is', async () => {
		expect(await fetchSpecText(answering('<html>'), 'json')).toBe('<html>');
	});

	it('is asked for in JSON where the document is wanted', async () => {
		const requests: HttpRequest[] = [];
		await fetchSpec(answering('{"paths":{}}', requests));
		expect(requests).toMatchObject([{ headers: { accept: 'application/json' } }]);
	});

	it('gives the document and its APIs', async () => {
		const text = JSON.stringify({ paths: { '/x': { get: {} } } });
		expect(await fetchSpec(answering(text))).toEqual({ paths: { '/x': { get: {} } } });
		expect((await fetchApis(answering(text))).map(({ name }) => name)).toEqual(['x']);
		await expect(fetchSpec(answering('<html>'))).rejects.toMatchObject({
			hint: expect.stringContaining('The answer begins with: "<html>"'),
		});
	});

	it('that Rill does not give is named', async () => {
		const failing = connectionOf(async () => ({ status: 500, headers: {}, body: '{"error":"x"}' }));
		await expect(fetchSpec(failing)).rejects.toThrow(
			"could not read the project's OpenAPI spec: x",
		);
	});
});

it.each(['', '[]', '{}', 'null', '<html>', '{"paths":[]}', '{"paths":"x"}'])(
	'refuses %j, which is no spec',
	(text) => {
		expect(() => parseSpec(text)).toThrow("The answer is not a project's OpenAPI spec");
	},
);

it.each(['\n', ' ', '\t\n'])('looks through megabytes of %j once', async (blank) => {
	const connection = {
		address: {
			deployment: 'local' as const,
			baseUrl: 'http://localhost:9009',
			instance: 'default',
		},
		token: 'none' as const,
		timeoutMs: 1000,
		conceal: (text: string) => text,
		send: async () => ({ status: 200, headers: {}, body: blank.repeat(2e6) }),
	};
	await expect(fetchSpecText(connection, 'yaml')).rejects.toThrow('not a project');
});

it('survives any JSON in any place of a document', () => {
	const anything = fc.jsonValue({ maxDepth: 5 });
	const odd = fc.record({
		paths: fc.dictionary(
			fc.oneof(fc.string(), fc.constantFrom('/__proto__', '/constructor', '/x')),
			fc.oneof(
				anything,
				fc.record({
					post: fc.oneof(
						anything,
						fc.record({
							summary: anything,
							parameters: fc.oneof(anything, fc.array(anything)),
							requestBody: fc.oneof(
								anything,
								fc.record({
									content: fc.record({ 'application/json': fc.record({ schema: anything }) }),
								}),
							),
							responses: anything,
						}),
					),
				}),
			),
		),
		components: anything,
	});
	fc.assert(
		fc.property(odd, (document) => {
			for (const api of readApis(document)) {
				expect(typeof api.name).toBe('string');
				expect(typeof api.summary).toBe('string');
				expect(['GET', 'POST']).toContain(api.method);
			}
		}),
		{ numRuns: runs(500) },
	);
});
