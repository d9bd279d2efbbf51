import type { DuckDBInstance } from '@duckdb/node-api';
import type { Caller } from '../http';
import { json, sortedKeys, type GoValue } from './go';
import { metricsViewSpec, typesOf } from './metricsViewSpec';
import { pascalCase } from './openapi';
import {
	findApi,
	type ApiDefinition,
	type DashboardDefinition,
	type MetricsView,
	type ProjectDefinition,
} from './project';
import { evaluate, messageOf, Refusal } from './query';
import {
	accessRule,
	apiKind,
	canvasKind,
	exploreKind,
	meta,
	metricsViewKind,
	modelKind,
	started,
	type Meta,
} from './resourceMeta';

function resolverProperties({ resolver }: ApiDefinition): Record<string, unknown> {
	switch (resolver.kind) {
		case 'sql':
		case 'metrics_sql': {
			const sql = typeof resolver.sql === 'string' ? resolver.sql : resolver.template;
			return { ...(resolver.kind === 'sql' ? { connector: 'duckdb' } : {}), sql: sql ?? '' };
		}
		case 'metrics':
			return resolver.query;
		case 'api':
			return { api: resolver.api, args: resolver.args };
		case 'glob':
			return { path: resolver.path };
		case 'resource_status':
			return resolver.properties;
	}
}

function refsOf({ resolver }: ApiDefinition): Meta['refs'] {
	if (resolver.kind === 'api') return [{ kind: apiKind, name: resolver.api }];
	if (resolver.kind !== 'metrics') return [];
	return [{ kind: metricsViewKind, name: String(resolver.query.metrics_view) }];
}

/** Maps of a resolver's properties come in the order of their names. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	const fields = new Map(Object.entries(value));
	return Object.fromEntries(sortedKeys(value).map((name) => [name, sorted(fields.get(name))]));
}

const printed = (value: unknown): string => (value === undefined ? '' : json(value));

function apiResource(api: ApiDefinition): Record<string, unknown> {
	const { name, openapi, filePath = `/apis/${name}.yaml` } = api;
	return {
		meta: meta({ kind: apiKind, name, filePath, refs: refsOf(api) }),
		api: {
			spec: {
				resolver: api.resolver.kind,
				resolverProperties: sorted(resolverProperties(api)),
				openapiSummary: openapi?.summary ?? '',
				openapiParametersJson: printed(openapi?.parameters),
				openapiRequestSchemaJson: printed(openapi?.request_schema),
				openapiResponseSchemaJson: printed(openapi?.response_schema),
				openapiDefsPrefix: openapi ? (openapi.defs_prefix ?? pascalCase(name)) : '',
				securityRules: api.access ? [accessRule(api.access.template)] : [],
				skipNestedSecurity: api.skipNestedSecurity ?? false,
			},
			state: null,
		},
	};
}

async function metricsViewResource(
	database: DuckDBInstance,
	view: MetricsView,
): Promise<Record<string, unknown>> {
	const { name, filePath, model } = view;
	const refs = [{ kind: modelKind, name: model }];
	return {
		meta: meta({ kind: metricsViewKind, name, filePath, refs, version: '2' }),
		metricsView: {
			spec: metricsViewSpec(view),
			state: {
				validSpec: metricsViewSpec(view, await typesOf(database, view)),
				streaming: false,
				dataRefreshedOn: started,
			},
		},
	};
}

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

const linked = ({ only }: Caller, kind: string, name: string): boolean =>
	!only || only.some((resource) => resource.kind === kind && resource.name === name);

export interface Project {
	database: DuckDBInstance;
	project: ProjectDefinition;
}

async function apiResources({ database, project }: Project, caller: Caller) {
	const shown: ApiDefinition[] = [];
	for (const api of project.apis) {
		const visible = await isShown(database, api, caller);
		if (visible && linked(caller, apiKind, api.name)) shown.push(api);
	}
	const byName = new Map(shown.map((api) => [api.name, api]));
	return sortedKeys(Object.fromEntries(byName)).flatMap((name) => {
		const api = byName.get(name);
		return api ? [apiResource(api)] : [];
	});
}

async function metricsViewResources({ database, project }: Project, caller: Caller) {
	const shown = project.metricsViews.filter(({ name }) => linked(caller, metricsViewKind, name));
	return await Promise.all(shown.map(async (view) => await metricsViewResource(database, view)));
}

const dashboardKinds = { explore: exploreKind, canvas: canvasKind };

function dashboardResource(dashboard: DashboardDefinition): Record<string, unknown> {
	const { kind, name, displayName, metricsView } = dashboard;
	const spec = { displayName, description: '', ...(kind === 'explore' ? { metricsView } : {}) };
	return {
		meta: meta({
			kind: dashboardKinds[kind],
			name,
			filePath: `/dashboards/${name}.yaml`,
			refs: [{ kind: metricsViewKind, name: metricsView }],
		}),
		[kind]: { spec, state: { validSpec: spec, dataRefreshedOn: started } },
	};
}

function dashboardResources({ project }: Project, caller: Caller, kind: string) {
	return (project.dashboards ?? [])
		.filter((dashboard) => kind === '' || dashboardKinds[dashboard.kind] === kind)
		.filter((dashboard) => linked(caller, dashboardKinds[dashboard.kind], dashboard.name))
		.map(dashboardResource);
}

/** The resources of a kind (or of all kinds that a sandbox has) that a caller sees. */
export async function resourcesOf(
	project: Project,
	caller: Caller,
	kind: GoValue | undefined,
): Promise<Array<Record<string, unknown>>> {
	const all = kind === undefined || kind === '';
	return [
		...(all || kind === apiKind ? await apiResources(project, caller) : []),
		...(all || kind === metricsViewKind ? await metricsViewResources(project, caller) : []),
		...dashboardResources(project, caller, all ? '' : String(kind)),
	];
}

/** One resource, or nothing if the project has none of that kind and name. */
export async function resourceOf(
	{ database, project }: Project,
	caller: Caller,
	{ kind, name }: { kind: string; name: string },
): Promise<Record<string, unknown> | undefined> {
	if (kind === apiKind) {
		const api = findApi(project, name);
		return api && (await isShown(database, api, caller)) ? apiResource(api) : undefined;
	}
	const view = project.metricsViews.find((one) => one.name === name);
	if (kind !== metricsViewKind || !view) return undefined;
	return await metricsViewResource(database, view);
}
