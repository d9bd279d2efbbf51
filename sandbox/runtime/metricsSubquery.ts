import { Refusal } from './query';

/** A part of a query's syntax tree, as DuckDB serializes it. */
export type Node = Record<string, unknown>;

export const isNode = (value: unknown): value is Node =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (problem: string): never => {
	throw new Refusal(`metrics sql: ${problem}`);
};

/** The one view that a query of metrics SQL may read. */
export interface Scope {
	view: string;
	/** The rows of it that the caller may see, as a part of the tree. */
	rows: unknown;
	/** What each dimension is called behind the view. */
	columns: ReadonlyMap<string, string>;
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

const clauses = new Map([
	['ORDER_MODIFIER', 'ORDER BY'],
	['LIMIT_MODIFIER', 'LIMIT'],
	['LIMIT_PERCENT_MODIFIER', 'LIMIT'],
	['DISTINCT_MODIFIER', 'DISTINCT'],
]);

/** A subquery reads what the query around it reads, and nothing that a policy could not see to. */
function checkSource(select: Node, { view }: Scope): void {
	if (select.type !== 'SELECT_NODE') refuse('subquery type *ast.SetOprStmt is not supported');
	const [modifier]: unknown[] = Array.isArray(select.modifiers) ? select.modifiers : [];
	if (isNode(modifier)) {
		refuse(`subquery with ${clauses.get(String(modifier.type))} is not supported`);
	}
	if (isNode(select.cte_map) && lengthOf(select.cte_map.map) > 0) {
		refuse('subquery with WITH clause is not supported');
	}
	const from = isNode(select.from_table) ? select.from_table : {};
	if (from.type === 'EMPTY') refuse('subquery must have a FROM clause');
	if (from.type === 'JOIN') refuse('subquery with JOIN is not supported');
	if (from.type !== 'BASE_TABLE') refuse('subquery must select from a metrics view');
	if (from.table_name !== view) {
		refuse(`subquery must select from the metrics view ${JSON.stringify(view)}`);
	}
}

function subquery(node: Node, scope: Scope): Node {
	const inner = isNode(node.subquery) ? node.subquery : {};
	if (node.subquery_type !== 'ANY' || !isNode(inner.node)) {
		return refuse('unsupported type *ast.SubqueryExpr');
	}
	checkSource(inner.node, scope);
	const select = { ...walk(inner.node, scope), from_table: scope.rows };
	return {
		...node,
		child: condition(node.child, scope),
		subquery: { ...inner, node: select },
	};
}

function column(node: Node, { columns }: Scope): Node {
	const names: unknown[] = Array.isArray(node.column_names) ? node.column_names : [];
	if (names.length > 1) {
		refuse(
			`no alias or table reference is supported in column name. Found in \`${names.join('.')}\``,
		);
	}
	const [name] = names.map(String);
	const behind = name === undefined ? undefined : columns.get(name);
	return behind === undefined ? node : { ...node, column_names: [behind] };
}

function walk(node: Node, scope: Scope): Node {
	const parts = Object.entries(node).map(([name, part]) => [name, condition(part, scope)]);
	return Object.fromEntries(parts);
}

/**
 * A condition of metrics SQL on the columns behind the view, whose subqueries read the rows of the
 * view that the caller may see.
 */
export function condition(part: unknown, scope: Scope): unknown {
	if (Array.isArray(part)) return part.map((item: unknown) => condition(item, scope));
	if (!isNode(part)) return part;
	if (part.class === 'SUBQUERY') return subquery(part, scope);
	if (part.class === 'COLUMN_REF') return column(part, scope);
	return walk(part, scope);
}

const isSubquery = (part: unknown): boolean => {
	if (Array.isArray(part)) return part.some(isSubquery);
	return isNode(part) && (part.class === 'SUBQUERY' || Object.values(part).some(isSubquery));
};

/** What orders and cuts a result, in which Rill takes no subquery at all. */
export function modifiers(part: unknown): unknown {
	const found: unknown[] = Array.isArray(part) ? part : [];
	const nested = found.find(isSubquery);
	if (isNode(nested)) {
		refuse(
			clauses.get(String(nested.type)) === 'LIMIT'
				? 'expected value expression, got *ast.SubqueryExpr'
				: 'expected column name expression',
		);
	}
	return part;
}
