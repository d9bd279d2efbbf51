/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';

import { clientReadySpec } from '../../nodes/Rill/client/clientReadySpec';
import { toYaml } from '../../nodes/Rill/client/yaml';
import { runs } from '../support/properties';

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
});

describe('YAML', () => {
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

it('has an address for every name, halves of characters included', () => {
	expect(pathsOf({ '/a b': { get: {} }, '/\ud800': { get: {} } })).toEqual([
		'/a%20b',
		'/%EF%BF%BD',
	]);
});
