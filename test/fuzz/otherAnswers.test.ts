import fc from 'fast-check';
import { NodeApiError, NodeOperationError, type INodeParameters } from 'n8n-workflow';

import {
	callParameters,
	optionList,
	rillWorkflow,
	runWorkflow,
	searchList,
} from '../support/engine';
import { useServer, type OwnAnswer } from '../support/ownServer';
import { tokens } from '../support/sandbox';
import { keepSecret } from '../support/secrets';
import { counted } from './counted';
import { expectMeant, failureOf, unreadable } from './readable';

// What else Rill is asked for, and what is answered instead: tokens, lists, and failures of every kind.

// From a fixed seed, so that a run that fails can be had again.
const SEED = 13;
const CASES = 300;

const server = useServer();
const outcomes = counted('answers to other questions');

afterAll(() => outcomes.print());

const odd = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom(-1, 0, 1e20, 1e300, 3600, 0.5, '3600', '', null, [], {}, 'x'.repeat(300)),
);

const sample = <T>(arbitrary: fc.Arbitrary<T>) =>
	fc.sample(arbitrary, { numRuns: CASES, seed: SEED });

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const jwt = odd.map((exp) => `${base64({ alg: 'none' })}.${base64({ exp })}.c2lnbmF0dXJl`);

const issued = fc
	.record(
		{
			accessToken: fc.oneof({ weight: 3, arbitrary: jwt }, odd),
			jwt: odd,
			iframeSrc: fc.oneof({ weight: 3, arbitrary: fc.webUrl() }, odd),
			ttlSeconds: odd,
			runtimeHost: odd,
			instanceId: odd,
		},
		{ requiredKeys: ['accessToken', 'iframeSrc'] },
	)
	.map((answer) => JSON.stringify(answer).replaceAll('1e+300', '1e400'));

/** One answer for each of the items that ask for it, and what comes of each. */
async function itemsOf(answers: OwnAnswer[], parameters: INodeParameters) {
	let next = 0;
	server.answer = ({ url }) =>
		url.endsWith('/api/openapi')
			? { body: '{"openapi":"3.0.3","paths":{"/flights":{"get":{}}}}' }
			: answers[next++ % answers.length];
	const { status, items } = await runWorkflow(
		rillWorkflow(parameters, {
			inputItems: answers.map((_, n) => ({ n })),
			onError: 'continueRegularOutput',
		}),
		{ credentials: server.cloud(tokens.serviceAdmin) },
	);
	expect(status).toBe('success');
	expect(items('Rill')).toHaveLength(answers.length);
	return items('Rill').map(({ json }) => json);
}

function expectReadable({ error, details }: Record<string, unknown>): void {
	const { description } = details as { description: string };
	expect(unreadable({ message: String(error), hint: description })).toBeUndefined();
}

const identity = { identity: 'email', userEmail: 'user@acme.test', ttlSeconds: 600 };

it.each([
	['issueEphemeralToken', 'accessToken'],
	['getEmbedUrl', 'url'],
])('%s gives a token or says why not, whatever is answered', async (operation, field) => {
	const answers = sample(issued);
	keepSecret(...answers.flatMap((answer) => /eyJ[\w.-]+/.exec(answer)?.[0] ?? []));
	const parameters = { resource: 'access', operation, show: 'all', ...identity };
	const all = await itemsOf(
		answers.map((body) => ({ body })),
		parameters,
	);
	for (const json of all) {
		outcomes.count('error' in json ? `${operation} refused` : operation);
		if ('error' in json) expectReadable(json);
		else expect(json[field]).toMatch(/^[\w.~+/:-]/);
	}
});

const failure: fc.Arbitrary<OwnAnswer> = fc.record({
	status: fc.constantFrom(
		...[301, 302, 304, 400, 401, 402, 403, 404, 405, 409, 413, 418, 429, 431, 451],
		...[500, 501, 502, 503, 504, 520, 599],
	),
	headers: fc.record({
		'content-type': fc.constantFrom('application/json', 'text/plain', 'text/html', '', 'a/b; c'),
		'retry-after': fc.constantFrom('', '0', '-1', '1e9', 'soon', 'Wed, 99 Foo', '99999999999'),
	}),
	body: fc.oneof(
		odd.map((error) => JSON.stringify({ error })),
		fc.record({ code: odd, message: odd, details: odd }).map((body) => JSON.stringify(body)),
		odd.map((body) => JSON.stringify(body)),
		fc.constantFrom(
			'',
			'<html>',
			'{"error":"',
			'a\nb\n   ^',
			'\u0000',
			'canceled',
			'['.repeat(9000),
		),
		fc.string({ unit: 'binary' }),
		fc.uint8Array().map((bytes) => Buffer.from(bytes)),
	),
});

it('a failure is told in words, whatever is answered', async () => {
	const parameters = callParameters('flights', null, {
		argumentsMode: 'json',
		argumentsJson: '={{ JSON.stringify({ n: $json.n }) }}',
		options: { maxTries: 1, concurrentRequests: 1 },
	});
	for (const json of await itemsOf(sample(failure), parameters)) {
		outcomes.count('failures told');
		expectReadable(json);
	}
});

const named = fc.record({ name: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'a')) });

const field = fc.oneof(
	odd,
	fc.record({ name: odd, displayName: odd, dataType: odd, description: odd }),
);

const resource = fc.oneof(
	odd,
	fc.record({
		meta: fc.oneof(odd, fc.record({ name: fc.oneof(odd, named), reconcileError: odd })),
		metricsView: fc.oneof(
			odd,
			fc.record({
				state: fc.record({
					validSpec: fc.oneof(
						odd,
						fc.record({
							displayName: odd,
							timeDimension: odd,
							dimensions: fc.oneof(odd, fc.array(field)),
							measures: fc.oneof(odd, fc.array(field)),
							firstDayOfWeek: odd,
						}),
					),
				}),
			}),
		),
		explore: fc.oneof(odd, fc.record({ spec: odd })),
	}),
);

const list = fc.record({
	resources: fc.oneof({ weight: 4, arbitrary: fc.array(resource) }, { weight: 1, arbitrary: odd }),
	nextPageToken: fc.constantFrom('', '', null, 5, {}),
});

it('a list is shown or refused in words, whatever is answered', async () => {
	const shown = async (asked: Promise<unknown>) => {
		const failure = await failureOf(async () => await asked);
		if (failure !== undefined) expectMeant(failure, NodeApiError, NodeOperationError);
		outcomes.count(failure === undefined ? 'lists' : 'lists refused');
	};
	for (const answer of sample(list)) {
		server.answer = () => ({ body: JSON.stringify(answer) });
		const question = {
			credentials: server.cloud(tokens.serviceAdmin),
			parameters: {
				resource: 'metrics',
				operation: 'query',
				metricsView: { __rl: true, mode: 'name', value: 'a' },
			},
		};
		await shown(searchList('searchMetricsViews', question));
		await shown(searchList('searchExplores', question));
		await shown(optionList('getDimensionsAndMeasures', question));
	}
}, 60_000);
