import type { RillArguments } from './arguments';
import type { RillResult } from './calls';
import { RillError } from './errors';
import { elementTexts } from './jsonTexts';
import { pageArguments, planPaging, type Paging, type PagingPlan } from './pagingArguments';
import { PagesAhead, type Spare } from './pagesAhead';
import type { RillRow } from './rows';
import type { RillApi } from './spec';
import { atStart, titleOf } from './titles';

/** More rows than this Rill never sends in one answer (`rill.md` §2). */
export const MAX_PAGE_ROWS = 10_000;

/** Against an API that gives a row or two at a time, for ever. */
const MAX_PAGES = 1_000;

/** Beyond the end of every result that somebody would read through a web API. */
const FAR_BEYOND = 1_000_000_000;

/** How much of a result is wanted. */
export interface RowsWish {
	/** Undefined: all of it. */
	limit?: number;
	/** More rows than this end in an error, never in a shorter result that looks whole. */
	maxRows: number;
}

/** One answer of several, in their order. */
export interface RillPage extends RillResult {
	/** Rows that the answer had and nobody wanted. */
	cut: number;
	/** The page is full, fewer rows than wanted have come, and the API takes no offset. */
	mayHaveMore: boolean;
}

/** Calls the API with these arguments; the signal fires when nobody needs the answer any more. */
export type CallOnce = (values: RillArguments, unneeded?: AbortSignal) => Promise<RillResult>;

/** What is known besides of how a result may be read. */
export interface Reading {
	/** Where a page with fewer rows than it may have can only be the last one. */
	isShortLast?: boolean;
	/** What may be asked for before it is needed; undefined: nothing. */
	spare?: Spare;
}

/**
 * Reads a result page by page. Goes on from the number of rows received (a server may cap pages
 * below what was asked) until an empty page, since a short one may be the server's cap and not the
 * end.
 *
 * @throws RillError `rowGuard` beyond the wish's maximum, `paging` if the API cannot be read to its
 *   end; and whatever `callOnce` throws
 */
export async function* readPages(
	api: RillApi,
	values: RillArguments,
	wish: RowsWish,
	callOnce: CallOnce,
	{ isShortLast = false, spare }: Reading = {},
): AsyncGenerator<RillPage> {
	const plan = planPaging(api, values);
	let mayRepeat: ReturnType<typeof repetition> | undefined = repetition(wish);
	const reader = new PageReader(plan, wish, callOnce, spare);
	let received = 0;
	try {
		for (let page = 0; page < MAX_PAGES; page++) {
			const { size, result } = await reader.read(received);
			if (result.rows.length === 0 && page > 0) return;
			if (mayRepeat?.(result.text)) {
				await probe(api, plan, callOnce);
				mayRepeat = undefined;
			}
			received += result.rows.length;
			checkEnd(api, plan, wish, { size, received });
			const missing = (wish.limit ?? received) - received;
			yield {
				...cutTo(result, Math.max(0, -missing)),
				mayHaveMore: missing > 0 && plan.limit !== undefined && !plan.offset && received >= size,
			};
			const hasEnough = wish.limit !== undefined && missing <= 0;
			const isLast = result.rows.length === 0 || (isShortLast && result.rows.length < size);
			if (hasEnough || !plan.offset || isLast) return;
		}
	} finally {
		reader.end();
	}
	throw endless(api, received);
}

function endless(api: RillApi, received: number): RillError {
	return new RillError(
		'paging',
		`${atStart(titleOf(api))} has not come to an end after ${MAX_PAGES} pages and ${received} rows`,
		"Ask for less: set 'Limit', or narrow the result with arguments. If the pages are tiny, whoever maintains the API can allow a higher limit.",
		{ api: api.name },
	);
}

/**
 * Asks for the page behind so many rows, as large as it may be. A project may allow fewer rows at a
 * time than Rill does (`rill.md` §2), and says so only to whoever asks for more.
 */
class PageReader {
	private cap: number;
	private readonly pages: PagesAhead;

	constructor(
		private readonly plan: PagingPlan,
		private readonly wish: RowsWish,
		callOnce: CallOnce,
		spare: Spare | undefined,
	) {
		const declared = Math.floor(Math.min(plan.limit?.maximum ?? MAX_PAGE_ROWS, MAX_PAGE_ROWS));
		this.cap = Math.max(1, declared);
		this.pages = new PagesAhead(
			async (page, unneeded) => await callOnce(pageArguments(plan, page), unneeded),
			(before) => this.sizeAt(before),
			plan.offset ? spare : undefined,
		);
	}

	async read(before: number): Promise<{ size: number; result: RillResult }> {
		return await this.pages.read(before).catch(async (error: unknown) => {
			const lower = capIn(error);
			if (!this.plan.limit || lower === undefined || lower >= this.cap) {
				return await Promise.reject(error);
			}
			this.cap = lower;
			return await this.pages.read(before);
		});
	}

	end(): void {
		this.pages.end();
	}

	/** One row more than 'Maximum Rows' has to come, to tell that there are too many. */
	private sizeAt(before: number): number {
		const { limit, maxRows } = this.wish;
		if (limit !== undefined) return Math.min(this.cap, limit - before);
		return before <= maxRows ? this.cap : 0;
	}
}

/**
 * `result cap exceeded: returned more than 500 rows`, and of metrics `query limit of 10000 rows
 * exceeds the system cap of 500 rows`.
 */
function capIn(error: unknown): number | undefined {
	const text = error instanceof RillError ? (error.details.body ?? '') : '';
	const found = /(?:returned more than|exceeds the system cap of) ([1-9]\d*) rows/.exec(text);
	return found ? Number(found[1]) : undefined;
}

/**
 * Tells of each page's text whether it may be rows once more that came before. All rows end with an
 * empty page, which an API that ignores its offset never gives: equal pages only tell of it earlier.
 * A limit may be reached before, with a page that is smaller than the others; there any row that has
 * come before may tell.
 */
function repetition({ limit }: RowsWish): (text: string) => boolean {
	const seen = new Set<number>();
	let before: string | undefined;
	return (text) => {
		const previous = before;
		before = text;
		if (limit === undefined || previous === undefined) return text === previous;
		for (const row of elementTexts(previous)) seen.add(hashOf(row));
		return elementTexts(text).some((row) => seen.has(hashOf(row)));
	};
}

/** The same for equal texts, and small: two others that share one cost no more than a look. */
function hashOf(text: string): number {
	let hash = 0;
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at);
	return hash | 0;
}

/**
 * Rows that come twice are either honest data with few columns, or an API that ignores its offset:
 * one look far beyond the end tells.
 */
async function probe(api: RillApi, plan: PagingPlan, callOnce: CallOnce): Promise<void> {
	const { rows } = await callOnce(pageArguments(plan, { size: 1, before: FAR_BEYOND }));
	if (rows.length === 0) return;
	const name = plan.offset?.name ?? 'offset';
	throw new RillError(
		'paging',
		`${atStart(titleOf(api))} ignores its argument "${name}": every page is the first one`,
		`Whoever maintains the API has to use it in the query: OFFSET {{ default 0 .args.${name} }}. Until then, set 'Limit' to what one page holds, or set the API's own arguments by hand.`,
		{ api: api.name },
	);
}

function checkEnd(
	api: RillApi,
	{ limit, offset }: Paging,
	wish: RowsWish,
	{ size, received }: { size: number; received: number },
): void {
	if (wish.limit === undefined && received > wish.maxRows) {
		throw new RillError(
			'rowGuard',
			`${atStart(titleOf(api))} has more than ${wish.maxRows} rows, the most that 'Maximum Rows' allows`,
			"Nothing was put out, since a part would look like the whole. Narrow the result with arguments, set 'Limit', or raise 'Maximum Rows' in the options.",
			{ api: api.name },
		);
	}
	// Full to the brim and no way to ask for more: the rest would be missing without a word.
	if (wish.limit === undefined && limit && !offset && received >= size) {
		throw new RillError(
			'paging',
			`${atStart(titleOf(api))} may have more than the ${received} rows that it gives at a time, and takes no offset to ask for the rest`,
			`Whoever maintains the API can add one: an argument "offset", used in the query as OFFSET {{ default 0 .args.offset }}. Or set "${limit.name}" by hand, if that many rows are enough.`,
			{ api: api.name },
		);
	}
}

function cutTo(result: RillResult, cut: number): RillResult & { cut: number } {
	const rows: RillRow[] = cut === 0 ? result.rows : result.rows.slice(0, result.rows.length - cut);
	return { ...result, rows, cut };
}
