import { apiUrl } from './address';
import { ask } from './ask';
import type { RillResult } from './calls';
import type { Condition } from './conditions';
import { inUtc } from './days';
import { MAX_PAGE_ROWS, readPages, type RillPage, type RowsWish } from './paging';
import type { Spare } from './pagesAhead';
import { readRows, type LargeNumbers } from './rows';
import type { RillApi } from './spec';
import { titleOf } from './titles';
import type { RillConnection } from './transport';

export type TimeGrain = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

/** Between two moments, as texts with their offsets; the second one is excluded. */
export interface TimeRange {
	readonly start?: string;
	readonly end?: string;
}

/** What is asked of a metrics view. */
export interface MetricsQuery {
	readonly view: string;
	/** Without the time dimension where that one is rounded. */
	readonly dimensions: readonly string[];
	readonly measures: readonly string[];
	/** Groups by the time dimension, rounded down. */
	readonly timeFloor?: { readonly dimension: string; readonly grain: TimeGrain };
	readonly timeRange?: TimeRange;
	/** IANA name of the zone in which days and longer units begin. */
	readonly timeZone: string;
	readonly where?: Condition;
	/** On the measures. */
	readonly having?: Condition;
	readonly sort: ReadonlyArray<{ readonly name: string; readonly descending: boolean }>;
}

/** A part of the result. */
export interface Part {
	limit: number;
	offset: number;
}

/** The columns of the rows, in the order in which somebody would read them. */
export function columnsOf({ timeFloor, dimensions, measures }: MetricsQuery): string[] {
	return [...(timeFloor ? [timeFloor.dimension] : []), ...dimensions, ...measures];
}

/**
 * The query as the built-in API `metrics` takes it. Numbers stay numbers: this body is read into
 * Rill's own fields and never put into a template.
 */
export function metricsBody(query: MetricsQuery, { limit, offset }: Part) {
	const { timeFloor, timeRange } = query;
	return {
		metrics_view: query.view,
		dimensions: [
			...(timeFloor ? [{ name: timeFloor.dimension, compute: { time_floor: timeFloor } }] : []),
			...query.dimensions.map((name) => ({ name })),
		],
		measures: query.measures.map((name) => ({ name })),
		...(timeRange ? { time_range: rangeBody(timeRange) } : {}),
		...(timeFloor && query.timeZone !== 'UTC' ? { time_zone: query.timeZone } : {}),
		...(query.where ? { where: query.where } : {}),
		...(query.having ? { having: query.having } : {}),
		sort: totalOrder(query),
		limit,
		offset,
	};
}

/** In UTC, which is how a real Rill was seen to take it (`runtime-builtin/02-metrics-where`). */
function rangeBody({ start, end }: TimeRange): TimeRange {
	return {
		...(start === undefined ? {} : { start: inUtc(start) }),
		...(end === undefined ? {} : { end: inUtc(end) }),
	};
}

/**
 * Dimensions that nobody sorts by come last: together they tell each row from each other, so that no
 * row is lost or doubled between two pages.
 */
function totalOrder(query: MetricsQuery) {
	const wanted = query.sort.map(({ name, descending }) => ({ name, desc: descending }));
	const sorted = new Set(wanted.map(({ name }) => name));
	const others = columnsOf({ ...query, measures: [] }).filter((name) => !sorted.has(name));
	return [...wanted, ...others.map((name) => ({ name, desc: false }))];
}

const METRICS_API = 'metrics';

/** The API that answers for a metrics view, which every project has. */
export const metricsApi = (metricsView: string): RillApi => ({
	name: METRICS_API,
	metricsView,
	summary: '',
	method: 'POST',
	arguments: [
		{ name: 'limit', type: 'integer', required: false, description: '', maximum: MAX_PAGE_ROWS },
		{ name: 'offset', type: 'integer', required: false, description: '' },
	],
	columns: [],
	// Read in parts like the project's own APIs: here the two arguments mean what they say.
	builtIn: false,
});

/** Asks for one part of the rows. */
export type AskForPart = (part: Part, unneeded?: AbortSignal) => Promise<RillResult>;

/**
 * Reads a query's rows page by page, as Rill gives 10,000 at a time here too, or as few as its owner
 * allows. A page with fewer rows than it was to have is the last one: no author of an API stands in
 * between, and Rill refuses what it would have to cut.
 *
 * @throws RillError
 */
export function readMetrics(
	view: string,
	wish: RowsWish,
	askForPart: AskForPart,
	spare?: Spare,
): AsyncGenerator<RillPage> {
	return readPages(
		metricsApi(view),
		new Map(),
		wish,
		async (values, unneeded) =>
			await askForPart(
				{ limit: Number(values.get('limit')), offset: Number(values.get('offset')) },
				unneeded,
			),
		{ isShortLast: true, spare },
	);
}

/**
 * One part of a query's rows.
 *
 * @throws RillError
 */
export async function queryMetrics(
	connection: RillConnection,
	query: MetricsQuery,
	part: Part,
	largeNumbers?: LargeNumbers,
): Promise<RillResult> {
	const title = titleOf(metricsApi(query.view));
	return await ask(
		connection,
		{
			method: 'POST',
			url: apiUrl(connection.address, METRICS_API),
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: JSON.stringify(metricsBody(query, part)),
		},
		{ task: `query ${title}`, api: METRICS_API, title },
		({ body, status }, retries) => ({
			rows: readRows(body, title, largeNumbers),
			text: body,
			method: 'POST' as const,
			status,
			retries: [...retries],
		}),
	);
}
