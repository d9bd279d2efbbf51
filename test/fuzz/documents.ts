import fc, { type Arbitrary } from 'fast-check';

/** Names that every object has, names that mean something in a path, in a query or to n8n. */
const TRAPS = [
	...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'],
	...[
		'..',
		'.',
		'a/b',
		'a%2Fb',
		'%',
		'?x=1',
		'#',
		'\\',
		'a b',
		' ',
		'$fromAI',
		'{{x}}',
		'//evil.test',
	],
	...['json', 'error', 'limit', 'offset', 'priority', 'openapi', 'sql', 'metrics'],
	...['\ud800', 'ß', '日本', '👩‍🚀', '\u202e', '\u0000', '\r\nHost: evil.test', "' OR 1=1 --"],
];

const name = fc.oneof(
	{ weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_-]{0,11}$/) },
	{ weight: 2, arbitrary: fc.constantFrom(...TRAPS) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }) },
);

const words = fc.oneof(
	fc.constant(''),
	fc.constantFrom("Don't }} $fromAI('x')", '<b>x</b>', 'a\nb', '\ud83d', '[x](javascript:1)'),
	fc.lorem(),
);

/** An argument as a person would describe it, whatever the dialect. */
interface ModelArgument {
	name: string;
	type: string;
	format?: string;
	required: boolean;
	description: string;
	enum?: Array<string | number>;
	maximum?: number;
	default?: unknown;
	isReference: boolean;
	isNullable: boolean;
}

/** Ways of writing one object down in parts. */
const COMPOSITIONS = ['whole', 'allOf', 'anyOf', 'oneOf'] as const;

interface ModelApi {
	name: string;
	summary: string;
	inBody: boolean;
	composition: (typeof COMPOSITIONS)[number];
	arguments: ModelArgument[];
	columns: string[];
}

/** What a valid document says, whatever its dialect: by API and name, what each argument is. */
export type Expected = Map<string, Map<string, { required: boolean; type: string }>>;

/** A document as a server sends it; what it says is known if it is valid. */
export interface Document {
	kind: string;
	text: string;
	expected?: Expected;
}

const argument: Arbitrary<ModelArgument> = fc.record(
	{
		name,
		type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'array', 'object'),
		format: fc.constantFrom('date', 'date-time', 'int64', 'uuid'),
		required: fc.boolean(),
		description: words,
		enum: fc.oneof(
			fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }),
			fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }),
		),
		maximum: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
		default: fc.jsonValue(),
		isReference: fc.boolean(),
		isNullable: fc.boolean(),
	},
	{ requiredKeys: ['name', 'type', 'required', 'description', 'isReference', 'isNullable'] },
);

const model: Arbitrary<ModelApi[]> = fc.uniqueArray(
	fc.record({
		name,
		summary: words,
		inBody: fc.boolean(),
		composition: fc.constantFrom(...COMPOSITIONS),
		arguments: fc.uniqueArray(argument, { maxLength: 5, selector: (one) => one.name }),
		columns: fc.uniqueArray(name, { maxLength: 4 }),
	}),
	{ minLength: 1, maxLength: 5, selector: (api) => api.name },
);

const DIALECTS = ['3.0', '3.1', '2.0'] as const;
type Dialect = (typeof DIALECTS)[number];

type Json = unknown;

/** From entries and never by assignment, so that a name may be `__proto__`. */
const object = (entries: Array<[string, Json]>) => Object.fromEntries(entries);

const given = (fields: Record<string, Json>) =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function schemaOf(argument: ModelArgument, dialect: Dialect): Json {
	const { type, format, description, maximum, isNullable } = argument;
	return given({
		type: dialect === '3.1' && isNullable ? [type, 'null'] : type,
		nullable: dialect === '3.0' && isNullable ? true : undefined,
		format,
		description,
		enum: argument.enum,
		maximum,
		default: argument.default,
		items: type === 'array' ? { type: 'string' } : undefined,
	});
}

/** Writes a model down as a document, with what is referred to in its own place. */
function written(apis: ModelApi[], dialect: Dialect): Json {
	const shared: Array<[string, Json]> = [];
	const refer = (argument: ModelArgument) => {
		const schema = schemaOf(argument, dialect);
		if (!argument.isReference) return schema;
		const key = `S${shared.length}`;
		shared.push([key, schema]);
		return {
			$ref: dialect === '2.0' ? `#/definitions/${key}` : `#/components/schemas/${key}`,
		};
	};
	const paths = object(
		apis.map((api) => [
			`/${api.name}`,
			{ [api.inBody ? 'post' : 'get']: operation(api, dialect, refer) },
		]),
	);
	return dialect === '2.0'
		? { swagger: '2.0', paths, definitions: object(shared) }
		: {
				openapi: `${dialect}.0`,
				servers: [{ url: 'http://evil.test/' }],
				paths,
				components: { schemas: object(shared) },
			};
}

function operation(
	{ summary, inBody, composition, arguments: all, columns }: ModelApi,
	dialect: Dialect,
	refer: (argument: ModelArgument) => Json,
): Json {
	const rows = {
		type: 'array',
		items: {
			type: 'object',
			properties: object(columns.map((column) => [column, { type: 'string' }])),
		},
	};
	const half = Math.ceil(all.length / 2);
	const required = all.filter((one) => one.required).map((one) => one.name);
	const part = (some: ModelArgument[]) => ({
		type: 'object',
		properties: object(some.map((one) => [one.name, refer(one)])),
	});
	const body =
		composition === 'whole'
			? { ...part(all), required }
			: { [composition]: [part(all.slice(0, half)), part(all.slice(half))], required };
	const inQuery = all.map((one) => {
		const schema = refer(one);
		const beside = dialect === '2.0' && !one.isReference ? (schema as object) : { schema };
		return { ...beside, name: one.name, in: 'query', required: one.required };
	});
	if (dialect === '2.0') {
		return {
			summary,
			parameters: inBody ? [{ in: 'body', name: 'body', schema: body }] : inQuery,
			responses: { 200: { schema: rows } },
		};
	}
	return {
		summary,
		...(inBody
			? { requestBody: { content: { 'application/json': { schema: body } } } }
			: { parameters: inQuery }),
		responses: { 200: { content: { 'application/json': { schema: rows } } } },
	};
}

/** No address leads to these (`rill.md` §2), so they are not listed. */
const UNREACHABLE = ['', '.', '..', 'openapi'];

function expectedOf(apis: ModelApi[]): Expected {
	const reachable = apis.filter((api) => !UNREACHABLE.includes(api.name));
	return new Map(
		reachable.map((api) => [
			api.name,
			new Map(
				api.arguments.map((one) => [one.name, { required: one.required, type: typeOf(one) }]),
			),
		]),
	);
}

const TYPES: Record<string, string> = { string: 'text', array: 'list' };

function typeOf({ type, format }: ModelArgument): string {
	if (type === 'string' && format === 'date') return 'date';
	if (type === 'string' && format === 'date-time') return 'dateTime';
	return TYPES[type] ?? type;
}

/** A document that is what it says. */
const valid: Arbitrary<Document> = fc
	.tuple(model, fc.constantFrom(...DIALECTS))
	.map(([apis, dialect]) => ({
		kind: `valid ${dialect}`,
		text: JSON.stringify(written(apis, dialect)),
		expected: expectedOf(apis),
	}));

/** References that lead in circles, to nowhere, and out of the document. */
const reference = fc.oneof(
	fc.integer({ min: 0, max: 4 }).map((index) => `#/components/schemas/S${index}`),
	fc.constantFrom(
		...['http://evil.test/x.json#/a', '//evil.test/x', 'file:///etc/passwd', 'other.yaml', '#'],
		...['#/', '#/paths', '#/__proto__/x', '#/components/schemas/constructor', '#/%zz', ''],
		...['#/components/schemas/S0/properties/__proto__', '#/components/schemas/S0/allOf/0'],
	),
);

const { schema: tangled } = fc.letrec<{ schema: Json; list: Json[] }>((tie) => ({
	schema: fc.oneof(
		{ maxDepth: 4, depthSize: 'small' },
		reference.map(($ref) => ({ $ref })),
		fc.constantFrom(true, false, {}, { type: 'null' }, { enum: [null] }, { const: 1 }),
		fc.record(
			{
				$ref: reference,
				type: fc.oneof(
					fc.constantFrom('string', 'integer', 'array', 'object', 'nonsense'),
					fc.array(fc.constantFrom('string', 'null', 'object', 'array')),
				),
				allOf: tie('list'),
				anyOf: tie('list'),
				oneOf: tie('list'),
				items: tie('schema'),
				properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
				required: fc.array(name, { maxLength: 3 }),
				enum: fc.array(fc.jsonValue(), { maxLength: 3 }),
				default: fc.jsonValue(),
				pattern: fc.constantFrom('(', '(a+)+$', '[A-Z]{3}', '\\u{110000}'),
			},
			{ requiredKeys: [] },
		),
	),
	list: fc.array(tie('schema'), { maxLength: 3 }),
}));

const recursive: Arbitrary<Document> = fc
	.tuple(fc.array(tangled, { minLength: 5, maxLength: 5 }), tangled, tangled)
	.map(([schemas, body, row]) => ({
		kind: 'references',
		text: JSON.stringify({
			openapi: '3.1.0',
			servers: [{ url: 'http://evil.test/' }],
			paths: {
				'/a': {
					post: {
						parameters: [{ name: 'q', in: 'query', schema: row }, { $ref: '#/paths/~1a/post' }],
						requestBody: { content: { 'application/json': { schema: body } } },
						responses: { 200: { content: { 'application/json': { schema: row } } } },
					},
				},
				'/b': { $ref: 'http://evil.test/b.json', get: { requestBody: { $ref: '//evil.test/c' } } },
			},
			components: { schemas: object(schemas.map((schema, index) => [`S${index}`, schema])) },
		}),
	}));

/** Something of another type than should stand there. */
const wrong = fc.oneof(
	fc.jsonValue({ maxDepth: 3 }),
	fc.constantFrom(null, [], {}, '', 0, -1, true, [[]], [null], { length: 5 }, 'x'.repeat(300)),
);

/** Puts other values in some places of a valid document, counted from the outside. */
function altered(value: Json, at: Map<number, Json>, place = { next: 0 }): Json {
	const here = place.next++;
	if (at.has(here)) return at.get(here);
	if (Array.isArray(value)) return value.map((member: Json) => altered(member, at, place));
	if (typeof value !== 'object' || value === null) return value;
	return object(Object.entries(value).map(([key, member]) => [key, altered(member, at, place)]));
}

const ofWrongTypes: Arbitrary<Document> = fc
	.tuple(
		model,
		fc.constantFrom(...DIALECTS),
		fc.array(fc.tuple(fc.nat({ max: 60 }), wrong), { minLength: 1, maxLength: 4 }),
	)
	.map(([apis, dialect, changes]) => ({
		kind: 'wrong types',
		text: JSON.stringify(altered(written(apis, dialect), new Map(changes))),
	}));

const broken: Arbitrary<Document> = fc
	.tuple(
		valid,
		fc.double({ min: 0, max: 1, noNaN: true }),
		fc.constantFrom('', '}', ']', ',', 'NaN', '\u0000', '\ufeff', '"', "'", '<html>', '1e999'),
		fc.boolean(),
	)
	.map(([{ text }, share, inserted, isCut]) => {
		const at = Math.floor(text.length * share);
		return {
			kind: 'broken',
			text: `${text.slice(0, at)}${inserted}${isCut ? '' : text.slice(at)}`,
		};
	});

const anything: Arbitrary<Document> = fc
	.oneof(
		fc.json(),
		fc.string({ unit: 'binary' }),
		fc.jsonValue().map((paths) => JSON.stringify({ openapi: '3.0.3', paths })),
		fc.constantFrom('', 'null', '[]', '{}', '{"paths":{}}', '<!doctype html>', 'openapi: 3.0.3'),
	)
	.map((text) => ({ kind: 'anything', text }));

/** Chains of schemas, lists in lists and objects in objects, up to what no stack could hold. */
const deep: Arbitrary<Document> = fc
	.tuple(
		fc.constantFrom(
			...[
				['[', ']'],
				['{"a":', '}'],
				['{"allOf":[', ']}'],
				['{"type":"array","items":', '}'],
				['{"properties":{"a":', '}}'],
			],
		),
		fc.constantFrom('schema', 'default', 'enum', 'x-extra'),
		fc.oneof(fc.nat({ max: 600 }), fc.nat({ max: 20_000 })),
	)
	.map(([[open, close], place, levels]) => {
		const nested = `${open.repeat(levels)}1${close.repeat(levels)}`;
		const schema = place === 'schema' ? nested : `{"${place}":${nested}}`;
		return {
			kind: 'deep',
			text: `{"openapi":"3.0.3","paths":{"/a":{"get":{"parameters":[{"name":"b","in":"query","schema":${schema}}]}}}}`,
		};
	});

/** Documents such as Rill prints, such as it once printed, and such as nobody should. */
export const document: Arbitrary<Document> = fc.oneof(
	{ weight: 6, arbitrary: valid },
	{ weight: 5, arbitrary: ofWrongTypes },
	{ weight: 5, arbitrary: recursive },
	{ weight: 3, arbitrary: broken },
	{ weight: 2, arbitrary: anything },
	{ weight: 1, arbitrary: deep },
);
