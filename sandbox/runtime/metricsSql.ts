import type { DuckDBInstance } from '@duckdb/node-api';
import { condition, isNode, modifiers, type Node } from './metricsSubquery';
import { conditionFor, mayRead, type Reader } from './policy';
import type { MetricsView, ProjectDefinition } from './project';
import { Refusal, rewrite, treeOf } from './query';

export const quoteName = (name: string): string => `"${name.replace(/"/g, '""')}"`;

/** The rows behind a view that a caller may see. */
export function visibleRows(view: MetricsView, reader: Reader): string {
	if (!mayRead(view, reader)) throw new Refusal('action not allowed');
	return `(SELECT * FROM ${quoteName(view.model)} WHERE ${conditionFor(view, reader)}) AS ${quoteName(view.name)}`;
}

/** A view's columns by name: dimensions as they are, measures as what they compute. */
export function columnsOf(view: MetricsView): Map<string, string> {
	const time: Array<[string, string]> = [[view.timeDimension, view.timeDimension]];
	return new Map([
		...time,
		...view.dimensions.map(({ name, column }): [string, string] => [name, quoteName(column)]),
		...view.measures.map(({ name, expression }): [string, string] => [name, expression]),
	]);
}

export function findView(project: ProjectDefinition, name: unknown): MetricsView {
	const view = project.metricsViews.find((candidate) => candidate.name === name);
	if (!view) throw new Refusal('controller: resource not found');
	return view;
}

function nodeOf(statement: unknown): Node {
	if (isNode(statement) && isNode(statement.node)) return statement.node;
	throw new Refusal('metrics sql: only a SELECT statement is supported');
}

function selectedName(item: unknown): string {
	if (isNode(item) && item.class === 'COLUMN_REF' && Array.isArray(item.column_names)) {
		return String(item.column_names.at(-1));
	}
	throw new Refusal('metrics sql: can only have dimensions or measures in select field');
}

/**
 * Metrics SQL becomes SQL in DuckDB's own syntax tree: each selected name gives way to what the view
 * says it is, the view to the rows that its policy lets the caller see (in subqueries too), and the
 * rest stays.
 */
export async function translate(
	database: DuckDBInstance,
	project: ProjectDefinition,
	sql: string,
	reader: Reader,
): Promise<string> {
	const statement = nodeOf(await treeOf(database, sql));
	const from = statement.from_table;
	const view = findView(project, isNode(from) ? from.table_name : undefined);
	const columns = columnsOf(view);
	const list = Array.isArray(statement.select_list) ? statement.select_list : [];
	const selected = list.map((item: unknown) => {
		const name = selectedName(item);
		const expression = columns.get(name);
		if (expression === undefined) {
			throw new Refusal(
				`metrics sql: selected column \`${name}\` not found in dimensions/measures in metrics view`,
			);
		}
		const alias =
			isNode(item) && typeof item.alias === 'string' && item.alias !== '' ? item.alias : name;
		return `${expression} AS ${quoteName(alias)}`;
	});
	const model = `SELECT ${selected.join(', ')} FROM ${visibleRows(view, reader)} GROUP BY ALL`;
	return await rewrite(database, model, (aggregated) => {
		const node = nodeOf(aggregated);
		const scope = {
			view: view.name,
			rows: node.from_table,
			columns: new Map(view.dimensions.map(({ name, column }) => [name, column])),
		};
		return {
			...(isNode(aggregated) ? aggregated : {}),
			node: {
				...node,
				modifiers: modifiers(statement.modifiers),
				where_clause: condition(statement.where_clause, scope),
				having: condition(statement.having, scope),
			},
		};
	});
}
