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

/** A value as SQL text; never as part of the query. */
function literal(value: GoValue): string {
	if (value === null) return 'NULL';
	if (typeof value === 'string') return `'${value.replace(/'/g, "''")}'`;
	return typeof value === 'object' ? literal(JSON.stringify(value)) : String(value);
}

const comparisons: Record<string, string> = {
	eq: '=',
	neq: '<>',
	lt: '<',
	lte: '<=',
	gt: '>',
	gte: '>=',
	ilike: 'ILIKE',
	nilike: 'NOT ILIKE',
};

/** A condition tree as SQL. */
function condition(expression: GoValue | undefined, view: MetricsView): string {
	if (!isFields(expression)) throw new Refusal('invalid expression');
	if (typeof expression.name === 'string') return columnNamed(view, expression.name);
	if (expression.val !== undefined) return literal(expression.val);
	if (!isFields(expression.cond)) throw new Refusal('invalid expression');
	const { op } = expression.cond;
	const expressions = fieldsOf(expression.cond.exprs);
	if (op === 'and' || op === 'or') {
		const parts = expressions.map((part) => `(${condition(part, view)})`);
		return parts.join(op === 'and' ? ' AND ' : ' OR ') || 'true';
	}
	const [left, right] = expressions;
	if (op === 'in' || op === 'nin') {
		const values = Array.isArray(right?.val) ? right.val.map(literal) : [];
		const list = values.length === 0 ? 'NULL' : values.join(', ');
		return `${condition(left, view)} ${op === 'in' ? 'IN' : 'NOT IN'} (${list})`;
	}
	const operator = typeof op === 'string' ? comparisons[op] : undefined;
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

function dimension(view: MetricsView, fields: Fields): string {
	const name = String(fields.name ?? '');
	const { compute } = fields;
	const floor = isFields(compute) ? compute.time_floor : undefined;
	const of = isFields(floor) ? String(floor.dimension ?? '') : name;
	const known = [view.timeDimension, ...view.dimensions.map((one) => one.name)];
	if (!known.includes(of)) {
		throw new Refusal(`invalid dimension "${of}": dimension "${of}" not found`);
	}
	const column = columnNamed(view, of);
	if (!isFields(floor)) return `${column} AS ${quoteName(name)}`;
	const grain = String(floor.grain ?? '');
	if (!grains.has(grain)) throw new Refusal(`invalid time grain "${grain}"`);
	return `date_trunc('${grain}', ${column})::TIMESTAMP AS ${quoteName(name)}`;
}

function measure(view: MetricsView, fields: Fields): string {
	const name = String(fields.name ?? '');
	const known = view.measures.find((one) => one.name === name);
	const counted = isFields(fields.compute) && fields.compute.count === true;
	if (!known && !counted) {
		throw new Refusal(`invalid measure "${name}": measure "${name}" not found`);
	}
	return `${known?.expression ?? 'count(*)'} AS ${quoteName(name)}`;
}

function timeRange(view: MetricsView, range: GoValue | undefined): string[] {
	if (!isFields(range)) return [];
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
	const selected = [
		...fieldsOf(query.dimensions).map((fields) => dimension(view, fields)),
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
