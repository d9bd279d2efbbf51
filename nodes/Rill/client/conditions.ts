import { RillError } from './errors';
import type { JsonValue } from './json';
import { asRecord, type Json } from './schema';

/** A condition of the built-in API `metrics`: a tree of comparisons (`rill.md` §8). */
export type Condition =
	| { readonly name: string }
	| { readonly val: JsonValue }
	| { readonly cond: { readonly op: string; readonly exprs: readonly Condition[] } }
	| { readonly subquery: Record<string, JsonValue> };

export type Comparison =
	| 'eq'
	| 'neq'
	| 'lt'
	| 'lte'
	| 'gt'
	| 'gte'
	| 'in'
	| 'nin'
	| 'contains'
	| 'notContains'
	| 'empty'
	| 'notEmpty';

/** Several conditions as one; undefined if there is none. */
export function combine(
	how: 'and' | 'or',
	parts: ReadonlyArray<Condition | undefined>,
): Condition | undefined {
	const given = parts.filter((part) => part !== undefined);
	return given.length > 1 ? node(how, ...given) : given[0];
}

/**
 * One comparison of a dimension or measure. The values count as far as the comparison takes them: a
 * list takes all, an emptiness none.
 */
export function compare(
	name: string,
	comparison: Comparison,
	values: readonly JsonValue[],
): Condition {
	const [value = null] = values;
	switch (comparison) {
		case 'in':
		case 'nin':
			return node(comparison, { name }, { val: [...values] });
		// Rill's `neq` leaves out what is null, unlike `nin` and `nilike`: "not ORD" is no value too.
		case 'neq':
			return node('nin', { name }, { val: [value] });
		case 'contains':
		case 'notContains':
			return node(
				comparison === 'contains' ? 'ilike' : 'nilike',
				{ name },
				{ val: `%${String(value)}%` },
			);
		// Rill refuses a comparison with null, and takes null in a list for "is null".
		case 'empty':
			return node('in', { name }, { val: [null] });
		// Nothing that is null equals itself.
		case 'notEmpty':
			return node('eq', { name }, { name });
		default:
			return node(comparison, { name }, { val: value });
	}
}

function node(op: string, ...exprs: Condition[]): Condition {
	return { cond: { op, exprs } };
}

const OPERATORS = [
	'eq',
	'neq',
	'lt',
	'lte',
	'gt',
	'gte',
	'in',
	'nin',
	'ilike',
	'nilike',
	'and',
	'or',
];
const KINDS = ['name', 'val', 'cond', 'subquery'];

/** Deeper than anybody writes, and no danger to the stack. */
const MAX_DEPTH = 100;

/**
 * A condition that somebody wrote. Rill ignores members that it does not know, so that a misspelt
 * one would leave a part of the condition out and let more rows through than were meant.
 *
 * @param label the field that holds it, for messages
 * @throws RillError `settings`
 */
export function readCondition(value: Json, label: string, depth = 0): Condition {
	if (depth > MAX_DEPTH) throw noCondition(label, `it has more than ${MAX_DEPTH} levels`);
	const record = asRecord(value);
	const kinds = Object.keys(record ?? {});
	if (!record || kinds.length !== 1 || !KINDS.includes(kinds[0])) {
		throw noCondition(label, `this is no part of a condition: ${shown(value)}`);
	}
	if ('name' in record) {
		if (typeof record.name === 'string' && record.name !== '') return { name: record.name };
		throw noCondition(label, `a name has to be a text: ${shown(value)}`);
	}
	if ('val' in record) return { val: record.val as JsonValue };
	if ('subquery' in record) return { subquery: readSubquery(record.subquery, label, depth) };
	const { op, exprs, ...others } = asRecord(record.cond) ?? {};
	if (typeof op !== 'string' || !OPERATORS.includes(op)) {
		throw noCondition(
			label,
			`there is no operator ${shown(op)}. There are ${OPERATORS.join(', ')}`,
		);
	}
	if (!Array.isArray(exprs) || exprs.length === 0 || Object.keys(others).length > 0) {
		throw noCondition(
			label,
			`"cond" takes "op" and a list "exprs", and nothing else: ${shown(value)}`,
		);
	}
	return node(op, ...exprs.map((part: Json) => readCondition(part, label, depth + 1)));
}

const SUBQUERY_MEMBERS = ['dimension', 'measures', 'where', 'having'];

/** Its own conditions are held to the same rules. */
function readSubquery(value: Json, label: string, depth: number): Record<string, JsonValue> {
	const subquery = asRecord(value);
	const unknown = Object.keys(subquery ?? {}).find((name) => !SUBQUERY_MEMBERS.includes(name));
	if (!subquery || unknown !== undefined) {
		throw noCondition(
			label,
			`a "subquery" takes ${SUBQUERY_MEMBERS.join(', ')}, and nothing else: ${shown(value)}`,
		);
	}
	for (const part of ['where', 'having']) {
		if (Object.hasOwn(subquery, part)) readCondition(subquery[part], label, depth + 1);
	}
	return subquery as Record<string, JsonValue>;
}

function shown(value: Json): string {
	return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}

function noCondition(label: string, reason: string): RillError {
	return new RillError(
		'settings',
		`'${label}' cannot be used: ${reason}`,
		'A condition looks like {"cond": {"op": "eq", "exprs": [{"name": "origin"}, {"val": "ORD"}]}}, and several like {"cond": {"op": "or", "exprs": [ ... ]}}.',
	);
}

/** The dimensions and measures that a condition names, outside subqueries of its own. */
export function namesIn(condition: Condition): string[] {
	if ('name' in condition) return [condition.name];
	return 'cond' in condition ? condition.cond.exprs.flatMap(namesIn) : [];
}
