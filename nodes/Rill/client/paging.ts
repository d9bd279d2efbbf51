import type { RillArguments } from './arguments';
import type { RillResult } from './calls';
import { numberForRill } from './decimal';
import { RillError } from './errors';
import type { RillRow } from './rows';
import type { RillApi, RillArgument } from './spec';

/**
 * Under which names APIs take the size and the start of a page. Rill has no rule for it; these are
 * what its own documentation and SQL users write. Case does not matter.
 */
const LIMIT_NAMES = ['limit', 'page_size', 'row_limit', 'max_rows'];
const OFFSET_NAMES = ['offset', 'skip', 'row_offset'];

/** More rows than this Rill never sends in one answer (`rill.md` §2). */
export const MAX_PAGE_ROWS = 10_000;

/** Against an API that gives a row or two at a time, for ever. */
const MAX_PAGES = 1_000;

/** Beyond the end of every result that somebody would read through a web API. */
const FAR_BEYOND = 1_000_000_000;

/** The arguments by which an API can be read in parts. */
export interface Paging {
	limit?: RillArgument;
	offset?: RillArgument;
}

function declaredPaging(api: RillApi): Paging {
	if (api.builtIn) return {};
	const find = (names: string[]) =>
		api.arguments.find(
			({ name, type }) =>
				names.includes(name.toLowerCase()) && ['integer', 'number', 'any'].includes(type),
		);
	return { limit: find(LIMIT_NAMES), offset: find(OFFSET_NAMES) };
}

/** The arguments that are filled in page by page, so that nobody has to. */
export function pagingNames(api: RillApi): Set<string> {
	const { limit, offset } = declaredPaging(api);
	return new Set([limit, offset].flatMap((argument) => (argument ? [argument.name] : [])));
}

/**
 * How this API is read in parts: by its own declared arguments, unless the caller has set one of
 * them and so wants just that part.
 */
function pagingOf(api: RillApi, values: RillArguments): Paging {
	return [...pagingNames(api)].some((name) => values.has(name)) ? {} : declaredPaging(api);
}

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

/** Calls the API with these arguments. */
export type CallOnce = (values: RillArguments) => Promise<RillResult>;

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
): AsyncGenerator<RillPage> {
	const paging = pagingOf(api, values);
	let received = 0;
	let previous: string | undefined;
	let isHonest = false;
	for (let page = 0; page < MAX_PAGES; page++) {
		const size = pageSize(paging, wish, received);
		const result = await callOnce(pageArguments(values, paging, size, received));
		if (result.rows.length === 0 && page > 0) return;
		if (result.text === previous && !isHonest) {
			await probe(api, values, paging, callOnce);
			isHonest = true;
		}
		previous = result.text;
		received += result.rows.length;
		checkEnd(api, paging, wish, { size, received });
		const missing = (wish.limit ?? received) - received;
		yield {
			...cutTo(result, Math.max(0, -missing)),
			mayHaveMore: missing > 0 && paging.limit !== undefined && !paging.offset && received >= size,
		};
		const hasEnough = wish.limit !== undefined && missing <= 0;
		if (hasEnough || !paging.offset || result.rows.length === 0) return;
	}
	throw new RillError(
		'paging',
		`API "${api.name}" has not come to an end after ${MAX_PAGES} pages and ${received} rows`,
		"Ask for less: set 'Limit', or narrow the result with arguments. If the pages are tiny, whoever maintains the API can allow a higher limit.",
		{ api: api.name },
	);
}

function pageSize({ limit }: Paging, wish: RowsWish, received: number): number {
	const largest = Math.max(1, Math.min(limit?.maximum ?? MAX_PAGE_ROWS, MAX_PAGE_ROWS));
	return wish.limit === undefined ? largest : Math.min(largest, wish.limit - received);
}

function pageArguments(
	values: RillArguments,
	{ limit, offset }: Paging,
	size: number,
	received: number,
): RillArguments {
	const page = new Map(values);
	if (limit) page.set(limit.name, numberForRill(String(size)));
	if (offset) page.set(offset.name, numberForRill(String(received)));
	return page;
}

/**
 * A page equal to the one before is either honest data with few columns, or an API that ignores its
 * offset: one look far beyond the end tells.
 */
async function probe(
	api: RillApi,
	values: RillArguments,
	paging: Paging,
	callOnce: CallOnce,
): Promise<void> {
	const { rows } = await callOnce(pageArguments(values, paging, 1, FAR_BEYOND));
	if (rows.length === 0) return;
	throw new RillError(
		'paging',
		`API "${api.name}" ignores its argument "${paging.offset?.name ?? ''}": every page is the first one`,
		`Whoever maintains the API has to use it in the query: OFFSET {{ default 0 .args.${paging.offset?.name ?? 'offset'} }}. Until then, set 'Limit' to what one page holds, or set the API's own arguments by hand.`,
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
			`API "${api.name}" has more than ${wish.maxRows} rows, the most that 'Maximum Rows' allows`,
			"Nothing was put out, since a part would look like the whole. Narrow the result with arguments, set 'Limit', or raise 'Maximum Rows' in the options.",
			{ api: api.name },
		);
	}
	// Full to the brim and no way to ask for more: the rest would be missing without a word.
	if (wish.limit === undefined && limit && !offset && received >= size) {
		throw new RillError(
			'paging',
			`API "${api.name}" may have more than the ${received} rows that it gives at a time, and takes no offset to ask for the rest`,
			`Whoever maintains the API can add one: an argument "offset", used in the query as OFFSET {{ default 0 .args.offset }}. Or set "${limit.name}" by hand, if that many rows are enough.`,
			{ api: api.name },
		);
	}
}

function cutTo(result: RillResult, cut: number): RillResult & { cut: number } {
	const rows: RillRow[] = cut === 0 ? result.rows : result.rows.slice(0, result.rows.length - cut);
	return { ...result, rows, cut };
}
