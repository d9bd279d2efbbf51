/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { INodeParameters } from 'n8n-workflow';

import { binaryBuffer, callParameters, rillWorkflow, runWorkflow } from './engine';
import { heldBytes } from './heldBytes';

// A process of its own: to find what nobody holds takes the longer the more there is, and one that has
// run other tests has a gigabyte. How many pages are alive can be seen from the server, which is in the
// same process: whenever it is asked for a page, it has everything thrown away that nobody holds, and
// looks at what is left.

/** What the process is to read, as JSON in its only argument. */
export interface Reading {
	page: number;
	pages: number;
	/** Fields of the node. */
	more: INodeParameters;
	options: INodeParameters;
}

/** What it prints, as JSON on a line of its own. */
export interface Held {
	error?: string;
	/** The most that was held at any time, in pages, above what was held when the first one was asked for. */
	most: number;
	/** What the first item holds. */
	json?: unknown;
	/** How the file of the first item ends, where it has one. */
	endOfFile?: string;
}

const { page, pages, more, options } = JSON.parse(process.argv[2]) as Reading;

const pageFrom = (offset: number) =>
	`[${Array.from({ length: offset < pages * page ? page : 0 }, (_, at) => `{"n":${offset + at},"text":"row ${offset + at} of a result that is larger than anybody reads"}`).join(',')}]`;

const SPEC = JSON.stringify({
	openapi: '3.0.3',
	paths: {
		'/large': {
			get: {
				parameters: ['limit', 'offset'].map((name) => ({
					name,
					in: 'query',
					schema: { type: 'integer', maximum: name === 'limit' ? page : undefined },
				})),
			},
		},
	},
});

/** What one page takes, with the text that it was read from. */
function bytesOfPage(): number {
	const before = heldBytes();
	const text = pageFrom(0);
	const read = { text, rows: JSON.parse(text) as unknown[] };
	const bytes = heldBytes() - before;
	if (read.rows.length !== page) throw new Error('A page has been read in part');
	return bytes;
}

async function main(): Promise<void> {
	const held: number[] = [];
	const server = createServer(({ url }, response) => {
		const { pathname, searchParams } = new URL(url ?? '', 'http://127.0.0.1');
		if (pathname.endsWith('/api/openapi')) {
			response.end(SPEC);
			return;
		}
		held.push(heldBytes());
		response.end(pageFrom(Number(searchParams.get('offset'))));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const localUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const run = async (fields: INodeParameters, chosen: INodeParameters) =>
		await runWorkflow(
			rillWorkflow(
				callParameters('large', {}, { ...fields, options: { maxRows: pages * page, ...chosen } }),
			),
			{ credentials: { rillApi: { deployment: 'local', localUrl } } },
		);

	await run({ returnAll: false, limit: page, ...more }, {});
	const size = bytesOfPage();
	held.length = 0;
	const execution = await run(more, options);
	const item = execution.items('Rill').at(0);
	const result: Held = {
		error: execution.error?.message,
		most: (Math.max(...held) - held[0]) / size,
		json: item?.json,
		endOfFile: item?.binary && (await binaryBuffer(item)).subarray(-200).toString(),
	};
	process.stdout.write(`\n${JSON.stringify(result)}\n`, () => process.exit());
}

void main();
