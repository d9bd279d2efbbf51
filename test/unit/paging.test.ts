import fc from 'fast-check';
import { sleep } from 'n8n-workflow';

import type { RillArguments } from '../../nodes/Rill/client/arguments';
import type { RillResult } from '../../nodes/Rill/client/calls';
import { RillError } from '../../nodes/Rill/client/errors';
import type { Spare } from '../../nodes/Rill/client/pagesAhead';
import { readPages, type RowsWish } from '../../nodes/Rill/client/paging';
import type { RillRow } from '../../nodes/Rill/client/rows';
import type { RillApi, RillArgument } from '../../nodes/Rill/client/spec';
import { runs } from '../support/properties';

interface PagingArguments {
	limit?: Partial<RillArgument>;
	offset?: Partial<RillArgument>;
}

function apiWith({ limit, offset }: PagingArguments): RillApi {
	const argument = (name: string, more: object) => ({
		name,
		type: 'integer' as const,
		description: '',
		required: false,
		...more,
	});
	return {
		name: 'rows',
		summary: '',
		method: 'GET',
		builtIn: false,
		columns: [],
		arguments: [
			...(limit ? [argument('limit', limit)] : []),
			...(offset ? [argument('offset', offset)] : []),
		],
	};
}

interface Server {
	rows: RillRow[];
	/** The server gives no more than this at a time, whatever is asked; one for each call in turn. */
	caps?: number[];
	/** The server refuses to give more than this at a time. */
	refusesAbove?: number;
	/** What an API's template does when no limit is sent. */
	defaultLimit?: number;
	ignores?: Array<'limit' | 'offset'>;
	/** Each answer begins so many rows further on, as in a result without an order. */
	turns?: number;
	/** How many turns of the event loop each answer takes, in turn. */
	takes?: number[];
}

function serve({
	rows: all,
	caps = [Infinity],
	refusesAbove = Infinity,
	defaultLimit = Infinity,
	ignores = [],
	turns = 0,
	takes = [0],
}: Server) {
	const asked: Array<Record<string, unknown>> = [];
	const load = { now: 0, most: 0 };
	const callOnce = async (values: RillArguments): Promise<RillResult> => {
		load.most = Math.max(load.most, ++load.now);
		const time = takes[asked.length % takes.length];
		try {
			const result = answer(values);
			for (let turn = 0; turn < time; turn++) await sleep(0);
			return result;
		} finally {
			load.now--;
		}
	};
	const answer = (values: RillArguments): RillResult => {
		asked.push(Object.fromEntries(values));
		const wanted = (name: 'limit' | 'offset', fallback: number) =>
			ignores.includes(name) ? fallback : Number(values.get(name) ?? fallback);
		const offset = wanted('offset', 0);
		const size = Math.min(caps[(asked.length - 1) % caps.length], wanted('limit', defaultLimit));
		const turn = all.length === 0 ? 0 : (turns * (asked.length - 1)) % all.length;
		const page = [...all.slice(turn), ...all.slice(0, turn)].slice(offset, offset + size);
		if (page.length > refusesAbove) {
			const body = `result cap exceeded: returned more than ${refusesAbove} rows`;
			throw new RillError('rowCap', 'too many', '', { status: 400, body });
		}
		return {
			rows: page,
			text: JSON.stringify(page),
			method: 'GET',
			status: 200,
			retries: [],
		};
	};
	return { asked, load, callOnce };
}

async function read(
	paging: PagingArguments,
	server: Server,
	wish: Partial<RowsWish> = {},
	values: RillArguments = new Map(),
	atATime = 0,
) {
	const { asked, load, callOnce } = serve(server);
	const spare: Spare = { atATime, hasRoom: () => load.now < atATime, unused: 0 };
	const pages = [];
	for await (const page of readPages(
		apiWith(paging),
		values,
		{ maxRows: 50_000, ...wish },
		callOnce,
		{ spare },
	)) {
		pages.push(page);
	}
	return { asked, load, spare, pages, rows: pages.flatMap((page) => page.rows) };
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));
const both: PagingArguments = { limit: { maximum: 10 }, offset: {} };

describe('reading page by page', () => {
	it('gives every row once and in order, whatever the sizes', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					count: fc.nat({ max: 60 }),
					maximum: fc.option(fc.integer({ min: 1, max: 70 }), { nil: undefined }),
					caps: fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 4 }),
					refusesAbove: fc.option(fc.integer({ min: 1, max: 70 }), { nil: undefined }),
					limit: fc.option(fc.integer({ min: 1, max: 70 }), { nil: undefined }),
					hasLimit: fc.boolean(),
					different: fc.integer({ min: 1, max: 60 }),
				}),
				async ({ count, maximum, caps, refusesAbove, limit, hasLimit, different }) => {
					const all = numbered(count).map(({ n }) => ({ n: n % different }));
					const paging = { offset: {}, ...(hasLimit ? { limit: { maximum } } : {}) };
					const server = {
						rows: all,
						caps,
						defaultLimit: 7,
						...(hasLimit ? { refusesAbove } : {}),
					};
					const { rows } = await read(paging, server, { limit });
					expect(rows).toEqual(limit === undefined ? all : all.slice(0, limit));
				},
			),
			{ numRuns: runs(1000) },
		);
	});

	it('goes on from the rows received, and past a short page to an empty one', async () => {
		const { asked, pages } = await read(both, { rows: numbered(9), caps: [4] });
		expect(pages.map(({ rows }) => rows.length)).toEqual([4, 4, 1]);
		expect(asked).toEqual([
			{ limit: 10, offset: 0 },
			{ limit: 10, offset: 4 },
			{ limit: 10, offset: 8 },
			{ limit: 10, offset: 9 },
		]);
	});

	it('asks for fewer rows where a project allows fewer, and once only for more', async () => {
		const { asked, rows } = await read(both, { rows: numbered(7), refusesAbove: 4 });
		expect(rows).toEqual(numbered(7));
		expect(asked).toEqual([
			{ limit: 10, offset: 0 },
			{ limit: 4, offset: 0 },
			{ limit: 4, offset: 4 },
			{ limit: 4, offset: 7 },
		]);
	});

	it.each<[string, PagingArguments, Server]>([
		['ignores its limit', both, { rows: numbered(7), ignores: ['limit'], refusesAbove: 4 }],
		['has none', { offset: {} }, { rows: numbered(7), refusesAbove: 4 }],
	])('ends where more are refused, and the API %s', async (_case, paging, server) => {
		await expect(read(paging, server)).rejects.toMatchObject({ kind: 'rowCap' });
	});

	it('asks for whole rows, whatever maximum is declared', async () => {
		for (const [maximum, limit] of [
			[2.9, 2],
			[0.5, 1],
			[-3, 1],
		]) {
			const { asked } = await read({ limit: { maximum }, offset: {} }, { rows: numbered(1) });
			expect(asked[0]).toEqual({ limit, offset: 0 });
		}
	});

	it('asks for no more than is wanted', async () => {
		const { asked, rows } = await read(both, { rows: numbered(100) }, { limit: 13 });
		expect(asked).toEqual([
			{ limit: 10, offset: 0 },
			{ limit: 3, offset: 10 },
		]);
		expect(rows).toHaveLength(13);
	});

	it('asks for pages of 10,000 rows at the most, beyond which Rill refuses', async () => {
		const { asked } = await read({ limit: {}, offset: {} }, { rows: numbered(3) });
		expect(asked[0]).toEqual({ limit: 10_000, offset: 0 });
	});

	it('is not done where somebody set the limit', async () => {
		const { asked } = await read(both, { rows: numbered(100) }, {}, new Map([['limit', 5]]));
		expect(asked).toEqual([{ limit: 5 }]);
		const lonely = await read({ limit: {} }, { rows: numbered(9) }, {}, new Map([['limit', 5]]));
		expect(lonely.asked).toEqual([{ limit: 5 }]);
		const needed = { ...both, offset: { required: true } };
		const whole = await read(needed, { rows: numbered(100) }, {}, new Map([['limit', 5]]));
		expect(whole.asked).toEqual([{ limit: 5, offset: 0 }]);
	});

	it.each([15, '15', '1.5e1'])('begins at the offset %j that somebody set', async (offset) => {
		const values = new Map([['offset', offset]]);
		const all = await read(both, { rows: numbered(32) }, {}, values);
		expect(all.rows).toEqual(numbered(32).slice(15));
		expect(all.asked.map((page) => page.offset)).toEqual([15, 25, 32]);
		const some = await read(both, { rows: numbered(32) }, { limit: 12 }, values);
		expect(some.rows).toEqual(numbered(32).slice(15, 27));
	});

	it.each(['+01:00', -5, 1.5, ['15']])('does not count up the offset %j', async (offset) => {
		const values: RillArguments = new Map([['offset', offset]]);
		const { asked } = await read(both, { rows: numbered(8) }, {}, values);
		expect(asked).toEqual([{ limit: 10, offset }]);
		const full = read(both, { rows: numbered(10), ignores: ['offset'] }, {}, values);
		await expect(full).rejects.toMatchObject({ kind: 'paging' });
	});

	it('sends text where text is declared', async () => {
		const texts: PagingArguments = { limit: { type: 'text' }, offset: { type: 'text' } };
		const { asked } = await read(texts, { rows: numbered(4), caps: [3] });
		expect(asked).toEqual([
			{ limit: '10000', offset: '0' },
			{ limit: '10000', offset: '3' },
			{ limit: '10000', offset: '4' },
		]);
	});

	it('is not possible for an API without paging, whose one answer is all', async () => {
		const { asked, rows, pages } = await read({}, { rows: numbered(30) }, { limit: 10 });
		expect(asked).toEqual([{}]);
		expect(rows).toEqual(numbered(10));
		expect(pages[0].cut).toBe(20);
	});

	it('takes equal pages of honest data, after one look far beyond the end', async () => {
		const same = Array.from({ length: 35 }, () => ({ a: 1 }));
		const { rows, asked } = await read(both, { rows: same });
		expect(rows).toEqual(same);
		expect(asked.filter(({ offset }) => offset === '1000000000')).toEqual([
			{ limit: 1, offset: '1000000000' },
		]);
	});

	it('ends with the name of an API that ignores its offset, instead of doubled rows', async () => {
		const reading = read(both, { rows: numbered(100), ignores: ['offset'] });
		await expect(reading).rejects.toMatchObject({
			kind: 'paging',
			message: 'API "rows" ignores its argument "offset": every page is the first one',
			hint: expect.stringContaining('OFFSET {{ default 0 .args.offset }}'),
			details: { api: 'rows' },
		});
	});

	it('names the argument that is ignored as the API does', async () => {
		const skipping = { limit: { maximum: 10 }, offset: { name: 'skip' } };
		await expect(
			read(skipping, { rows: numbered(100), ignores: ['offset'] }),
		).rejects.toMatchObject({
			message: expect.stringContaining('ignores its argument "skip"'),
			hint: expect.stringContaining('.args.skip'),
		});
	});

	it('looks nowhere else for all rows where only some of them come twice', async () => {
		const rows = numbered(30).map(({ n }) => ({ n: n % 12 }));
		const { asked } = await read(both, { rows });
		expect(asked.map(({ offset }) => offset)).toEqual([0, 10, 20, 30]);
	});

	it('doubles no row of an API that ignores its offset, whatever the limit and the sizes', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					count: fc.nat({ max: 60 }),
					caps: fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 4 }),
					limit: fc.integer({ min: 1, max: 70 }),
					turns: fc.nat({ max: 9 }),
				}),
				async ({ limit, ...server }) => {
					const all = numbered(server.count);
					const reading = read(both, { ...server, rows: all, ignores: ['offset'] }, { limit });
					const rows = await reading.then(
						(found) => found.rows,
						(error: unknown) => {
							expect(error).toMatchObject({ kind: 'paging' });
							return [];
						},
					);
					expect(new Set(rows).size).toBe(rows.length);
				},
			),
			{ numRuns: runs(1000) },
		);
	});

	it('notices a doubled row by one look, though the last page is smaller than the others', async () => {
		const { asked, rows } = await read(
			both,
			{ rows: numbered(30).map(({ n }) => ({ n: n % 12 })) },
			{ limit: 25 },
		);
		expect(rows).toHaveLength(25);
		expect(asked.map(({ offset }) => offset)).toEqual([0, 10, '1000000000', 20]);
		const reading = read(both, { rows: numbered(100), ignores: ['offset'] }, { limit: 15 });
		await expect(reading).rejects.toMatchObject({ kind: 'paging' });
	});

	it.each([
		['pages', both],
		['one answer', {}],
	])('ends when %s hold more rows than are allowed', async (_case, paging) => {
		const server = { rows: numbered(41) };
		await expect(read(paging, server, { maxRows: 40 })).rejects.toMatchObject({
			kind: 'rowGuard',
			message: 'API "rows" has more than 40 rows, the most that \'Maximum Rows\' allows',
			hint: expect.stringMatching(/^Nothing was put out/),
			details: { api: 'rows' },
		});
		expect((await read(paging, server, { maxRows: 40, limit: 41 })).rows).toHaveLength(41);
		expect((await read(paging, server, { maxRows: 41 })).rows).toHaveLength(41);
	});

	it('ends where a full page may be only a part, and there is no offset to tell', async () => {
		const onlyLimit: PagingArguments = { limit: { maximum: 10 } };
		await expect(read(onlyLimit, { rows: numbered(10) })).rejects.toMatchObject({
			kind: 'paging',
			message:
				'API "rows" may have more than the 10 rows that it gives at a time, and takes no offset to ask for the rest',
			hint: expect.stringContaining('Or set "limit" by hand, if that many rows are enough.'),
			details: { api: 'rows' },
		});
		expect((await read(onlyLimit, { rows: numbered(9) })).rows).toHaveLength(9);
		const limited = await read(onlyLimit, { rows: numbered(30) }, { limit: 20 });
		expect(limited.pages).toMatchObject([{ mayHaveMore: true }]);
		const few = await read(onlyLimit, { rows: numbered(5) }, { limit: 20 });
		expect(few.pages).toMatchObject([{ mayHaveMore: false }]);
		const unpaged = await read({}, { rows: numbered(10_000) }, { limit: 20_000 });
		expect(unpaged.pages).toMatchObject([{ mayHaveMore: false }]);
		const enough = await read(onlyLimit, { rows: numbered(30) }, { limit: 5 });
		expect(enough.pages).toMatchObject([{ mayHaveMore: false }]);
	});

	it('ends against an API that never does', async () => {
		const endless = async (values: RillArguments): Promise<RillResult> => {
			const rows = [{ n: Number(values.get('offset')) }];
			return {
				rows,
				text: JSON.stringify(rows),
				method: 'GET',
				status: 200,
				retries: [],
			};
		};
		const pages = readPages(apiWith(both), new Map(), { maxRows: 50_000 }, endless);
		const reading = (async () => {
			for await (const page of pages) expect(page.rows).toHaveLength(1);
		})();
		await expect(reading).rejects.toMatchObject({
			kind: 'paging',
			message: 'API "rows" has not come to an end after 1000 pages and 1000 rows',
			hint: expect.stringMatching(/^Ask for less: set 'Limit'/),
			details: { api: 'rows' },
		});
	});

	it.each([
		['returned more than 3 rows', 3],
		['query limit of 10000 rows exceeds the system cap of 3 rows', 3],
		['returned more than 0 rows', undefined],
		['returned more than 12 rows', undefined],
		['returned more than 10 rows', undefined],
		['more than 3 rows', undefined],
		[undefined, undefined],
	])('asks for fewer rows only where Rill says how many: %s', async (body, cap) => {
		const asked: unknown[] = [];
		const { callOnce } = serve({ rows: numbered(5) });
		const pages = readPages(apiWith(both), new Map(), { maxRows: 50 }, async (values) => {
			asked.push(values.get('limit'));
			if (asked.length === 1) throw new RillError('query', 'refused', '', { body });
			return await callOnce(values);
		});
		const reading = (async () => {
			let count = 0;
			for await (const page of pages) count += page.rows.length;
			return count;
		})();
		await (cap === undefined
			? expect(reading).rejects.toThrow('refused')
			: expect(reading).resolves.toBe(5));
		expect(asked.slice(0, 2)).toEqual(cap === undefined ? [10] : [10, cap]);
	});

	it('hands on any other failure', async () => {
		const failing = async () => await Promise.reject(new Error('broken'));
		const pages = readPages(apiWith(both), new Map(), { maxRows: 50 }, failing);
		await expect(pages.next()).rejects.toThrow('broken');
	});

	it('gives one empty page for no rows, so that something can be told of it', async () => {
		const { pages, asked } = await read(both, { rows: [] });
		expect(pages).toMatchObject([{ rows: [], status: 200 }]);
		expect(asked).toHaveLength(1);
	});
});

describe('asking for pages before it is their turn', () => {
	const ahead = async (server: Server, atATime: number, wish: Partial<RowsWish> = {}) =>
		await read(both, server, wish, new Map(), atATime);
	const offsets = (asked: Array<Record<string, unknown>>) => asked.map(({ offset }) => offset);

	it('changes nothing of what is read, and asks for few pages more, within what may be asked at a time', async () => {
		const wish = fc.record({
			limit: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }),
			maxRows: fc.integer({ min: 1, max: 120 }),
		});
		const server = fc.record(
			{
				rows: fc.nat({ max: 80 }).map(numbered),
				caps: fc.constantFrom(3, 9, 10, 1000).map((cap) => [cap]),
				refusesAbove: fc.constantFrom(4, 10, 1000),
				ignores: fc.subarray<'limit' | 'offset'>(['limit', 'offset']),
				takes: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 7 }),
			},
			{ requiredKeys: ['rows', 'takes'] },
		);
		const outcome = async (reading: ReturnType<typeof read>) =>
			await reading.then(
				(done) => ({ done, rows: done.rows }),
				(error: RillError) => ({ message: error.message }),
			);
		await fc.assert(
			fc.asyncProperty(
				server,
				wish,
				fc.integer({ min: 1, max: 6 }),
				async (asking, rows, atATime) => {
					const one = await outcome(read(both, asking, rows));
					const many = await outcome(ahead(asking, atATime, rows));
					expect({ ...many, done: undefined }).toEqual({ ...one, done: undefined });
					if (!('done' in one) || !('done' in many)) return;
					const { asked, spare, load } = many.done;
					expect(asked.length).toBe(one.done.asked.length + spare.unused);
					expect(spare.unused).toBeLessThanOrEqual(atATime);
					expect(load.most).toBeLessThanOrEqual(atATime);
				},
			),
			{ numRuns: 500 },
		);
	});

	it('loses and doubles no row where pages are short anywhere', async () => {
		const caps = fc.array(fc.constantFrom(1, 7, 9, 10, 10, 10, 10), { minLength: 1, maxLength: 9 });
		await fc.assert(
			fc.asyncProperty(
				fc.nat({ max: 80 }),
				caps,
				fc.integer({ min: 1, max: 6 }),
				async (count, sizes, atATime) => {
					const { rows, spare } = await ahead({ rows: numbered(count), caps: sizes }, atATime);
					expect(rows).toEqual(numbered(count));
					expect(spare.unused).toBeLessThanOrEqual(atATime);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('begins when a first page was full', async () => {
		expect(offsets((await ahead({ rows: numbered(9) }, 4)).asked)).toEqual([0, 9]);
		const { asked, spare } = await ahead({ rows: numbered(10), takes: [1] }, 4);
		expect(offsets(asked)).toEqual([0, 10, 20, 30, 40]);
		expect(spare.unused).toBe(3);
	});

	it('ends for good with a page that was not', async () => {
		const { asked, spare } = await ahead({ rows: numbered(60), caps: [10, 9, 10], takes: [1] }, 3);
		expect(offsets(asked)).toEqual([0, 10, 20, 30, 19, 28, 38, 48, 57, 60]);
		expect(spare.unused).toBe(2);
	});

	it('is not done where that would keep something else waiting', async () => {
		const { callOnce, asked } = serve({ rows: numbered(20), takes: [1] });
		const spare = { atATime: 4, hasRoom: () => asked.length > 1, unused: 0 };
		const reading = readPages(apiWith(both), new Map(), { maxRows: 99 }, callOnce, { spare });
		const seen: unknown[] = [];
		for await (const page of reading) seen.push([page.rows.length, asked.length]);
		expect(seen).toEqual([
			[10, 1],
			[10, 6],
		]);
	});

	it('is begun anew by nobody where a project allows fewer rows in the middle', async () => {
		const { callOnce, asked } = serve({ rows: numbered(27) });
		const call = async (values: RillArguments) => {
			const isTooMuch = asked.length > 0 && Number(values.get('limit')) > 5;
			if (!isTooMuch) return await callOnce(values);
			const body = 'result cap exceeded: returned more than 5 rows';
			throw new RillError('rowCap', 'too many', '', { status: 400, body });
		};
		const spare = { atATime: 3, hasRoom: () => true, unused: 0 };
		const rows: RillRow[] = [];
		for await (const page of readPages(apiWith(both), new Map(), { maxRows: 99 }, call, {
			spare,
		})) {
			rows.push(...page.rows);
		}
		expect(rows).toEqual(numbered(27));
		expect(offsets(asked)).toEqual([0, 10, 15, 20, 25, 27]);
	});

	it('goes no further than is wanted', async () => {
		const server = { rows: numbered(100), takes: [1] };
		const { asked } = await ahead(server, 6, { limit: 25 });
		expect(asked).toEqual([
			{ limit: 10, offset: 0 },
			{ limit: 10, offset: 10 },
			{ limit: 5, offset: 20 },
		]);
		const { callOnce, asked: tooMany } = serve(server);
		const spare = { atATime: 9, hasRoom: () => true, unused: 0 };
		const reading = readPages(apiWith(both), new Map(), { maxRows: 20 }, callOnce, { spare });
		await expect(async () => {
			for await (const page of reading) void page;
		}).rejects.toThrow('more than 20 rows');
		expect(offsets(tooMany)).toEqual([0, 10, 20]);
	});

	it('fails with a page that is needed, and not with one that is not', async () => {
		const failingFrom = (first: number) => {
			const { callOnce } = serve({ rows: numbered(25) });
			return async (values: RillArguments) => {
				if (Number(values.get('offset')) >= first) throw new RillError('timeout', 'too slow', '');
				return await callOnce(values);
			};
		};
		const rowsWith = async (call: ReturnType<typeof failingFrom>) => {
			const spare = { atATime: 5, hasRoom: () => true, unused: 0 };
			const rows: RillRow[] = [];
			for await (const page of readPages(apiWith(both), new Map(), { maxRows: 99 }, call, {
				spare,
			})) {
				rows.push(...page.rows);
			}
			return rows;
		};
		expect(await rowsWith(failingFrom(26))).toEqual(numbered(25));
		await expect(rowsWith(failingFrom(20))).rejects.toThrow('too slow');
	});

	it('tells that a page is not needed when that is known', async () => {
		const { callOnce } = serve({ rows: numbered(12) });
		const signals = new Map<number, AbortSignal | undefined>();
		const call = async (values: RillArguments, unneeded?: AbortSignal) => {
			signals.set(Number(values.get('offset')), unneeded);
			return await callOnce(values);
		};
		const spare = { atATime: 3, hasRoom: () => true, unused: 0 };
		for await (const page of readPages(apiWith(both), new Map(), { maxRows: 99 }, call, {
			spare,
		})) {
			expect(signals.get(20)?.aborted ?? false).toBe(page.rows.length < 10);
		}
		expect([...signals].map(([offset, signal]) => [offset, signal?.aborted])).toEqual([
			[0, undefined],
			[10, true],
			[20, true],
			[30, true],
			[12, undefined],
		]);
	});
});
