import type { GoValue } from './go';
import type { Fields } from './metricsCondition';
import { columnOf, isNode, listOf, nodeIn, refuse, valueOf, type Node } from './metricsSqlNode';
import { readSubquery } from './metricsSqlSubquery';

const comparisons = new Map<unknown, string>([
	['COMPARE_EQUAL', 'eq'],
	['COMPARE_NOTEQUAL', 'neq'],
	['COMPARE_LESSTHAN', 'lt'],
	['COMPARE_LESSTHANOREQUALTO', 'lte'],
	['COMPARE_GREATERTHAN', 'gt'],
	['COMPARE_GREATERTHANOREQUALTO', 'gte'],
]);

/** Rill compares patterns whatever their case, `LIKE` and `ILIKE` alike. */
const patterns = new Map<unknown, string>([
	['~~', 'ilike'],
	['~~*', 'ilike'],
	['!~~', 'nilike'],
	['!~~*', 'nilike'],
]);

const cond = (op: string, exprs: GoValue[]): Fields => ({ cond: { op, exprs } });

function list(op: 'in' | 'nin', [left, ...values]: Node[], view: string): Fields {
	return cond(op, [expression(nodeIn(left), view), { val: values.map(valueOf) }]);
}

function memberOfSubquery(op: 'in' | 'nin', node: Node, view: string): Fields {
	if (node.subquery_type !== 'ANY' || node.comparison_type !== 'COMPARE_EQUAL') {
		return refuse('unsupported type *ast.SubqueryExpr');
	}
	const select = nodeIn(nodeIn(node.subquery).node);
	const subquery = readSubquery(select, view, (part) => expression(part, view));
	return cond(op, [expression(nodeIn(node.child), view), { subquery }]);
}

function operator(node: Node, view: string): Fields {
	const children = listOf(node.children).filter(isNode);
	const [first = {}] = children;
	switch (node.type) {
		case 'COMPARE_IN':
			return list('in', children, view);
		case 'COMPARE_NOT_IN':
			return list('nin', children, view);
		case 'OPERATOR_IS_NULL':
			return cond('eq', [expression(first, view), { val: null }]);
		case 'OPERATOR_IS_NOT_NULL':
			return cond('neq', [expression(first, view), { val: null }]);
		case 'OPERATOR_NOT':
			if (first.class === 'SUBQUERY') return memberOfSubquery('nin', first, view);
			return refuse('unsupported type *ast.UnaryOperationExpr');
		default:
			return refuse(`unsupported operator ${String(node.type)}`);
	}
}

function call(node: Node, view: string): Fields {
	const name = String(node.function_name);
	if (name === 'like_escape' || name === 'not_like_escape') refuse('`ESCAPE` is not supported');
	const op = patterns.get(name) ?? refuse(`function \`${name}\` not supported in where clause`);
	const [left, right] = listOf(node.children).map(nodeIn);
	return cond(op, [expression(left, view), { val: valueOf(nodeIn(right)) }]);
}

function between(node: Node, view: string): Fields {
	const input = expression(nodeIn(node.input), view);
	return cond('and', [
		cond('gte', [input, expression(nodeIn(node.lower), view)]),
		cond('lte', [input, expression(nodeIn(node.upper), view)]),
	]);
}

/** A condition of metrics SQL as the tree that a query of metrics has for it. */
export function expression(node: Node, view: string): Fields {
	switch (node.class) {
		case 'COLUMN_REF':
			return { name: columnOf(node) };
		case 'CONSTANT':
		case 'CAST':
			return { val: valueOf(node) };
		case 'COMPARISON': {
			const op = comparisons.get(node.type) ?? refuse(`unsupported ${String(node.type)}`);
			return cond(op, [expression(nodeIn(node.left), view), expression(nodeIn(node.right), view)]);
		}
		case 'CONJUNCTION':
			return cond(
				node.type === 'CONJUNCTION_AND' ? 'and' : 'or',
				listOf(node.children).map((part) => expression(nodeIn(part), view)),
			);
		case 'OPERATOR':
			return operator(node, view);
		case 'BETWEEN':
			return between(node, view);
		case 'FUNCTION':
			return call(node, view);
		case 'SUBQUERY':
			return memberOfSubquery('in', node, view);
		default:
			return refuse(`unsupported expression ${String(node.type)}`);
	}
}
