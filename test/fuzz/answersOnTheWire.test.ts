/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { binaryBuffer, callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useServer } from '../support/ownServer';
import { tokens } from '../support/sandbox';
import { body } from './bodies';
import { counted } from './counted';
import { rowsIn } from './oracle';
import { unreadable } from './readable';

// Answers as bytes, over HTTP through the engine: an input item for each of them.

const server = useServer();

const SPEC = JSON.stringify({
	openapi: '3.0.3',
	paths: {
		'/flights': {
			get: { parameters: [{ name: 'n', in: 'query', schema: { type: 'integer' } }] },
		},
	},
});

/** What comes of each answer: its items, in the order of the answers. */
async function itemsOf(answers: Buffer[], more: INodeParameters): Promise<INodeExecutionData[][]> {
	server.answer = ({ url }) =>
		url.endsWith('/api/openapi')
			? { body: SPEC }
			: { body: answers[Number(new URL(url, server.url).searchParams.get('n'))] };
	const options = { maxTries: 1, concurrentRequests: 10, ...(more.options as INodeParameters) };
	const execution = await runWorkflow(
		rillWorkflow(callParameters('flights', { n: '={{ $json.n }}' }, { ...more, options }), {
			inputItems: answers.map((_, n) => ({ n })),
			onError: 'continueRegularOutput',
		}),
		{ credentials: server.cloud(tokens.serviceViewer) },
	);
	expect(execution.status).toBe('success');
	const items: INodeExecutionData[][] = answers.map(() => []);
	for (const item of execution.items('Rill')) items[itemOf(item)].push(item);
	return items;
}

function itemOf({ pairedItem }: INodeExecutionData): number {
	if (typeof pairedItem !== 'object' || Array.isArray(pairedItem)) throw new Error('no one item');
	return pairedItem.item;
}

function expectFailure(items: INodeExecutionData[]): void {
	expect(items).toHaveLength(1);
	const { error, details } = items[0].json as { error: string; details: { description: string } };
	expect(unreadable({ message: error, hint: details.description })).toBeUndefined();
}

const expected = (answer: Buffer, largeNumbers: 'text' | 'number') =>
	isUtf8(answer) ? rowsIn(answer.toString().replace(/^\ufeff/, ''), largeNumbers) : undefined;

/** Bytes of a text, as a server may send them that has its own idea of encodings. */
const bytes = fc
	.tuple(
		body,
		fc.constantFrom('utf8', 'utf8', 'utf8', 'utf8', 'latin1', 'utf16le', 'withMark', 'surrogates'),
	)
	.map(([{ text }, encoding]) => {
		if (encoding === 'withMark') return Buffer.from(`\ufeff${text}`);
		if (encoding === 'surrogates') {
			return Buffer.concat([
				Buffer.from('[{"a":"'),
				Buffer.from([0xed, 0xa0, 0x80]),
				Buffer.from('"}]'),
			]);
		}
		return Buffer.from(text, encoding as BufferEncoding);
	});

// From a fixed seed, so that a run that fails can be had again.
const SEED = 7;
const CASES = 400;
const outcomes = counted('answers on the wire');

afterAll(() => outcomes.print());

it.each(['text', 'number'] as const)(
	'are read right or refused, long numbers as %s',
	async (large) => {
		const answers = fc.sample(bytes, { numRuns: CASES, seed: SEED });
		const items = await itemsOf(answers, { options: { largeNumbers: large } });
		for (const [index, answer] of answers.entries()) {
			const rows = expected(answer, large);
			outcomes.count(rows ? 'read' : 'refused');
			if (rows) expect(items[index].map(({ json }) => json)).toEqual(rows);
			else expectFailure(items[index]);
		}
	},
	60_000,
);

it.each<[string, { returnAll?: boolean; limit?: number }]>([
	['all of them', {}],
	['two of them', { returnAll: false, limit: 2 }],
])(
	'are in a file what they were, every digit of %s',
	async (_rows, wish) => {
		const answers = fc.sample(bytes, { numRuns: CASES, seed: SEED });
		const items = await itemsOf(answers, {
			...wish,
			output: 'file',
			fileFormat: 'json',
			options: { whenEmpty: 'emptyItem' },
		});
		for (const [index, answer] of answers.entries()) {
			const rows = expected(answer, 'text')?.slice(0, wish.limit);
			outcomes.count(rows ? 'read' : 'refused');
			if (!rows) {
				expectFailure(items[index]);
				continue;
			}
			const [file] = items[index];
			expect(rowsIn((await binaryBuffer(file)).toString(), 'text')).toEqual(rows);
		}
	},
	60_000,
);

it('are refused when they end early, wherever that is', async () => {
	const whole = Buffer.from(
		'[{"ß":9007199254740993,"b":"\\"日本\\\\","c":[1,{"d":null}]},{"ß":-0.5e3}]\n',
	);
	const answers = Array.from(whole, (_, length) => whole.subarray(0, length));
	const items = await itemsOf(answers, {});
	expect(items).toHaveLength(whole.length);
	for (const [length, some] of items.entries()) {
		outcomes.count('cut off');
		// Only the line break at the end is nothing that anybody misses.
		if (length === whole.length - 1) expect(some).toHaveLength(2);
		else expectFailure(some);
	}
});
