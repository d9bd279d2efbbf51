import type { RillArguments } from './arguments';
import { decimalText, numberForRill } from './decimal';
import type { JsonValue } from './json';
import type { ValueType } from './schema';
import type { RillApi, RillArgument } from './spec';

/**
 * Under which names APIs take the size and the start of a page, whatever the case. Rill has no rule
 * for it; these are what its own documentation and SQL users write. `docs/all-rows.md` has them as a
 * table.
 */
export const LIMIT_NAMES = ['limit', 'page_size', 'row_limit', 'max_rows'];
export const OFFSET_NAMES = ['offset', 'skip', 'row_offset'];

const NUMBERS: ValueType[] = ['integer', 'number', 'any'];
const NUMBERS_OR_TEXT: ValueType[] = [...NUMBERS, 'text'];

/** The arguments by which an API can be read in parts. */
export interface Paging {
	limit?: RillArgument;
	offset?: RillArgument;
}

/** How one call is read in parts. */
export interface PagingPlan extends Paging {
	/** What is sent with every page. */
	values: RillArguments;
	/** How many rows the caller wants skipped. */
	start: number;
}

/**
 * Specs written by hand often have text where a number is meant. An offset as text counts only
 * beside a limit, since by itself it may be that of a time zone. One with a list of allowed values
 * is nobody's to count up.
 */
function declaredPaging(api: RillApi): Paging {
	if (api.builtIn) return {};
	const find = (names: string[], types: ValueType[]) =>
		api.arguments.find(
			({ name, type, enum: allowed }) =>
				names.includes(name.toLowerCase()) && types.includes(type) && !allowed,
		);
	const limit = find(LIMIT_NAMES, NUMBERS_OR_TEXT);
	return { limit, offset: find(OFFSET_NAMES, limit ? NUMBERS_OR_TEXT : NUMBERS) };
}

/** The arguments that are filled in page by page, so that nobody has to. */
export function pagingNames(api: RillApi): Set<string> {
	const { limit, offset } = declaredPaging(api);
	return new Set([limit, offset].flatMap((argument) => (argument ? [argument.name] : [])));
}

/**
 * How this API is read in parts: by its own declared arguments. Whoever sets a limit wants just that
 * part; whoever sets only an offset wants all rows from there on.
 */
export function planPaging(api: RillApi, values: RillArguments): PagingPlan {
	const { limit, offset } = declaredPaging(api);
	if (limit && values.has(limit.name)) {
		// Nothing else would fill it in, and the API's own default is what no offset means.
		const isMissing = offset?.required === true && !values.has(offset.name);
		return { values: isMissing ? new Map([...values, argumentOf(offset, 0)]) : values, start: 0 };
	}
	if (!offset || !values.has(offset.name)) return { limit, offset, values, start: 0 };
	const start = wholeNumber(values.get(offset.name));
	// Whatever it says then, it is no number of rows, and nothing that could be counted up.
	return start === undefined ? { limit, values, start: 0 } : { limit, offset, values, start };
}

function wholeNumber(value: JsonValue | undefined): number | undefined {
	const digits =
		typeof value === 'number' || typeof value === 'string' ? decimalText(value) : undefined;
	return digits !== undefined && /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** The arguments of one page: so many rows, and how many of the result come before them. */
export function pageArguments(
	{ values, limit, offset, start }: PagingPlan,
	page: { size: number; before: number },
): RillArguments {
	return new Map([
		...values,
		...(limit ? [argumentOf(limit, page.size)] : []),
		...(offset ? [argumentOf(offset, start + page.before)] : []),
	]);
}

function argumentOf({ name, type }: RillArgument, count: number): [string, JsonValue] {
	return [name, type === 'text' ? String(count) : numberForRill(String(count))];
}
