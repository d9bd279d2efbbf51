import type { Caller } from '../http';
import type { MetricsView } from './project';

/** Who calls, as far as the rows of a metrics view depend on it. */
export interface Reader {
	caller: Caller;
	/** The API that is called asks for `skip_nested_security`. */
	skipPolicies?: boolean;
}

const metricsViewKind = 'rill.runtime.v1.MetricsView';

/** A public link reads only the views that it was made for; everybody else reads them all. */
export function mayRead(view: MetricsView, { caller, skipPolicies }: Reader): boolean {
	if (skipPolicies || !caller.only) return true;
	return caller.only.some(({ kind, name }) => kind === metricsViewKind && name === view.name);
}

/** The rows of a view that a caller may see, as an SQL condition. */
export function conditionFor(view: MetricsView, { caller, skipPolicies }: Reader): string {
	if (skipPolicies) return 'true';
	const conditions = [view.rowFilter?.condition(caller.attributes), caller.rowFilter].filter(
		(condition) => condition !== undefined,
	);
	return conditions.map((condition) => `(${condition})`).join(' AND ') || 'true';
}
