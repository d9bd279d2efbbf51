/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { INodeParameters } from 'n8n-workflow';

import { binaryBuffer, callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useListening } from '../support/listening';

// How many pages are alive can be seen from the server, which is in the same process: whenever it is
// asked for a page, it has everything thrown away that nobody holds, and looks at what is left.

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const PAGE = 10_000;
const PAGES = 20;

const pageFrom = (offset: number) =>
	`[${Array.from({ length: offset < PAGES * PAGE ? PAGE : 0 }, (_, at) => `{"n":${offset + at},"text":"row ${offset + at} of a result that is larger than anybody reads"}`).join(',')}]`;

function heldBytes(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

const SPEC = JSON.stringify({
	openapi: '3.0.3',
	paths: {
		'/large': {
			get: {
				parameters: ['limit', 'offset'].map((name) => ({
					name,
					in: 'query',
					schema: { type: 'integer', maximum: name === 'limit' ? PAGE : undefined },
				})),
			},
		},
	},
});

const held: number[] = [];
const listening = useListening(
	createServer(({ url }, response) => {
		const { pathname, searchParams } = new URL(url ?? '', 'http://127.0.0.1');
		if (pathname.endsWith('/api/openapi')) {
			response.end(SPEC);
			return;
		}
		held.push(heldBytes());
		response.end(pageFrom(Number(searchParams.get('offset'))));
	}),
);

/** What one page takes, with the text that it was read from. */
function bytesOfPage(): number {
	const before = heldBytes();
	const text = pageFrom(0);
	const page = { text, rows: JSON.parse(text) as unknown[] };
	const bytes = heldBytes() - before;
	expect(page.rows).toHaveLength(PAGE);
	return bytes;
}

const run = async (more: INodeParameters, options: INodeParameters) =>
	await runWorkflow(
		rillWorkflow(
			callParameters('large', {}, { ...more, options: { maxRows: PAGES * PAGE, ...options } }),
		),
		{
			credentials: {
				rillApi: { deployment: 'local', localUrl: `http://127.0.0.1:${listening.port}` },
			},
		},
	);

/** The most that was held at any time, in pages, above what was held when the first one was asked for. */
async function pagesHeld(more: INodeParameters, concurrentRequests: number) {
	await run({ returnAll: false, limit: PAGE, ...more }, {});
	const page = bytesOfPage();
	held.length = 0;
	const execution = await run(more, { concurrentRequests });
	expect(execution.error).toBeUndefined();
	return { execution, most: (Math.max(...held) - held[0]) / page };
}

describe.each(['csv', 'json'])('a %s file of many pages', (format) => {
	it('holds the rows of one page at a time', async () => {
		const { execution, most } = await pagesHeld({ output: 'file', fileFormat: format }, 1);
		const [item] = execution.items('Rill');
		expect(item.json).toMatchObject({ rows: PAGES * PAGE, pages: PAGES });
		expect((await binaryBuffer(item)).toString()).toContain(String(PAGES * PAGE - 1));
		expect(most).toBeLessThan(4);
	});

	it('holds besides only those that were asked for before their turn', async () => {
		const { most } = await pagesHeld({ output: 'file', fileFormat: format }, 3);
		expect(most).toBeLessThan(7);
	});
});

it('sees that items hold all pages', async () => {
	expect((await pagesHeld({}, 1)).most).toBeGreaterThan(9);
});
