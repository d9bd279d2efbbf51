import type { DuckDBInstance } from '@duckdb/node-api';
import { json, sortedKeys } from './go';
import { metricsViewSpec, typesOf } from './metricsViewSpec';
import { pascalCase } from './openapi';
import type {
	ApiDefinition,
	DashboardDefinition,
	MetricsView,
	ModelDefinition,
	ProjectDefinition,
} from './project';
import {
	accessRule,
	apiKind,
	dashboardKinds,
	meta,
	metricsViewKind,
	modelKind,
	started,
	type Meta,
} from './resourceMeta';

/** How Rill prints each kind of resource. */

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

export function apiResource(api: ApiDefinition): Record<string, unknown> {
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

export async function metricsViewResource(
	database: DuckDBInstance,
	view: MetricsView,
): Promise<Record<string, unknown>> {
	const { name, filePath, model, invalid } = view;
	const refs = [{ kind: modelKind, name: model }];
	const validSpec = invalid ? null : metricsViewSpec(view, await typesOf(database, view));
	return {
		meta: meta({ kind: metricsViewKind, name, filePath, refs, version: '2' }),
		metricsView: {
			spec: metricsViewSpec(view),
			state: { validSpec, streaming: false, dataRefreshedOn: started },
		},
	};
}

/** The models that a model is made of: those that its SQL reads. */
function sourcesOf({ sql }: ModelDefinition, { models = [] }: ProjectDefinition): Meta['refs'] {
	const tables = new Set([...sql.matchAll(/\b(?:FROM|JOIN)\s+(\w+)/gi)].map(([, name]) => name));
	return models
		.filter(({ name }) => tables.has(name))
		.map(({ name }) => ({ kind: modelKind, name }));
}

/** No list of models was recorded: these are the fields of Rill's protocol that say how a table is made. */
export function modelResource(
	model: ModelDefinition,
	project: ProjectDefinition,
): Record<string, unknown> {
	const { name, filePath, sql, isLoading } = model;
	return {
		meta: meta({
			kind: modelKind,
			name,
			filePath,
			refs: sourcesOf(model, project),
			version: '2',
			isLoading,
		}),
		model: {
			spec: {
				refreshSchedule: null,
				timeoutSeconds: 0,
				incremental: false,
				inputConnector: 'duckdb',
				inputProperties: { sql },
				outputConnector: 'duckdb',
				outputProperties: { materialize: true },
			},
			state: {
				executorConnector: 'duckdb',
				resultConnector: 'duckdb',
				resultProperties: { table: name },
				resultTable: name,
				refreshedOn: started,
			},
		},
	};
}

export function dashboardResource(dashboard: DashboardDefinition): Record<string, unknown> {
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
