/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';

import { callApi } from '../../nodes/Rill/client/calls';
import { RillError } from '../../nodes/Rill/client/errors';
import type { RillConnection } from '../../nodes/Rill/client/transport';
import { body } from './bodies';
import { counted } from './counted';
import { rowsIn } from './oracle';
import { expectMeant, failureOf } from './readable';

const CASES = 10_000;

/** A project of which every API answers the same. */
const answering = (text: string): RillConnection => ({
	address: { deployment: 'local', baseUrl: 'http://localhost:9009', instance: 'default' },
	token: 'none',
	timeoutMs: 60_000,
	conceal: (said) => said,
	send: async () => ({
		status: 200,
		headers: { 'content-type': 'application/json' },
		body: text,
	}),
});

const flights = {
	name: 'flights',
	summary: '',
	method: 'GET' as const,
	builtIn: false,
	arguments: [],
	columns: [],
};

async function rowsOf(text: string, largeNumbers: 'text' | 'number') {
	const call = { api: flights, arguments: new Map(), largeNumbers };
	let rows: unknown;
	const failure = await failureOf(async () => {
		({ rows } = await callApi(answering(text), call));
	});
	if (failure !== undefined) expectMeant(failure, RillError);
	return rows;
}

/** What two parsers made of the same text; the order of columns counts too. */
function isSame(rows: unknown, expected: unknown): boolean {
	return isDeepStrictEqual(rows, expected) && JSON.stringify(rows) === JSON.stringify(expected);
}

it('reads every answer as another parser does, or refuses it with words', async () => {
	const outcomes = counted('answers');
	await fc.assert(
		fc.asyncProperty(body, fc.constantFrom('text', 'number'), async ({ kind, text }, large) => {
			const expected = rowsIn(text, large);
			const rows = await rowsOf(text, large);
			outcomes.count(`${kind} ${rows ? 'read' : 'refused'}`);
			if (isSame(rows, expected)) return;
			expect(rows).toEqual(expected);
			throw new Error(`The rows are ${JSON.stringify(rows)}, not ${JSON.stringify(expected)}`);
		}),
		{ numRuns: CASES },
	);
	outcomes.print();
}, 120_000);
