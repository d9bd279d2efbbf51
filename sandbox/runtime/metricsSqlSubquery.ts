import type { Fields } from './metricsCondition';
import {
	beyondMetrics,
	columnOf,
	isNode,
	listOf,
	nodeIn,
	refuse,
	type Node,
} from './metricsSqlNode';

const clauses = new Map<unknown, string>([
	['ORDER_MODIFIER', 'ORDER BY'],
	['LIMIT_MODIFIER', 'LIMIT'],
	['LIMIT_PERCENT_MODIFIER', 'LIMIT'],
	['DISTINCT_MODIFIER', 'DISTINCT'],
]);

/** A subquery reads what the query around it reads, and nothing that a policy could not see to. */
function checkSource(select: Node, view: string): void {
	if (select.type !== 'SELECT_NODE') refuse('subquery type *ast.SetOprStmt is not supported');
	const [modifier] = listOf(select.modifiers);
	if (isNode(modifier)) {
		refuse(`subquery with ${clauses.get(modifier.type)} is not supported`);
	}
	const beyond = beyondMetrics(select);
	if (beyond !== undefined) refuse(`subquery with ${beyond} is not supported`);
	const from = nodeIn(select.from_table);
	if (from.type === 'EMPTY') refuse('subquery must have a FROM clause');
	if (from.type === 'JOIN') refuse('subquery with JOIN is not supported');
	if (from.type !== 'BASE_TABLE') refuse('subquery must select from a metrics view');
	if (from.table_name !== view) {
		refuse(`subquery must select from the metrics view ${JSON.stringify(view)}`);
	}
}

function dimensionOf(select: Node): string {
	const [field, ...more] = listOf(select.select_list).map(nodeIn);
	if (!field || more.length > 0) {
		return refuse('subquery must select exactly one dimension');
	}
	if (field.class === 'STAR') refuse('subquery must select a specific field, not a wildcard');
	return columnOf(field);
}

function checkGroups(select: Node, dimension: string): void {
	const groups = listOf(select.group_expressions).map(nodeIn);
	if (groups.length === 0) return;
	if (groups.length > 1 || listOf(select.group_sets).length > 1) {
		refuse('subquery must group by exactly one dimension');
	}
	if (groups.some((group) => columnOf(group) !== dimension)) {
		refuse(
			`subquery must group by the same dimension ${JSON.stringify(dimension)} as the subquery's SELECT clause`,
		);
	}
}

/** A subquery of metrics SQL as a query of metrics has it: one dimension of the view that is read. */
export function readSubquery(
	select: Node,
	view: string,
	condition: (part: Node) => Fields,
): Fields {
	checkSource(select, view);
	const name = dimensionOf(select);
	checkGroups(select, name);
	const { where_clause: where, having } = select;
	return {
		dimension: { name },
		measures: [],
		...(isNode(where) ? { where: condition(where) } : {}),
		...(isNode(having) ? { having: condition(having) } : {}),
	};
}
