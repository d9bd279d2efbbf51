import type { IExecuteFunctions } from 'n8n-workflow';

import { combine, namesIn, readCondition, type Condition } from '../../client/conditions';
import { RillError } from '../../client/errors';
import type { LatestPeriods } from '../../client/latest';
import { columnsOf, metricsApi, type MetricsQuery } from '../../client/metrics';
import type { MetricsField, MetricsView } from '../../client/resources';
import { parseExact } from '../../client/json';
import { asList, asRecord, asText } from '../../client/schema';
import { warningsFor } from '../../client/tokens';
import { ownNode, writtenOptions } from '../../ownNode';
import type { RillRun } from '../../run';
import { readRunAs } from '../access/runAs';
import { readNames, readOutput, readRowsWish, type CallWish } from '../customApi/call/parameters';
import { refuseNothing } from '../expressions';
import { knownName } from '../knownNames';
import { readLocator } from '../locator';
import { readSwitch } from '../switches';
import { readFilters, type FindField } from './filters';
import { readGrain, readTimes, readTimeZone, type WantedTimes } from './times';
import { findView } from './views';

/** What one item asks for: a query, and beside it what a call of an API has too. */
export interface QueryWish extends CallWish {
	/** Without a time range where that one depends on the latest row. */
	query: MetricsQuery;
	latest?: LatestPeriods;
}

/**
 * Reads one item's parameters, checked by what Rill says of the metrics view.
 *
 * @throws RillError `settings`
 */
export async function readQueryWish(run: RillRun, itemIndex: number): Promise<QueryWish> {
	const { context } = run;
	const options = asRecord(context.getNodeParameter('options', itemIndex, {})) ?? {};
	const name = readLocator(context.getNodeParameter('metricsView', itemIndex), 'Metrics View');
	const view = await findView(run, name);
	const timeZone = readTimeZone(context, options.timeZone);
	const times = readTimes(context, itemIndex, timeZone);
	const query = readQuery(run, itemIndex, options, { name, view, timeZone, times });
	const latest = latestOf(times, view, timeZone);
	const runAs = readRunAs(context, itemIndex);
	return {
		query,
		...(latest ? { latest } : {}),
		call: {
			api: metricsApi(name),
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

/** Periods that can be counted back only in a view whose time is known. */
function latestOf(
	times: WantedTimes | undefined,
	view: MetricsView | undefined,
	zone: string,
): LatestPeriods | undefined {
	if (!times?.last) return undefined;
	const { timeDimension, firstDayOfWeek, firstMonthOfYear } = withTime(view, 'Time Range');
	const calendar = { zone, firstDayOfWeek, firstMonthOfYear };
	return { ...times.last, dimension: timeDimension, calendar };
}

/** Where a query asks, and for which time. */
interface Place {
	name: string;
	/** Undefined where Rill lists no views to the token. */
	view: MetricsView | undefined;
	timeZone: string;
	times: WantedTimes | undefined;
}

function readQuery(
	run: RillRun,
	itemIndex: number,
	options: Record<string, unknown>,
	{ name, view, timeZone, times }: Place,
): MetricsQuery {
	const { context } = run;
	const find = finderIn(name, view);
	if (times && view) withTime(view, 'Time Range');
	const grain = readGrain(context, itemIndex);
	const timeFloor = grain && { dimension: withTime(view, 'Time Grain').timeDimension, grain };
	const names = (parameter: string, label: string, kind: 'dimensions' | 'measures') => {
		const value = context.getNodeParameter(parameter, itemIndex, []);
		refuseNothing(ownNode(context).parameters[parameter], value, label, `no ${kind}`);
		return readNames(value).map((field) => find(kind)(field, label)?.name ?? field);
	};
	const query: MetricsQuery = {
		view: view?.name ?? name,
		dimensions: names('dimensions', 'Dimension Names or IDs', 'dimensions').filter(
			(dimension) => dimension !== timeFloor?.dimension,
		),
		measures: names('measures', 'Measure Names or IDs', 'measures'),
		...(timeFloor ? { timeFloor } : {}),
		...(times?.between ? { timeRange: times.between } : {}),
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

function withTime(view: MetricsView | undefined, label: string): MetricsView {
	if (view && view.timeDimension !== '') return view;
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
	const written = readWhere(context, options.where);
	namesIn(written ?? { val: null }).forEach((name) => find('dimensions')(name, 'Filter (JSON)'));
	const where = combine('and', [
		readFilters(context, itemIndex, 'filters', find('dimensions')),
		written,
	]);
	const having = readFilters(context, itemIndex, 'measureFilters', find('measures'));
	return { ...(where ? { where } : {}), ...(having ? { having } : {}) };
}

function readWhere(context: IExecuteFunctions, value: unknown): Condition | undefined {
	const typed = writtenOptions(context)?.where;
	refuseNothing(typed, value, 'Filter (JSON)', 'no such filter');
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
	return asList(asRecord(collection)?.by).map((entry) => {
		const { field, descending } = asRecord(entry) ?? {};
		const name = asText(field).trim();
		if (name !== '') return { name, descending: readSwitch(descending, 'Descending') };
		throw new RillError(
			'settings',
			"An entry in 'Sort' says nothing to sort by",
			'Choose it from the list, or remove the entry.',
		);
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
	checkTimeFilter(query);
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

/** Rill would compare the beginnings of the periods, since the two have one name. */
function checkTimeFilter({ timeFloor, where }: MetricsQuery): void {
	if (!timeFloor || !where || !namesIn(where).includes(timeFloor.dimension)) return;
	throw new RillError(
		'settings',
		`A filter on "${timeFloor.dimension}" cannot be used beside 'Time Grain'`,
		"Rill would compare the beginnings of the periods and not the times themselves. Use 'Time Range'.",
	);
}
