import type { GoValue } from './go';
import { columnsOf, findView, quoteName, visibleRows } from './metricsSql';
import type { Reader } from './policy';
import type { MetricsQuery, MetricsView, ProjectDefinition } from './project';
import { Refusal } from './query';

type Fields = Record<string, GoValue>;

const isFields = (value: GoValue | undefined): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (value: GoValue | undefined): Fields[] =>
	Array.isArray(value) ? value.filter(isFields) : [];

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

/** A value as SQL text; never as part of the query. */
function literal(value: GoValue): string {
	if (value === null) return 'NULL';
	if (typeof value === 'string') return `'${value.replace(/'/g, "''")}'`;
	return typeof value === 'object' ? literal(JSON.stringify(value)) : String(value);
}

const comparisons = new Map<GoValue | undefined, string>([
	['eq', '='],
	['neq', '<>'],
	['lt', '<'],
	['lte', '<='],
	['gt', '>'],
	['gte', '>='],
	['ilike', 'ILIKE'],
]);

/** Rill asks for NULL by itself, and counts it among what is not in a list that does not name it. */
function inList(value: string, values: GoValue[], op: 'in' | 'nin'): string {
	if (values.length === 0) return op === 'in' ? 'false' : 'true';
	const list = values.map(literal).join(', ');
	const hasNull = values.includes(null);
	if (op === 'in') return `(${value} IN (${list})${hasNull ? ` OR ${value} IS NULL` : ''})`;
	return `(${value} NOT IN (${list}) ${hasNull ? `AND ${value} IS NOT NULL` : `OR ${value} IS NULL`})`;
}

/** A condition tree as SQL. */
function condition(expression: GoValue | undefined, view: MetricsView): string {
	if (!isFields(expression)) throw new Refusal('invalid expression');
	if (typeof expression.name === 'string') return columnNamed(view, expression.name);
	if (expression.val !== undefined) return literal(expression.val);
	refuseFields(expression, ['subquery']);
	if (!isFields(expression.cond)) throw new Refusal('invalid expression');
	const { op } = expression.cond;
	const expressions = fieldsOf(expression.cond.exprs);
	if (op === 'and' || op === 'or') {
		const parts = expressions.map((part) => `(${condition(part, view)})`);
		return parts.join(op === 'and' ? ' AND ' : ' OR ') || 'true';
	}
	const [left, right] = expressions;
	if (op === 'in' || op === 'nin') {
		if (isFields(right)) refuseFields(right, ['subquery']);
		return inList(condition(left, view), Array.isArray(right?.val) ? right.val : [], op);
	}
	if (op === 'nilike') {
		const value = condition(left, view);
		return `(${value} NOT ILIKE ${condition(right, view)} OR ${value} IS NULL)`;
	}
	const operator = comparisons.get(op);
	if (!operator) throw new Refusal(`unknown operator ${JSON.stringify(op ?? '')}`);
	return `${condition(left, view)} ${operator} ${condition(right, view)}`;
}

function columnNamed(view: MetricsView, name: string): string {
	const column = columnsOf(view).get(name);
	if (column === undefined) throw new Refusal(`invalid field ${JSON.stringify(name)}`);
	return column;
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

function dimension(view: MetricsView, fields: Fields, zone: string): string {
	const name = String(fields.name ?? '');
	const floor = computed(fields, 'time_floor');
	const of = isFields(floor) ? String(floor.dimension ?? '') : name;
	const known = [view.timeDimension, ...view.dimensions.map((one) => one.name)];
	if (!known.includes(of)) {
		throw new Refusal(`invalid dimension "${of}": dimension "${of}" not found`);
	}
	const column = columnNamed(view, of);
	if (!isFields(floor)) return `${column} AS ${quoteName(name)}`;
	return `${floorOf(column, String(floor.grain ?? ''), zone)} AS ${quoteName(name)}`;
}

function measure(view: MetricsView, fields: Fields): string {
	const name = String(fields.name ?? '');
	const known = view.measures.find((one) => one.name === name);
	const counted = computed(fields, 'count') === true;
	if (!known && !counted) {
		throw new Refusal(`invalid measure "${name}": measure "${name}" not found`);
	}
	const expression = counted ? undefined : known?.expression;
	return `${expression ?? 'count(*)'} AS ${quoteName(name)}`;
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

/** A query of dimensions and measures as SQL; fields that Rill does not know do nothing. */
export function metricsSelect(
	project: ProjectDefinition,
	query: MetricsQuery,
	reader: Reader,
): string {
	const view = findView(project, query.metrics_view);
	const rows = visibleRows(view, reader);
	refuseFields(query, ['comparison_time_range', 'pivot_on', 'rows', 'spine', 'use_display_names']);
	const zone = typeof query.time_zone === 'string' ? query.time_zone : '';
	const selected = [
		...fieldsOf(query.dimensions).map((fields) => dimension(view, fields, zone)),
		...fieldsOf(query.measures).map((fields) => measure(view, fields)),
	];
	if (selected.length === 0) throw new Refusal('must specify at least one dimension or measure');
	const where = [
		...(isFields(query.where) ? [condition(query.where, view)] : []),
		...timeRange(view, query.time_range),
	];
	const having = isFields(query.having) ? ` HAVING ${condition(query.having, view)}` : '';
	const order = fieldsOf(query.sort).map(
		({ name, desc }) => `${quoteName(String(name ?? ''))}${desc === true ? ' DESC' : ''}`,
	);
	return [
		`SELECT ${selected.join(', ')} FROM ${rows}`,
		where.length > 0 ? ` WHERE ${where.map((part) => `(${part})`).join(' AND ')}` : '',
		' GROUP BY ALL',
		having,
		order.length > 0 ? ` ORDER BY ${order.join(', ')}` : '',
		count('limit', query.limit),
		count('offset', query.offset),
	].join('');
}
