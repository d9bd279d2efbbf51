import fc from 'fast-check';
import { parse } from 'yaml';

import { clientReadySpec } from '../../nodes/Rill/client/clientReadySpec';
import { toYaml } from '../../nodes/Rill/client/yaml';
import { runs } from '../support/properties';
import { address, raw, ready } from '../support/recordedSpec';

const pathsOf = (paths: Record<string, unknown>) =>
	Object.keys(clientReadySpec({ openapi: '3.0.3', paths }, address).paths as object);

interface Operation {
	operationId?: string;
}

function operationIds(document: Record<string, unknown>): Array<string | undefined> {
	return Object.values(document.paths as Record<string, Record<string, Operation>>).flatMap(
		(item) => Object.values(item).map(({ operationId }) => operationId),
	);
}

describe('a client-ready spec', () => {
	it("names the project's public address, and never Rill's internal one", () => {
		expect(ready.servers).toEqual([
			{
				url: 'https://api.rilldata.com/v1/organizations/acme/projects/flight-ops/runtime/api',
			},
		]);
		expect(JSON.stringify(ready)).not.toContain('localhost:9009');
	});

	it('names every operation, each by itself', () => {
		const ids = operationIds(ready);
		expect(ids).toHaveLength(operationIds(raw).length);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).toEqual(expect.arrayContaining(['lateArrivals', 'searchFlights', 'opsWeekly']));
	});

	it('leaves the document that it was made from as it was', () => {
		expect(operationIds(raw).every((id) => id === undefined)).toBe(true);
		expect(raw.security).toBeUndefined();
	});

	it('says what it is, and how to get in', () => {
		const small = {
			openapi: '3.0.3',
			info: { title: 'T', description: 'D' },
			components: { schemas: { A: {} }, securitySchemes: { own: { type: 'apiKey' } } },
			paths: {},
		};
		expect(clientReadySpec(small, address)).toEqual({
			openapi: '3.0.3',
			info: {
				title: 'T',
				description: 'Custom APIs of project "flight-ops" of organization "acme"',
			},
			servers: [
				{ url: 'https://api.rilldata.com/v1/organizations/acme/projects/flight-ops/runtime/api' },
			],
			security: [{ rillToken: [] }],
			paths: {},
			components: {
				schemas: { A: {} },
				securitySchemes: {
					own: { type: 'apiKey' },
					rillToken: {
						type: 'http',
						scheme: 'bearer',
						description: 'A user token, a service token or an ephemeral token of Rill',
					},
				},
			},
		});
		expect(clientReadySpec({ openapi: '3.0.3' }, address)).toMatchObject({ paths: {} });
	});

	it('has one example where a schema lists several, and what is called so otherwise', () => {
		const schema = {
			examples: ['a', 'b'],
			items: [{ examples: [] }, { examples: { c: 1 } }],
			n: null,
		};
		expect(
			clientReadySpec({ openapi: '3.0.3', components: { schemas: { A: schema } } }, address),
		).toMatchObject({
			components: {
				schemas: {
					A: { example: 'a', items: [{ example: undefined }, { examples: { c: 1 } }], n: null },
				},
			},
		});
	});

	it('names the operations of every method, and nothing else beside them', () => {
		const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
		const item = Object.fromEntries(
			[...methods, 'parameters', 'x-get'].map((method) => [method, { summary: method }]),
		);
		const { paths } = clientReadySpec(
			{ openapi: '3.0.3', paths: { '/ops/weekly-report': item } },
			address,
		);
		expect(paths).toEqual({
			'/ops%2Fweekly-report': {
				get: { summary: 'get', operationId: 'opsWeeklyReport' },
				put: { summary: 'put', operationId: 'opsWeeklyReportPut' },
				post: { summary: 'post', operationId: 'opsWeeklyReportPost' },
				delete: { summary: 'delete', operationId: 'opsWeeklyReportDelete' },
				options: { summary: 'options', operationId: 'opsWeeklyReportOptions' },
				head: { summary: 'head', operationId: 'opsWeeklyReportHead' },
				patch: { summary: 'patch', operationId: 'opsWeeklyReportPatch' },
				trace: { summary: 'trace', operationId: 'opsWeeklyReportTrace' },
				parameters: { summary: 'parameters' },
				'x-get': { summary: 'x-get' },
			},
		});
	});

	it('counts where even the method does not tell two names apart', () => {
		const paths = {
			'/a b': { get: {} },
			'/a-b': { get: {} },
			'/a.b': { get: {} },
			'/a_b': { get: {} },
			'/-': { get: {} },
		};
		expect(operationIds(clientReadySpec({ openapi: '3.0.3', paths }, address))).toEqual([
			'aB',
			'aBGet',
			'aB2',
			'aB3',
			'api',
		]);
	});

	it('is not made of an old Swagger 2.0', () => {
		expect(() => clientReadySpec({ swagger: '2.0', paths: {} }, address)).toThrow(
			expect.objectContaining({
				kind: 'unexpected',
				message: expect.stringContaining('Swagger 2.0'),
				hint: expect.stringContaining("Switch off 'Client-Ready'"),
			}),
		);
	});

	it('names apart what differs only in signs, and what begins with a digit', () => {
		const odd = clientReadySpec(
			{
				openapi: '3.0.3',
				paths: {
					'/a-b': { get: {}, post: {} },
					'/a b': { get: {} },
					'/1': { get: {}, summary: 'x' },
					'/2 -- x': { get: {} },
				},
			},
			address,
		);
		expect(operationIds(odd).filter((id) => id !== undefined)).toEqual([
			'aB',
			'aBPost',
			'aBGet',
			'api1',
			'api2X',
		]);
	});
});

describe('YAML', () => {
	it.each<[unknown, string]>([
		[
			{ abcd: 1, $ref: 2, _a_b: 3, no: 4, true: 5, Null: 6, false: 7 },
			'abcd: 1\n$ref: 2\n_a_b: 3\n"no": 4\n"true": 5\n"Null": 6\n"false": 7\n',
		],
		[
			{ trueish: 1, untrue: 2, 'abcd e': 3, '1abcd': 4, abc: 5 },
			'trueish: 1\nuntrue: 2\n"abcd e": 3\n"1abcd": 4\n"abc": 5\n',
		],
		[
			{ list: [[1, 2], [], {}, { abcd: { efgh: 1 } }] },
			'list:\n  - - 1\n    - 2\n  - []\n  - {}\n  - abcd:\n      efgh: 1\n',
		],
		[{ text: 'a\n b', none: null, gone: undefined }, 'text: "a\\n b"\nnone: null\ngone: null\n'],
		[[{ abcd: 'x' }, 'y'], '- abcd: "x"\n- "y"\n'],
		['x\ny', '"x\\ny"\n'],
		[undefined, 'null\n'],
	])('of %j is %j', (value, yaml) => {
		expect(toYaml(value)).toBe(yaml);
	});

	it('reads back as what it was made of', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
				expect(parse(toYaml(value))).toEqual(JSON.parse(JSON.stringify(value)));
			}),
			{ numRuns: runs(500) },
		);
	});

	it('reads like YAML', () => {
		expect(
			toYaml({ openapi: '3.0.3', paths: { '/x y': { tags: ['a', { b: 1 }], none: [] } } }),
		).toBe(
			[
				'openapi: "3.0.3"',
				'paths:',
				'  "/x y":',
				'    tags:',
				'      - "a"',
				'      - "b": 1',
				'    none: []',
				'',
			].join('\n'),
		);
	});
});

it('keeps a slash in a name, with or without one in front of it', () => {
	expect(pathsOf({ '/a/b': {}, 'c/d': {} })).toEqual(['/a%2Fb', '/c%2Fd']);
});

it('has an address for every name, halves of characters included', () => {
	expect(pathsOf({ '/a b': { get: {} }, '/\ud800': { get: {} } })).toEqual([
		'/a%20b',
		'/%EF%BF%BD',
	]);
});
