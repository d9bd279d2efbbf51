import type { GoValue } from './go';
import { clause, dimensionNamed, measureNamed, quoteName, visibleRows } from './metricsView';
import type { Reader } from './policy';
import type { MetricsView } from './project';
import { Refusal } from './query';

/** An object of a query of metrics. */
export type Fields = Record<string, GoValue>;

export const isFields = (value: GoValue | undefined): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsOf = (value: GoValue | undefined): Fields[] =>
	Array.isArray(value) ? value.filter(isFields) : [];

/** A value as SQL text; never as part of the query. */
export function literal(value: GoValue): string {
	if (value === null) return 'NULL';
	if (typeof value === 'string') return `'${value.replace(/'/g, "''")}'`;
	return typeof value === 'object' ? literal(JSON.stringify(value)) : String(value);
}

/** What the names of a condition mean: before grouping they are dimensions, after it measures too. */
export interface Scope {
	view: MetricsView;
	reader: Reader;
	grouped: boolean;
}

const comparisons = new Map<GoValue | undefined, string>([
	['eq', '='],
	['neq', '<>'],
	['lt', '<'],
	['lte', '<='],
	['gt', '>'],
	['gte', '>='],
]);

function columnNamed({ view, grouped }: Scope, name: string): string {
	const measure = grouped ? measureNamed(view, name) : undefined;
	const column = measure ?? dimensionNamed(view, name);
	if (column !== undefined) return `(${column})`;
	const what = JSON.stringify(name);
	throw new Refusal(`invalid dimension reference ${what}: dimension ${what} not found`);
}

/** Rill asks for NULL by itself, and counts it among what is not in a list that does not name it. */
function inList(value: string, values: GoValue[], op: 'in' | 'nin'): string {
	if (values.length === 0) return op === 'in' ? 'false' : 'true';
	const list = values.map(literal).join(', ');
	const hasNull = values.includes(null);
	if (op === 'in') return `(${value} IN (${list})${hasNull ? ` OR ${value} IS NULL` : ''})`;
	return `(${value} NOT IN (${list}) ${hasNull ? `AND ${value} IS NOT NULL` : `OR ${value} IS NULL`})`;
}

/** One dimension of the rows that the caller may see, for the list of an `in`. */
function subquery(fields: GoValue | undefined, scope: Scope): string {
	const { view, reader } = scope;
	const { dimension, where, having }: Fields = isFields(fields) ? fields : {};
	const { name, compute }: Fields = isFields(dimension) ? dimension : {};
	if (isFields(compute)) throw new Refusal('the sandbox has no compute in a subquery');
	const column = columnNamed({ ...scope, grouped: false }, String(name ?? ''));
	const only = isFields(where) ? [conditionOf(where, { view, reader, grouped: false })] : [];
	const kept = isFields(having) ? [conditionOf(having, { view, reader, grouped: true })] : [];
	return `(SELECT ${column} AS ${quoteName(String(name))}${visibleRows(view, reader, only)} GROUP BY 1${clause('HAVING', kept)})`;
}

function membership(op: 'in' | 'nin', [left, right]: Fields[], scope: Scope): string {
	const value = conditionOf(left, scope);
	if (isFields(right?.subquery)) {
		return `(${value} ${op === 'in' ? 'IN' : 'NOT IN'} ${subquery(right.subquery, scope)})`;
	}
	return inList(value, Array.isArray(right?.val) ? right.val : [], op);
}

function pattern(op: 'ilike' | 'nilike', [left, right]: Fields[], scope: Scope): string {
	const value = conditionOf(left, scope);
	const like = conditionOf(right, scope);
	if (op === 'ilike') return `(${value} ILIKE ${like})`;
	return `(${value} NOT ILIKE ${like} OR ${value} IS NULL)`;
}

function comparison(op: GoValue | undefined, [left, right]: Fields[], scope: Scope): string {
	const operator = comparisons.get(op);
	if (!operator) throw new Refusal(`invalid expression operator ${JSON.stringify(op ?? '')}`);
	const value = conditionOf(left, scope);
	if (right?.val === null && op === 'eq') return `(${value} IS NULL)`;
	if (right?.val === null && op === 'neq') return `(${value} IS NOT NULL)`;
	return `(${value} ${operator} ${conditionOf(right, scope)})`;
}

/** A condition tree of a query of metrics as SQL. */
export function conditionOf(expression: GoValue | undefined, scope: Scope): string {
	if (!isFields(expression)) throw new Refusal('invalid expression');
	if (typeof expression.name === 'string') return columnNamed(scope, expression.name);
	if (expression.val !== undefined) return literal(expression.val);
	if (!isFields(expression.cond)) throw new Refusal('invalid expression');
	const { op } = expression.cond;
	const parts = fieldsOf(expression.cond.exprs);
	switch (op) {
		case 'and':
		case 'or': {
			const joined = parts.map((part) => conditionOf(part, scope));
			return joined.length === 0 ? 'true' : `(${joined.join(op === 'and' ? ' AND ' : ' OR ')})`;
		}
		case 'in':
		case 'nin':
			return membership(op, parts, scope);
		case 'ilike':
		case 'nilike':
			return pattern(op, parts, scope);
		default:
			return comparison(op, parts, scope);
	}
}
