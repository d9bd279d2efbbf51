import type { GoValue } from './go';
import { Refusal } from './query';

/** A part of a query's syntax tree, as DuckDB serializes it. */
export type Node = Record<string, unknown>;

export const isNode = (value: unknown): value is Node =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A part of the tree, or an empty one where there is none. */
export const nodeIn = (value: unknown): Node => (isNode(value) ? value : {});

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Refuses a query in the form that Rill's errors about metrics SQL have. */
export const refuse = (problem: string): never => {
	throw new Refusal(`metrics sql: ${problem}`);
};

/** The name that a column has; Rill takes none with a table before it. */
export function columnOf(node: Node): string {
	const names = listOf(node.column_names).map(String);
	if (node.class !== 'COLUMN_REF') refuse('expected column name expression');
	if (names.length > 1) {
		refuse(
			`no alias or table reference is supported in column name. Found in \`${names.join('.')}\``,
		);
	}
	return names[0] ?? '';
}

/** A value as DuckDB's tree has it; a decimal is an integer and where its point is. */
export function valueOf(node: Node): GoValue {
	if (node.class === 'CAST') return truthOf(node);
	if (node.class !== 'CONSTANT') return refuse('expected value expression');
	const { value = null, is_null: isNull, type } = nodeIn(node.value);
	if (isNull === true) return null;
	const { id, type_info: info } = nodeIn(type);
	if (typeof value === 'string' || typeof value === 'boolean') return value;
	// What JavaScript would round has lost its digits by now.
	if (typeof value !== 'number' || (id !== 'DOUBLE' && !Number.isSafeInteger(value))) {
		return refuse(`the sandbox has no values of the type ${String(id)}`);
	}
	return id === 'DECIMAL' ? value / 10 ** Number(nodeIn(info).scale) : value;
}

/** `true` and `false`, which DuckDB reads as casts of a letter. */
function truthOf({ child, cast_type: type }: Node): boolean {
	const letter = nodeIn(nodeIn(child).value).value;
	if (nodeIn(type).id !== 'BOOLEAN' || (letter !== 't' && letter !== 'f')) {
		return refuse('expected value expression');
	}
	return letter === 't';
}

/** What a SELECT has beside its columns, table and conditions, that a query of metrics has no place for. */
export function beyondMetrics(select: Node): string | undefined {
	if (listOf(nodeIn(select.cte_map).map).length > 0) return 'WITH clause';
	if (select.qualify) return 'QUALIFY';
	if (select.sample || nodeIn(select.from_table).sample) return 'SAMPLE';
	if (nodeIn(select.from_table).at_clause) return 'AT';
	if (listOf(nodeIn(select.from_table).column_name_alias).length > 0) return 'column alias';
	return undefined;
}
