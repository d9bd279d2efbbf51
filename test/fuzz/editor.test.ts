import fc from 'fast-check';
import { NodeApiError, NodeOperationError, type INodeParameters } from 'n8n-workflow';

import { isUnfinished } from '../../nodes/Rill/client/json';
import {
	callParameters,
	mapperFields,
	optionList,
	rillWorkflow,
	runWorkflow,
	searchList,
} from '../support/engine';
import { PROJECT, useServer } from '../support/ownServer';
import { tokens } from '../support/sandbox';
import { counted } from './counted';
import { document } from './documents';
import { watchOutgoing } from './outgoing';
import { expectMeant, failureOf, unreadable } from './readable';

// The same documents as in documents.test.ts, over HTTP into n8n's own editor and engine.

const CASES = 1_000;

/** What ends early is asked for again, for seconds each time; the client reads it in documents.test.ts. */
const finished = document.filter(({ text }) => !isUnfinished(text));

const server = useServer();
const outgoing = watchOutgoing();

const credentials = () => server.cloud(tokens.serviceViewer);

/** What an editor asks; undefined if it gets a failure that a person can read. */
async function shownInEditor<T>(asked: Promise<T>): Promise<T | undefined> {
	const failure = await failureOf(async () => await asked);
	if (failure === undefined) return await asked;
	expectMeant(failure, NodeApiError, NodeOperationError);
	return undefined;
}

async function run(parameters: INodeParameters): Promise<string> {
	const { error, status, items } = await runWorkflow(rillWorkflow(parameters), {
		credentials: credentials(),
	});
	if (!error) return `${items('Rill').length} items`;
	expect(status).toBe('error');
	expect(['NodeApiError', 'NodeOperationError']).toContain(error.name);
	const problem = unreadable({ message: error.message, hint: error.description });
	if (problem !== undefined) throw new Error(problem);
	return 'an error';
}

const typed = fc.oneof(
	fc.constantFrom('ORD', '5', 'true', '2001-01-05', '["a"]', '{"a":1}', "O'Hare"),
	fc.string({ unit: 'binary' }).filter((text) => !text.startsWith('=')),
);

it('shows every document in the editor and calls what it describes, or says why not', async () => {
	const outcomes = counted('documents in the editor and the engine');
	await fc.assert(
		fc.asyncProperty(finished, fc.nat(), typed, async ({ text }, pick, value) => {
			server.answer = ({ url }) => ({
				body: url.endsWith('/api/openapi') ? text : '[{"a":1},{"a":2}]',
			});
			const list = await shownInEditor(
				searchList('searchApis', { credentials: credentials(), filter: '' }),
			);
			outcomes.count(list ? 'lists' : 'no list');
			expect(JSON.stringify(list ?? {}).length).toBeLessThan(100_000);
			await run({ resource: 'customApi', operation: 'list' });
			await run({
				resource: 'customApi',
				operation: 'getOpenApiSpec',
				clientReady: true,
				format: pick % 2 === 0 ? 'yaml' : 'json',
			});

			const apis = list?.results ?? [];
			const api = apis.length > 0 ? String(apis[pick % apis.length].value) : 'flights';
			const locator = { mode: 'list', value: api };
			const question = { credentials: credentials(), parameters: callParameters(locator) };
			const form = await shownInEditor(mapperFields('getApiArguments', question));
			await shownInEditor(optionList('getApiColumns', question));
			const values = Object.fromEntries(
				(form?.fields ?? []).map(({ id, options }) => [id, options?.[0]?.value ?? value]),
			);
			const limit = { returnAll: false, limit: 3 };
			const called = await run(callParameters(locator, values as INodeParameters, limit));
			outcomes.count(called === 'an error' ? 'calls refused' : 'calls made');

			const places = new Set(server.requests.splice(0).map(({ url }) => url.split('/api/')[0]));
			expect([...places]).toEqual([`${PROJECT}/runtime`]);
		}),
		{ numRuns: CASES },
	);
	// The documents name no host of this machine; requests to the server itself are looked at above.
	expect([...outgoing.hosts].filter((host) => !host.startsWith('127.0.0.1:'))).toEqual([]);
	expect(outgoing.hosts).toContain(new URL(server.url).host);
	outcomes.print();
}, 180_000);
