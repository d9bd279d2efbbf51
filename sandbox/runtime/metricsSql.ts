import type { GoValue } from './go';
import { expression } from './metricsSqlCondition';
import {
	beyondMetrics,
	columnOf,
	isNode,
	listOf,
	nodeIn,
	refuse,
	valueOf,
	type Node,
} from './metricsSqlNode';
import { dimensionNamed, measureNamed, viewFor } from './metricsView';
import type { Reader } from './policy';
import type { MetricsQuery, MetricsView, ProjectDefinition } from './project';

function selectOf(statements: unknown[]): Node {
	const [statement, ...more] = statements.map(nodeIn);
	if (!statement || more.length > 0) return refuse('expected exactly one SQL statement');
	const select = nodeIn(statement.node);
	if (select.type !== 'SELECT_NODE') refuse('expected a SELECT statement');
	const beyond = beyondMetrics(select);
	if (beyond !== undefined) refuse(`${beyond} is not supported`);
	return select;
}

function viewNameOf(select: Node): unknown {
	const from = nodeIn(select.from_table);
	if (from.type === 'EMPTY') refuse('need `FROM metrics_view` clause');
	if (from.type === 'JOIN') refuse('join is not supported');
	if (from.type !== 'BASE_TABLE') refuse('only FROM `metrics_view` is supported');
	return from.table_name;
}

type Selected = Record<'dimensions' | 'measures', Array<{ name: string }>>;

/** The selected columns, which are a view's dimensions and measures by their names and nothing else. */
function selectedOf(select: Node, view: MetricsView): Selected {
	const selected: Selected = { dimensions: [], measures: [] };
	for (const item of listOf(select.select_list).map(nodeIn)) {
		if (item.class !== 'COLUMN_REF') {
			refuse('can only have dimensions or measures in select field');
		}
		const name = columnOf(item);
		const { alias = '' } = item;
		if (alias !== '' && alias !== name) refuse('the sandbox has no alias in select field');
		if (dimensionNamed(view, name) !== undefined) selected.dimensions.push({ name });
		else if (measureNamed(view, name) !== undefined) selected.measures.push({ name });
		else {
			refuse(`selected column \`${name}\` not found in dimensions/measures in metrics view`);
		}
	}
	return selected;
}

/** Metrics are grouped by the dimensions that are selected, so another GROUP BY would say what is not so. */
function checkGroups(select: Node, { dimensions }: Selected): void {
	const groups = listOf(select.group_expressions).map(nodeIn);
	if (groups.length === 0) return;
	const names = new Set(groups.map(columnOf));
	const same = names.size === dimensions.length && dimensions.every(({ name }) => names.has(name));
	if (!same || listOf(select.group_sets).length > 1) {
		refuse('the sandbox has no GROUP BY of anything but the selected dimensions');
	}
}

function sortOf(orders: unknown): Array<{ name: string; desc: boolean }> {
	return listOf(orders)
		.map(nodeIn)
		.map(({ type, null_order: nulls, expression: of }) => {
			if (nulls !== 'ORDER_DEFAULT') refuse('NULLS FIRST and NULLS LAST are not supported');
			return { name: columnOf(nodeIn(of)), desc: type === 'DESCENDING' };
		});
}

function amountOf(name: 'limit' | 'offset', node: unknown): Record<string, GoValue> {
	if (!isNode(node)) return {};
	if (node.class === 'SUBQUERY') refuse('expected value expression, got *ast.SubqueryExpr');
	const value = valueOf(node);
	if (typeof value !== 'number' || !Number.isInteger(value)) {
		return refuse(`expected int for ${name}, got ${typeof value}`);
	}
	return { [name]: value };
}

function modifiersOf(select: Node): Record<string, GoValue> {
	let read: Record<string, GoValue> = {};
	for (const modifier of listOf(select.modifiers).map(nodeIn)) {
		const { type, limit, offset } = modifier;
		if (type === 'ORDER_MODIFIER') read = { ...read, sort: sortOf(modifier.orders) };
		else if (type === 'LIMIT_MODIFIER') {
			read = { ...read, ...amountOf('limit', limit), ...amountOf('offset', offset) };
		} else if (type !== 'DISTINCT_MODIFIER' || listOf(modifier.distinct_on_targets).length > 0) {
			// Groups differ from each other anyway, so that a plain DISTINCT has nothing to do.
			refuse(`unsupported ${String(type)}`);
		}
	}
	return read;
}

/**
 * Metrics SQL as the query of metrics that it means: Rill reads it to one, too. What such a query has
 * no place for is refused, in Rill's words where it has some, and never left out.
 */
export function readMetricsSql(
	statements: unknown[],
	project: ProjectDefinition,
	reader: Reader,
): MetricsQuery {
	const select = selectOf(statements);
	const view = viewFor(project, viewNameOf(select), reader);
	const selected = selectedOf(select, view);
	checkGroups(select, selected);
	const { where_clause: where, having } = select;
	return {
		metrics_view: view.name,
		...selected,
		...(isNode(where) ? { where: expression(where, view.name) } : {}),
		...modifiersOf(select),
		...(isNode(having) ? { having: expression(having, view.name) } : {}),
	};
}
