import { conditionsFor, mayRead, type Reader } from './policy';
import type { MetricsView, ProjectDefinition } from './project';
import { Refusal } from './query';

export const quoteName = (name: string): string => `"${name.replace(/"/g, '""')}"`;

/** The metrics view of a name, if a caller may read it. */
export function viewFor(project: ProjectDefinition, name: unknown, reader: Reader): MetricsView {
	const view = project.metricsViews.find((candidate) => candidate.name === name);
	if (!view) throw new Refusal('controller: resource not found');
	if (!mayRead(view, project, reader)) throw new Refusal('action not allowed');
	if (view.invalid) throw new Refusal(`metrics view ${JSON.stringify(view.name)} is not valid`);
	return view;
}

/** What a dimension is behind the view; nothing if the view has none of that name. */
export function dimensionNamed(view: MetricsView, name: string): string | undefined {
	const found = view.dimensions.find((one) => one.name === name)?.column;
	const column = found ?? (name === view.timeDimension ? name : undefined);
	return column === undefined ? undefined : quoteName(column);
}

/** What a measure computes; nothing if the view has none of that name. */
export function measureNamed(view: MetricsView, name: string): string | undefined {
	return view.measures.find((one) => one.name === name)?.expression;
}

/** `FROM` and `WHERE` for the rows of a view that a caller may see, and of those a part. */
export function visibleRows(view: MetricsView, reader: Reader, only: string[] = []): string {
	return ` FROM ${quoteName(view.model)}${clause('WHERE', [...conditionsFor(view, reader), ...only])}`;
}

/** One condition stands as it is, so that what an attribute does to it shows as it does in Rill. */
export function clause(name: 'WHERE' | 'HAVING', conditions: string[]): string {
	if (conditions.length === 0) return '';
	const [first = '', ...more] = conditions;
	const all = more.length === 0 ? first : conditions.map((one) => `(${one})`).join(' AND ');
	return ` ${name} ${all}`;
}
