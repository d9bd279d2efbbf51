import type { GoValue } from './go';
import { conditionOf, fieldsOf, isFields, literal, type Fields } from './metricsCondition';
import {
	clause,
	dimensionNamed,
	measureNamed,
	quoteName,
	viewFor,
	visibleRows,
} from './metricsView';
import type { Reader } from './policy';
import type { MetricsQuery, MetricsView, ProjectDefinition } from './project';
import { Refusal } from './query';

/** The sandbox's own words: better than rows that Rill would not answer. */
const refuse = (what: string): never => {
	throw new Refusal(`the sandbox has no ${what} in queries of metrics`);
};

const isNothing = (value: GoValue | undefined): boolean =>
	!value || (Array.isArray(value) && value.length === 0);

/** Refuses fields that Rill knows and the sandbox does not, if they say anything. */
function refuseFields(fields: Fields, names: string[]): void {
	const found = names.find((name) => Object.hasOwn(fields, name) && !isNothing(fields[name]));
	if (found !== undefined) refuse(found);
}

/** What a dimension or measure computes, if it is the one thing that the sandbox can. */
function computed(fields: Fields, name: 'time_floor' | 'count'): GoValue | undefined {
	if (isNothing(fields.compute)) return undefined;
	const compute = isFields(fields.compute) ? fields.compute : refuse('such compute');
	const other = Object.keys(compute).find((key) => key !== name && !isNothing(compute[key]));
	if (other !== undefined) refuse(`compute ${other}`);
	return compute[name];
}

const grains = new Set([
	'millisecond',
	'second',
	'minute',
	'hour',
	'day',
	'week',
	'month',
	'quarter',
	'year',
]);

/** The start of a period that a time is in, in a zone: midnight there, written in UTC. */
function floorOf(column: string, grain: string, zone: string): string {
	if (!grains.has(grain)) throw new Refusal(`invalid time grain "${grain}"`);
	if (zone === '') return `date_trunc('${grain}', ${column})::TIMESTAMP`;
	const local = `timezone(${literal(zone)}, ${column}::TIMESTAMPTZ)`;
	return `timezone(${literal(zone)}, date_trunc('${grain}', ${local}))::TIMESTAMP`;
}

const selected = (expression: string, name: string): string =>
	`(${expression}) AS ${quoteName(name)}`;

function dimension(view: MetricsView, fields: Fields, zone: string): string {
	const name = String(fields.name ?? '');
	const floor = computed(fields, 'time_floor');
	const of = isFields(floor) ? String(floor.dimension ?? '') : name;
	const column = dimensionNamed(view, of);
	if (column === undefined) {
		throw new Refusal(`invalid dimension "${of}": dimension "${of}" not found`);
	}
	if (!isFields(floor)) return selected(column, name);
	return selected(floorOf(column, String(floor.grain ?? ''), zone), name);
}

function measure(view: MetricsView, fields: Fields): string {
	const name = String(fields.name ?? '');
	if (computed(fields, 'count') === true) return selected('count(*)', name);
	const expression = measureNamed(view, name);
	if (expression === undefined) {
		throw new Refusal(`invalid measure "${name}": measure "${name}" not found`);
	}
	return selected(expression, name);
}

/** A beginning and an end; no recording tells what Rill makes of a range relative to the data. */
function timeRange(view: MetricsView, range: GoValue | undefined): string[] {
	if (!isFields(range)) return [];
	refuseFields(range, ['expression', 'iso_duration', 'iso_offset', 'round_to_grain']);
	const time = quoteName(view.timeDimension);
	const at = (value: GoValue) => `${literal(value)}::TIMESTAMPTZ::TIMESTAMP`;
	return [
		...(range.start ? [`${time} >= ${at(range.start)}`] : []),
		...(range.end ? [`${time} < ${at(range.end)}`] : []),
	];
}

function count(name: string, value: GoValue | undefined): string {
	if (value === undefined || value === null) return '';
	const text = String(value);
	if (!/^\d+$/.test(text)) throw new Refusal(`invalid ${name} ${JSON.stringify(value)}`);
	return ` ${name.toUpperCase()} ${text}`;
}

function order(sort: GoValue | undefined): string {
	const keys = fieldsOf(sort).map(
		({ name, desc }) => `${quoteName(String(name ?? ''))}${desc === true ? ' DESC' : ''}`,
	);
	return keys.length > 0 ? ` ORDER BY ${keys.join(', ')}` : '';
}

/** The rows of a condition that somebody set; none, if nobody did. */
const given = (condition: GoValue | undefined, make: (set: Fields) => string): string[] =>
	isFields(condition) ? [make(condition)] : [];

/**
 * A query of dimensions and measures as SQL, built as Rill builds it: one SELECT on the view's table,
 * with the row policy in its WHERE. Fields that Rill does not know do nothing.
 */
export function metricsSelect(
	project: ProjectDefinition,
	query: MetricsQuery,
	reader: Reader,
): string {
	const view = viewFor(project, query.metrics_view, reader);
	refuseFields(query, ['comparison_time_range', 'pivot_on', 'rows', 'spine', 'use_display_names']);
	const zone = typeof query.time_zone === 'string' ? query.time_zone : '';
	const dimensions = fieldsOf(query.dimensions).map((fields) => dimension(view, fields, zone));
	const measures = fieldsOf(query.measures).map((fields) => measure(view, fields));
	const columns = [...dimensions, ...measures];
	if (columns.length === 0) throw new Refusal('must specify at least one dimension or measure');
	if (new Set(columns).size < columns.length) refuse('repeated dimensions or measures');
	const only = [
		...given(query.where, (set) => conditionOf(set, { view, reader, grouped: false })),
		...timeRange(view, query.time_range),
	];
	const kept = given(query.having, (set) => conditionOf(set, { view, reader, grouped: true }));
	const groups = dimensions.map((_, index) => index + 1).join(', ');
	return [
		`SELECT ${columns.join(', ')}${visibleRows(view, reader, only)}`,
		groups === '' ? '' : ` GROUP BY ${groups}`,
		clause('HAVING', kept),
		order(query.sort),
		count('limit', query.limit),
		count('offset', query.offset),
	].join('');
}
