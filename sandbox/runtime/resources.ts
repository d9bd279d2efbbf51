import type { DuckDBInstance } from '@duckdb/node-api';
import type { Caller, ResourceName } from '../http';
import { compareBytes } from './go';
import { mayOpen } from './policy';
import type { ApiDefinition, ProjectDefinition } from './project';
import { evaluate, messageOf, Refusal } from './query';
import { apiKind, dashboardKinds, metricsViewKind, modelKind } from './resourceMeta';
import {
	apiResource,
	dashboardResource,
	metricsViewResource,
	modelResource,
} from './resourcePrints';

/** Whether a caller sees an API among resources: its `security: access:`, worked out by DuckDB. */
async function isShown(
	database: DuckDBInstance,
	{ access }: ApiDefinition,
	{ attributes, unrestricted }: Caller,
): Promise<boolean> {
	if (!access || unrestricted) return true;
	const condition = access.condition(attributes);
	const [[allowed] = []] = await evaluate(
		database,
		`SELECT v::BOOLEAN AS b, TYPEOF(v) = 'BOOLEAN' AS is_bool FROM (SELECT (${condition}) AS v)`,
	).catch(refuseAccess);
	return allowed === true;
}

/** One rule that cannot be worked out for a caller hides the whole list from that caller. */
function refuseAccess(error: unknown): never {
	throw new Refusal(
		`security policy: failed to resolve access: failed to evaluate expression: ${messageOf(error)}`,
	);
}

/** A resource before anybody has asked for it: its name, and what to do if somebody does. */
interface Entry extends ResourceName {
	isShown?: (caller: Caller) => Promise<boolean>;
	print: () => Promise<Record<string, unknown>>;
}

export interface Project {
	database: DuckDBInstance;
	project: ProjectDefinition;
}

/** Everything that a project has, so that what is listed and what is found by its name are the same. */
function entriesOf({ database, project }: Project): Entry[] {
	const entries: Entry[] = [
		...project.apis.map((api) => ({
			kind: apiKind,
			name: api.name,
			isShown: async (caller: Caller) => await isShown(database, api, caller),
			print: async () => apiResource(api),
		})),
		...(project.dashboards ?? []).map((dashboard) => ({
			kind: dashboardKinds[dashboard.kind],
			name: dashboard.name,
			print: async () => dashboardResource(dashboard),
		})),
		...project.metricsViews.map((view) => ({
			kind: metricsViewKind,
			name: view.name,
			print: async () => await metricsViewResource(database, view),
		})),
		...(project.models ?? []).map((model) => ({
			kind: modelKind,
			name: model.name,
			print: async () => modelResource(model, project),
		})),
	];
	return entries.sort((a, b) => compareBytes(a.kind, b.kind) || compareBytes(a.name, b.name));
}

async function visible(
	entries: Entry[],
	{ project }: Project,
	caller: Caller,
): Promise<Array<Record<string, unknown>>> {
	const printed: Array<Record<string, unknown>> = [];
	for (const entry of entries) {
		const shown = (await entry.isShown?.(caller)) ?? true;
		if (shown && mayOpen(caller, project, entry)) printed.push(await entry.print());
	}
	return printed;
}

/** The resources of a kind (or of all kinds that a sandbox has) that a caller sees. */
export async function resourcesOf(
	project: Project,
	caller: Caller,
	kind = '',
): Promise<Array<Record<string, unknown>>> {
	const entries = entriesOf(project).filter((entry) => kind === '' || entry.kind === kind);
	return await visible(entries, project, caller);
}

/** One resource, whatever the case of its name; nothing if the caller sees none of that name. */
export async function resourceOf(
	project: Project,
	caller: Caller,
	{ kind, name }: ResourceName,
): Promise<Record<string, unknown> | undefined> {
	const wanted = name.toLowerCase();
	const entries = entriesOf(project).filter(
		(entry) => entry.kind === kind && entry.name.toLowerCase() === wanted,
	);
	const [found] = await visible(entries, project, caller);
	return found;
}
