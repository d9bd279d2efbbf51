/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { runScript } from '../support/command';
import { PROJECT_DIR } from '../support/engine';
import type { Held, Reading } from '../support/pagesHeld';

const PAGE = 10_000;
const PAGES = 20;

/** Reads all pages in a process of its own, which tells how many of them were alive at once. */
async function pagesHeld(more: INodeParameters, concurrentRequests: number): Promise<Held> {
	const reading: Reading = { page: PAGE, pages: PAGES, more, options: { concurrentRequests } };
	const script = join(PROJECT_DIR, 'test/support/pagesHeld.ts');
	const { code, text } = await runScript(script, [JSON.stringify(reading)], {});
	const printed = text.split('\n').find((line) => line.startsWith('{'));
	if (code !== 0 || printed === undefined) throw new Error(text);
	const held = JSON.parse(printed) as Held;
	expect(held.error).toBeUndefined();
	return held;
}

describe.each(['csv', 'json'])('a %s file of many pages', (format) => {
	it('holds the rows of one page at a time', async () => {
		const { most, json, endOfFile } = await pagesHeld({ output: 'file', fileFormat: format }, 1);
		expect(json).toMatchObject({ rows: PAGES * PAGE, pages: PAGES });
		expect(endOfFile).toContain(String(PAGES * PAGE - 1));
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
