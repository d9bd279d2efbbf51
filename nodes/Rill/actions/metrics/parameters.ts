import { combine, namesIn, readCondition, type Condition } from '../../client/conditions';
import { RillError } from '../../client/errors';
import { columnsOf, METRICS_API, type MetricsQuery } from '../../client/metrics';
import type { MetricsField, MetricsView } from '../../client/resources';
import { parseExact } from '../../client/json';
import { asList, asRecord, asText } from '../../client/schema';
import { warningsFor } from '../../client/tokens';
import type { RillRun } from '../../run';
import { readRunAs } from '../access/runAs';
import { readNames, readOutput, readRowsWish, type CallWish } from '../customApi/call/parameters';
import { knownName } from '../knownNames';
import { readLocator } from '../locator';
import { readSwitch } from '../switches';
import { readFilters, type FindField } from './filters';
import { readGrain, readTimeRange, readTimeZone } from './times';
import { findView } from './views';

/** What one item asks for: a query, and beside it what a call of an API has too. */
export interface QueryWish extends CallWish {
	query: MetricsQuery;
}

/**
 * Reads one item's parameters, checked by what Rill says of the metrics view.
 *
 * @throws RillError `settings`
 */
export async function readQueryWish(run: RillRun, itemIndex: number): Promise<QueryWish> {
	const { context } = run;
	const options = asRecord(context.getNodeParameter('options', itemIndex, {})) ?? {};
	const query = await readQuery(run, itemIndex, options);
	const runAs = readRunAs(context, itemIndex);
	return {
		query,
		call: {
			api: METRICS_API,
			arguments: new Map(),
			largeNumbers: options.largeNumbers === 'number' ? 'number' : 'text',
		},
		rows: readRowsWish(context, itemIndex, options),
		// As they were chosen, since Rill sorts them by name.
		output: { ...readOutput(context, itemIndex, options), columns: columnsOf(query) },
		...(runAs ? { runAs } : {}),
		warnings: runAs ? warningsFor(runAs) : [],
	};
}

async function readQuery(
	run: RillRun,
	itemIndex: number,
	options: Record<string, unknown>,
): Promise<MetricsQuery> {
	const { context } = run;
	const name = readLocator(context.getNodeParameter('metricsView', itemIndex), 'Metrics View');
	const view = await findView(run, name);
	const find = finderIn(name, view);
	const timeZone = readTimeZone(context, options.timeZone);
	const timeRange = readTimeRange(context, itemIndex, timeZone);
	if (timeRange && view) timeDimensionOf(view, 'Time Range');
	const grain = readGrain(context, itemIndex);
	const timeFloor = grain && { dimension: timeDimensionOf(view, 'Time Grain'), grain };
	const names = (parameter: string, label: string, kind: 'dimensions' | 'measures') =>
		readNames(context.getNodeParameter(parameter, itemIndex, [])).map(
			(field) => find(kind)(field, label)?.name ?? field,
		);
	const query: MetricsQuery = {
		view: view?.name ?? name,
		dimensions: names('dimensions', 'Dimension Names or IDs', 'dimensions').filter(
			(dimension) => dimension !== timeFloor?.dimension,
		),
		measures: names('measures', 'Measure Names or IDs', 'measures'),
		...(timeFloor ? { timeFloor } : {}),
		...(timeRange ? { timeRange } : {}),
		timeZone,
		...conditions(run, itemIndex, options, find),
		sort: readSort(context.getNodeParameter('sort', itemIndex, {})),
	};
	return checked(query);
}

/** Finds dimensions or measures of the view; nothing can be checked where Rill lists no views. */
function finderIn(name: string, view: MetricsView | undefined) {
	const where = `metrics view "${view?.name ?? name}"`;
	return (kind: 'dimensions' | 'measures'): FindField =>
		(field, label) =>
			view &&
			knownName(field, fieldsOf(view, kind), {
				what: kind === 'measures' ? 'measure' : 'dimension',
				where,
				label,
			});
}

/** The time dimension need not be among those that a view lists. */
function fieldsOf(view: MetricsView, kind: 'dimensions' | 'measures'): MetricsField[] {
	const listed = view[kind];
	const isListed = listed.some(({ name }) => name === view.timeDimension);
	if (kind === 'measures' || view.timeDimension === '' || isListed) return listed;
	return [...listed, { name: view.timeDimension, title: '', description: '', type: 'other' }];
}

function timeDimensionOf(view: MetricsView | undefined, label: string): string {
	if (view && view.timeDimension !== '') return view.timeDimension;
	throw new RillError(
		'settings',
		view
			? `'${label}' cannot be used: metrics view "${view.name}" has no time dimension`
			: `'${label}' cannot be used: Rill does not list the metrics views to this token, so its time dimension is not known`,
		view
			? `Set '${label}' back, or have a "timeseries" added to the metrics view.`
			: 'Use a token that may see them.',
	);
}

function conditions(
	run: RillRun,
	itemIndex: number,
	options: Record<string, unknown>,
	find: ReturnType<typeof finderIn>,
): Pick<MetricsQuery, 'where' | 'having'> {
	const { context } = run;
	const written = readWhere(options.where);
	namesIn(written ?? { val: null }).forEach((name) => find('dimensions')(name, 'Filter (JSON)'));
	const where = combine('and', [
		readFilters(context, itemIndex, 'filters', find('dimensions')),
		written,
	]);
	const having = readFilters(context, itemIndex, 'measureFilters', find('measures'));
	return { ...(where ? { where } : {}), ...(having ? { having } : {}) };
}

function readWhere(value: unknown): Condition | undefined {
	const isText = typeof value === 'string';
	if (value === undefined || value === null || (isText && value.trim() === '')) return undefined;
	const parsed: unknown = isText ? parseExact(value) : value;
	if (parsed !== undefined) return readCondition(parsed, 'Filter (JSON)');
	throw new RillError(
		'settings',
		"'Filter (JSON)' is not JSON",
		'Names and texts stand in double quotes, and no comma behind the last one.',
	);
}

function readSort(collection: unknown): MetricsQuery['sort'] {
	return asList(asRecord(collection)?.by).flatMap((entry) => {
		const { field, descending } = asRecord(entry) ?? {};
		const name = asText(field).trim();
		return name === '' ? [] : [{ name, descending: readSwitch(descending, 'Descending') }];
	});
}

/** What Rill would refuse, or sort and filter by without anybody seeing it. */
function checked(query: MetricsQuery): MetricsQuery {
	const chosen = columnsOf(query).map((name) => ({ name }));
	if (chosen.length === 0) {
		throw new RillError(
			'settings',
			`Nothing is asked of metrics view "${query.view}"`,
			"Choose at least one entry in 'Measure Names or IDs' or 'Dimension Names or IDs'.",
		);
	}
	const where = 'what was chosen of the metrics view';
	const measures = query.measures.map((name) => ({ name }));
	for (const name of query.having ? namesIn(query.having) : []) {
		const label = 'Measure Names or IDs';
		knownName(name, measures, { what: 'measure', where, label });
	}
	return {
		...query,
		sort: query.sort.map(({ name, descending }) => ({
			name: knownName(name, chosen, { what: 'column', where, label: 'Sort' }).name,
			descending,
		})),
	};
}
