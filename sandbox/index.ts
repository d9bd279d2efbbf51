export type { LoggedRequest } from './requestLog';
export { startSandbox, type Sandbox, type SandboxOptions } from './server';
export { flightOps } from './projects/flightOps';
export { recorded } from './projects/recorded';
export type {
	ApiDefinition,
	MetricsView,
	OpenApiBlock,
	ProjectDefinition,
	Resolver,
	Sql,
} from './runtime/project';
export type { Arguments, GoValue } from './runtime/go';
