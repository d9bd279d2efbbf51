import { apiUrl, wellFormed } from './address';
import { ask } from './ask';
import type { RillResult } from './calls';
import type { Condition } from './conditions';
import { MAX_PAGE_ROWS } from './paging';
import { readRows, type LargeNumbers } from './rows';
import type { RillApi, RillArgument } from './spec';
import type { RillConnection } from './transport';

export type TimeGrain = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

/** Which time: between two moments (the second one excluded), or so long until the latest data. */
export type TimeRange =
	| { readonly start?: string; readonly end?: string }
	/** An ISO 8601 duration, such as `P7D`. */
	| { readonly lastDuration: string };

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
		...(timeFloor || timeRange ? { time_zone: query.timeZone } : {}),
		...(query.where ? { where: query.where } : {}),
		...(query.having ? { having: query.having } : {}),
		sort: totalOrder(query),
		limit,
		offset,
	};
}

function rangeBody(range: TimeRange) {
	return 'lastDuration' in range ? { iso_duration: range.lastDuration } : range;
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

const BUILT_IN = 'metrics';

function count(name: string, maximum?: number): RillArgument {
	return {
		name,
		type: 'integer',
		required: false,
		description: '',
		...(maximum ? { maximum } : {}),
	};
}

/**
 * A query as something that is read page by page, in the terms of custom APIs: Rill gives 10,000
 * rows at a time here as there.
 */
export function pagedApi(query: MetricsQuery): RillApi {
	return {
		name: BUILT_IN,
		summary: '',
		method: 'POST',
		arguments: [count('limit', MAX_PAGE_ROWS), count('offset')],
		columns: columnsOf(query).map((name) => ({ name, type: 'any', description: '' })),
		builtIn: false,
	};
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
	largeNumbers: LargeNumbers,
): Promise<RillResult> {
	const started = Date.now();
	const answer = await ask(
		connection,
		{
			method: 'POST',
			url: apiUrl(connection.address, BUILT_IN),
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: wellFormed(JSON.stringify(metricsBody(query, part))),
		},
		{ task: `query metrics view "${query.view}"`, api: BUILT_IN },
	);
	return {
		rows: readRows(answer.body, BUILT_IN, largeNumbers),
		text: answer.body,
		method: 'POST',
		status: answer.status,
		durationMs: Date.now() - started,
	};
}
