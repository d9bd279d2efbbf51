import fc from 'fast-check';

import { describeTool } from '../../nodes/Rill/actions/customApi/tool';
import { prepareArguments } from '../../nodes/Rill/client/arguments';
import { callApi } from '../../nodes/Rill/client/calls';
import { clientReadySpec } from '../../nodes/Rill/client/clientReadySpec';
import { RillError } from '../../nodes/Rill/client/errors';
import { readPages } from '../../nodes/Rill/client/paging';
import {
	addressOfApi,
	fetchSpec,
	readApis,
	type RillApi,
	type RillArgument,
} from '../../nodes/Rill/client/spec';
import type { HttpRequest, RillConnection } from '../../nodes/Rill/client/transport';
import { toYaml } from '../../nodes/Rill/client/yaml';
import { counted } from './counted';
import { document, type Expected } from './documents';
import { expectMeant, failureOf } from './readable';
import { connectionOf } from '../support/clientConnection';

const CASES = 10_000;
const BASE = 'https://rill.test/v1/organizations/acme/projects/flight-ops/runtime/api';

/** What somebody may have filled in for an argument, good or bad. */
const filledIn = fc.oneof(
	fc.constantFrom('ORD', '2001-01-05', '5', 'true', '["a"]', '{"a":1}', '', "O'Hare", 'a, b'),
	fc.string({ unit: 'binary' }),
	fc.jsonValue(),
	fc.double(),
);

/** A project that answers every call with the same two rows, and remembers what it was asked. */
function project(spec: string) {
	const requests: HttpRequest[] = [];
	const connection = connectionOf(
		async (request) => {
			requests.push(request);
			const body = request.url === `${BASE}/openapi` ? spec : '[{"a":1},{"a":2}]';
			return { status: 200, headers: { 'content-type': 'application/json' }, body };
		},
		{ timeoutMs: 60_000 },
	);
	return { connection, requests };
}

async function call(connection: RillConnection, api: RillApi, values: unknown[]) {
	const fill = (argument: RillArgument, index: number): [string, unknown] => [
		argument.name,
		argument.enum?.[0] ?? values[index % values.length],
	];
	const { values: prepared } = prepareArguments(api, api.arguments.map(fill), {
		zone: 'UTC',
		emptyTextIsUnset: true,
		undeclared: 'send',
	});
	const wish = { limit: 3, maxRows: 100 };
	const once = async (values: typeof prepared) =>
		await callApi(connection, { api, arguments: values });
	let rows = 0;
	for await (const page of readPages(api, prepared, wish, once)) rows += page.rows.length;
	return rows;
}

/** Whether some work was refused, in words that the node means. */
async function isRefused(work: () => unknown): Promise<boolean> {
	const failure = await failureOf(work);
	if (failure !== undefined) expectMeant(failure, RillError);
	return failure !== undefined;
}

function expectModel(apis: RillApi[], expected: Expected): void {
	const found = apis.map((api): [string, unknown] => [
		api.name,
		new Map(api.arguments.map(({ name, required, type }) => [name, { required, type }])),
	]);
	expect(new Map(found)).toEqual(expected);
}

it('reads every document as it is meant, or says in words that it cannot', async () => {
	const outcomes = counted('documents');
	await fc.assert(
		fc.asyncProperty(
			document,
			fc.array(filledIn, { minLength: 1, maxLength: 6 }),
			async ({ kind, text, expected }, values) => {
				const { connection, requests } = project(text);
				let apis: RillApi[] = [];
				let spec = {};
				const refused = await isRefused(async () => {
					spec = await fetchSpec(connection);
					apis = readApis(spec);
				});
				outcomes.count(`${kind}, ${refused ? 'refused' : 'read'}`);
				if (expected) {
					expect(refused).toBe(false);
					expectModel(apis, expected);
				}
				await isRefused(() => toYaml(clientReadySpec(spec, connection.address)));
				for (const api of apis.slice(0, 20)) {
					JSON.stringify(describeTool(api));
					addressOfApi(connection.address, api);
					const isCallRefused = await isRefused(async () => await call(connection, api, values));
					outcomes.count(isCallRefused ? 'calls refused' : 'calls made');
				}
				expect(requests.filter(({ url }) => !url.startsWith(`${BASE}/`))).toEqual([]);
				for (const { url } of requests) {
					const { origin, pathname } = new URL(url);
					expect(origin).toBe('https://rill.test');
					expect(pathname.split('/')).toHaveLength(9);
				}
			},
		),
		{ numRuns: CASES },
	);
	outcomes.print();
}, 180_000);
