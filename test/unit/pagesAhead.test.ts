import type { RillResult } from '../../nodes/Rill/client/calls';
import { PagesAhead, type PageWish } from '../../nodes/Rill/client/pagesAhead';

/** Pages that are always full, of a size that may change, and what was asked for. */
function fullPages(atATime: number) {
	const asked: Array<[before: number, size: number]> = [];
	const sizes = { now: 10 };
	const spare = { atATime, hasRoom: () => true, unused: 0 };
	const pages = new PagesAhead(
		async ({ before, size }: PageWish) => {
			asked.push([before, size]);
			const rows = Array.from({ length: size }, (_, n) => ({ n: before + n }));
			return { rows, retries: [] } as unknown as RillResult;
		},
		() => sizes.now,
		spare,
	);
	const read = async (before: number) => (await pages.read(before)).result.rows.map(({ n }) => n);
	return { read, asked, sizes, spare };
}

const from = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n);

describe('pages asked for before their turn', () => {
	it('are those that come next', async () => {
		const { read, asked, spare } = fullPages(1);
		expect(await read(0)).toEqual(from(0, 10));
		expect(await read(10)).toEqual(from(10, 10));
		expect(asked).toEqual([
			[0, 10],
			[10, 10],
			[20, 10],
		]);
		expect(spare.unused).toBe(0);
	});

	it('are thrown away where another one is wanted, and not asked for again', async () => {
		const { read, asked, spare } = fullPages(2);
		await read(0);
		expect(await read(15)).toEqual(from(15, 10));
		expect(await read(25)).toEqual(from(25, 10));
		expect(spare.unused).toBe(2);
		expect(asked).toEqual([
			[0, 10],
			[10, 10],
			[20, 10],
			[15, 10],
			[25, 10],
		]);
	});

	it('are thrown away where fewer rows at a time are wanted', async () => {
		const { read, sizes, spare } = fullPages(2);
		await read(0);
		sizes.now = 5;
		expect(await read(10)).toEqual(from(10, 5));
		expect(spare.unused).toBe(2);
	});
});
