import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useServer, type SeenRequest } from '../support/ownServer';
import { tokens } from '../support/sandbox';
import { counted } from './counted';

// Any text that somebody types, or that comes from somewhere, has to be at the server what it was:
// a call for each of them, through the engine and over HTTP.

// From a fixed seed, so that a run that fails can be had again.
const SEED = 11;
const CASES = 500;

const server = useServer();
const outcomes = counted('argument values at the server');

afterAll(() => outcomes.print());

const SPEC = JSON.stringify({
	openapi: '3.0.3',
	paths: {
		'/flights': {
			get: {
				parameters: [
					{ name: 'n', in: 'query', schema: { type: 'integer' } },
					{ name: 'text', in: 'query', schema: { type: 'string' } },
				],
			},
		},
	},
});

/** Half of a pair has no encoding; servers see the replacement character in its place. */
const inUtf8 = (text: string) => Buffer.from(text).toString();

const text = fc.oneof(
	{ weight: 4, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }) },
	{ weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1 }) },
	{ weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1 }) },
	{
		weight: 2,
		arbitrary: fc.constantFrom(
			...[
				' ',
				'  a  ',
				'\t',
				'\r\n',
				'\n',
				'\u0000',
				'\u00a0',
				'\ufeff',
				'\u2028',
				'\ud800',
				'\udc00x',
			],
			...[
				'+',
				'%',
				'%20',
				'%zz',
				'&',
				'=',
				'&a=b',
				';',
				'#',
				'?',
				'/',
				'\\',
				'"',
				"'",
				'`',
				'$',
				'{{',
				'}}',
			],
			...['=1+1', '={{ 1 }}', '{{ $json }}', '$fromAI("x")', '<no value>', '{{ .args.x }}'],
			...[
				'true',
				'null',
				'0',
				'007',
				'1e6',
				'1.0',
				'9007199254740993',
				'NaN',
				'[1]',
				'{"a":1}',
				'[object Object]',
			],
			...[
				'2001-01-05',
				'2001-01-05T00:00:00Z',
				'10:00',
				"O'Hare",
				"' OR 1=1 --",
				'São Paulo',
				'日本',
				'👩‍🚀',
				'é',
				'é',
			],
		),
	},
	{
		weight: 1,
		arbitrary: fc.integer({ min: 1, max: 1500 }).map((length) => 'ab日'.repeat(length)),
	},
);

/** What a request says, read as a server reads it. */
function argumentsOf({ method, url, body }: SeenRequest): Map<string, unknown> {
	if (method === 'POST') {
		return new Map(Object.entries(JSON.parse(body.toString()) as Record<string, unknown>));
	}
	const decode = (part: string) => decodeURIComponent(part.replaceAll('+', ' '));
	return new Map(
		url
			.slice(url.indexOf('?') + 1)
			.split('&')
			.map((pair) => {
				const at = pair.indexOf('=');
				return [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
			}),
	);
}

interface Typed {
	name: string;
	value: string;
}

/** Makes a call for each, and gives back what the server got for it. */
async function receivedFor(typed: Typed[], method: string, parameters: INodeParameters) {
	server.answer = ({ url }) => ({ body: url.endsWith('/api/openapi') ? SPEC : '[{"a":1}]' });
	const { status, error } = await runWorkflow(
		rillWorkflow(
			callParameters('flights', null, {
				...parameters,
				options: { httpMethod: method, concurrentRequests: 10 },
			}),
			{
				inputItems: typed.map(({ name, value }, n) => ({
					n,
					name,
					value,
					json: JSON.stringify(
						Object.fromEntries([
							['n', n],
							[name, value],
						]),
					),
				})),
			},
		),
		{ credentials: server.cloud(tokens.serviceViewer) },
	);
	expect(error).toBeUndefined();
	expect(status).toBe('success');
	const received = new Map<number, Map<string, unknown>>();
	for (const request of server.requests.filter(({ url }) => !url.endsWith('/api/openapi'))) {
		const values = argumentsOf(request);
		received.set(Number(values.get('n')), values);
	}
	return received;
}

const wellFormed = (values: Map<string, unknown> | undefined) =>
	[...(values ?? [])].map(([name, value]) => [inUtf8(name), inUtf8(String(value))]);

async function expectAsTyped(typed: Typed[], method: string, parameters: INodeParameters) {
	const received = await receivedFor(typed, method, parameters);
	for (const [n, { name, value }] of typed.entries()) {
		expect(wellFormed(received.get(n)).filter(([key]) => key !== 'n')).toEqual([
			[inUtf8(name), inUtf8(value)],
		]);
		outcomes.count(`as typed, by ${method}`);
	}
}

const isOwnName = ({ name }: Typed) => name !== 'n';

describe.each(['GET', 'POST'])('by %s', (method) => {
	it('what is typed into a field arrives', async () => {
		const typed = fc.sample(fc.record({ name: fc.constant('text'), value: text }), {
			numRuns: CASES,
			seed: SEED,
		});
		await expectAsTyped(typed, method, {
			arguments: {
				mappingMode: 'defineBelow',
				value: { n: '={{ $json.n }}', text: '={{ $json.value }}' },
				schema: [],
			},
		});
	});

	it('what is typed as JSON arrives, under any name', async () => {
		const name = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString', ''));
		const typed = fc
			.sample(fc.record({ name, value: text }), { numRuns: CASES, seed: SEED })
			.filter(isOwnName);
		await expectAsTyped(typed, method, {
			argumentsMode: 'json',
			argumentsJson: '={{ $json.json }}',
		});
	});

	it('what is typed in pairs arrives, under any name without spaces around it', async () => {
		const name = text.map((one) => one.trim()).filter((one) => one !== '');
		const typed = fc
			.sample(fc.record({ name, value: text }), { numRuns: CASES, seed: SEED })
			.filter(isOwnName);
		await expectAsTyped(typed, method, {
			argumentsMode: 'pairs',
			argumentPairs: {
				pair: [
					{ name: 'n', value: '={{ $json.n }}' },
					{ name: '={{ $json.name }}', value: '={{ $json.value }}' },
				],
			},
		});
	});
});
