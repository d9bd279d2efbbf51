/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { parse } from 'yaml';

import { clientReadySpec } from '../../nodes/Rill/client/clientReadySpec';
import { toYaml } from '../../nodes/Rill/client/yaml';

const run = promisify(execFile);

const address = {
	deployment: 'cloud',
	baseUrl: 'https://api.rilldata.com',
	organization: 'acme',
	project: 'flight-ops',
} as const;

const RECORDED = join(__dirname, '../contract/recordings/bodies/e66f2393041ea3aa.txt');
const raw = JSON.parse(
	readFileSync(RECORDED, 'utf8').replaceAll('{{RUNTIME}}', 'localhost:9009'),
) as Record<string, unknown>;
const ready = clientReadySpec(raw, address);

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

const folder = mkdtempSync(join(tmpdir(), 'rill-spec-'));

function save(name: string, text: string): string {
	const file = join(folder, name);
	writeFileSync(file, text);
	return file;
}

const bin = (name: string, file: string) =>
	join(dirname(require.resolve(`${name}/package.json`)), file);

/** What Redocly's linter has against a document, by rule. */
async function complaints(file: string): Promise<string[]> {
	const config = save(
		'redocly.yaml',
		[
			'rules:',
			'  struct: error',
			'  security-defined: error',
			'  operation-operationId: error',
			'  operation-operationId-unique: error',
			'  operation-operationId-url-safe: error',
			'  no-empty-servers: error',
			'  no-server-example.com: error',
			'  no-unresolved-refs: error',
			'',
		].join('\n'),
	);
	const script = `
		const { loadConfig, lint } = require(${JSON.stringify(require.resolve('@redocly/openapi-core'))});
		(async () => {
			const config = await loadConfig({ configPath: ${JSON.stringify(config)} });
			const problems = await lint({ ref: ${JSON.stringify(file)}, config });
			console.log(JSON.stringify([...new Set(problems.map((p) => p.ruleId))]));
		})();`;
	const { stdout } = await run(process.execPath, ['-e', script], { maxBuffer: 1e8 });
	return JSON.parse(stdout) as string[];
}

/** The operations that openapi-typescript generates code for. */
async function generated(file: string): Promise<string> {
	const { stdout } = await run(process.execPath, [bin('openapi-typescript', 'bin/cli.js'), file], {
		maxBuffer: 1e8,
	});
	return stdout;
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

	it('is not made of an old Swagger 2.0', () => {
		expect(() => clientReadySpec({ swagger: '2.0', paths: {} }, address)).toThrow('Swagger 2.0');
	});

	it('names apart what differs only in signs, and what begins with a digit', () => {
		const odd = clientReadySpec(
			{
				openapi: '3.0.3',
				paths: {
					'/a-b': { get: {}, post: {} },
					'/a b': { get: {} },
					'/1': { get: {}, summary: 'x' },
				},
			},
			address,
		);
		expect(operationIds(odd).filter((id) => id !== undefined)).toEqual([
			'aB',
			'aBPost',
			'aBGet',
			'api1',
		]);
	});

	it("passes a linter that the project's own spec does not pass", async () => {
		expect(await complaints(save('raw.json', JSON.stringify(raw)))).toEqual(
			expect.arrayContaining(['security-defined', 'operation-operationId']),
		);
		expect(await complaints(save('ready.json', JSON.stringify(ready)))).toEqual([]);
		expect(await complaints(save('ready.yaml', toYaml(ready)))).toEqual([]);
	});

	it("gives a generator operations to generate, which the project's own spec does not", async () => {
		expect(await generated(save('raw.json', JSON.stringify(raw)))).toContain(
			'export type operations = Record<string, never>',
		);
		const types = await generated(save('ready.json', JSON.stringify(ready)));
		expect(types).toContain('export interface operations');
		expect(types).toMatch(/^\s+lateArrivals: \{/m);
		expect(types).toContain('sort_by?: "departed_at" | "delay_minutes" | "distance_miles"');
	});
});

describe('YAML', () => {
	it('reads back as what it was made of', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
				expect(parse(toYaml(value))).toEqual(JSON.parse(JSON.stringify(value)));
			}),
			{ numRuns: 500 },
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

it('has an address for every name, halves of characters included', () => {
	expect(pathsOf({ '/a b': { get: {} }, '/\ud800': { get: {} } })).toEqual([
		'/a%20b',
		'/%EF%BF%BD',
	]);
});
