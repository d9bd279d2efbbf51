import type { Caller, ResourceName } from '../http';
import type { MetricsView, ProjectDefinition } from './project';
import { dashboardKinds, metricsViewKind } from './resourceMeta';

/** Who calls, as far as the rows of a metrics view depend on it. */
export interface Reader {
	caller: Caller;
	/** The API that is called asks for `skip_nested_security`. */
	skipPolicies?: boolean;
}

/**
 * What a public link or an embedded page opens, and what it needs for that: a dashboard stands on its
 * metrics view. Nothing is returned for a caller without such a limit.
 */
function opened(
	{ only }: Caller,
	{ dashboards = [] }: ProjectDefinition,
): ResourceName[] | undefined {
	if (!only) return undefined;
	const views = dashboards
		.filter(({ kind, name }) => includes(only, { kind: dashboardKinds[kind], name }))
		.map(({ metricsView }) => ({ kind: metricsViewKind, name: metricsView }));
	return [...only, ...views];
}

const includes = (all: ResourceName[], { kind, name }: ResourceName): boolean =>
	all.some((one) => one.kind === kind && one.name === name);

/** Whether a caller may see a resource: everybody may, but for a link that opens others. */
export function mayOpen(
	caller: Caller,
	project: ProjectDefinition,
	resource: ResourceName,
): boolean {
	const all = opened(caller, project);
	return all === undefined || includes(all, resource);
}

/** A link reads only the views that it opens; everybody else reads them all. */
export function mayRead(
	{ name }: MetricsView,
	project: ProjectDefinition,
	{ caller, skipPolicies }: Reader,
): boolean {
	return skipPolicies === true || mayOpen(caller, project, { kind: metricsViewKind, name });
}

/** The rows of a view that a caller may see, as conditions of SQL that all have to hold. */
export function conditionsFor(view: MetricsView, { caller, skipPolicies }: Reader): string[] {
	if (skipPolicies) return [];
	return [view.rowFilter?.condition(caller.attributes), caller.rowFilter].filter(
		(condition) => condition !== undefined,
	);
}
