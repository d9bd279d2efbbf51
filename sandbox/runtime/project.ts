import type { Arguments, GoValue } from './go';

/** What a template sees as `.user`; null, for a token that says nothing of its bearer. */
export type User = Readonly<Record<string, unknown>> | null;

/** The SQL of an API: fixed, or made from the arguments of a call and from who calls. */
export type Sql = string | ((args: Arguments, user: User) => string);

/** What an API's `openapi:` block may hold, in Rill's own spelling. */
export interface OpenApiBlock {
	summary?: string;
	parameters?: Array<Record<string, unknown>>;
	request_schema?: Record<string, unknown>;
	response_schema?: Record<string, unknown>;
	defs_prefix?: string;
}

/** A query of the resolver and the built-in API `metrics`, as it came. */
export type MetricsQuery = Record<string, GoValue>;

export type Resolver =
	/** `template` is what the API's file says where `sql` is a function; shown among resources. */
	| { kind: 'sql'; sql: Sql; template?: string }
	| { kind: 'metrics_sql'; sql: Sql; template?: string }
	| { kind: 'metrics'; query: MetricsQuery }
	| { kind: 'api'; api: string; args: Arguments }
	/** Files of a bucket; no sandbox has one. */
	| { kind: 'glob'; path: string }
	| { kind: 'resource_status'; properties: Record<string, GoValue> };

/** One custom API: what a file in a project's folder `apis` says. */
export interface ApiDefinition {
	name: string;
	/** From the project's folder; `/apis/<name>.yaml` if not said. */
	filePath?: string;
	openapi?: OpenApiBlock;
	resolver: Resolver;
	/** `security: access:`, which hides an API among resources and does not guard its calls. */
	access?: { template: string; condition: (user: User) => string };
	/** Metrics views are read without their row policies. */
	skipNestedSecurity?: boolean;
}

/** A table of the project and how it is made, as far as lists show it. */
export interface ModelDefinition {
	name: string;
	/** From the project's folder. */
	filePath: string;
	sql: string;
	/** Its table is being made. */
	isLoading?: boolean;
}

export interface MetricsView {
	name: string;
	displayName: string;
	/** The table behind it. */
	model: string;
	timeDimension: string;
	filePath: string;
	dimensions: Array<{ name: string; displayName: string; column: string }>;
	measures: Array<{ name: string; displayName: string; expression: string; formatPreset?: string }>;
	/** `security: row_filter:`: an SQL condition for the caller. */
	rowFilter?: { template: string; condition: (user: User) => string };
	/** Its model is not made yet, so Rill could not check it. */
	invalid?: boolean;
}

/** An explore (of one metrics view) or a canvas, as far as lists show it. */
export interface DashboardDefinition {
	kind: 'explore' | 'canvas';
	name: string;
	displayName: string;
	metricsView: string;
}

export interface ProjectDefinition {
	name: string;
	apis: ApiDefinition[];
	metricsViews: MetricsView[];
	models?: ModelDefinition[];
	dashboards?: DashboardDefinition[];
	/** Operations that its spec has at these names, whatever the APIs say. */
	operations?: Record<string, unknown>;
}

/** Rill finds an API whatever the case of its name. */
export function findApi(project: ProjectDefinition, name: string): ApiDefinition | undefined {
	const wanted = name.toLowerCase();
	return project.apis.find((api) => api.name.toLowerCase() === wanted);
}
