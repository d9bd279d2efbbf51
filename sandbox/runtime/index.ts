import type { DuckDBInstance } from '@duckdb/node-api';
import type { Caller, RillAnswer, RillRequest } from '../http';
import { noRuntimeFaults, type RuntimeFaults } from '../runtimeFaults';
import { httpError, ok, panic, plainText, rpcError } from './answers';
import {
	argumentsOf,
	BadRequest,
	decodePath,
	NilMap,
	queryArguments,
	withoutOffset,
} from './arguments';
import { changedProject } from './changedProject';
import { printSpec, specOf } from './openapi';
import type { ProjectDefinition } from './project';
import { Refusal } from './query';
import { call } from './resolve';
import { resourceOf, resourcesOf } from './resources';
import { startingProject, whileStarting } from './starting';

/** Where a path leads within an instance; `rest` is still encoded. */
interface Route {
	instanceId: string;
	name: string;
	rest: string;
}

function routeOf(path: string): Route | undefined {
	const [, instanceId, name, rest] =
		/^\/v1\/instances\/([^/]+)\/([^/]+)(?:\/(.*))?$/s.exec(path) ?? [];
	if (instanceId === undefined || name === undefined) return undefined;
	return { instanceId, name, rest: rest ?? '' };
}

/** Rill's number for the right to start a refresh. */
const editTrigger = 26;

const allowed = ({ unrestricted, permissions }: Caller, permission: number): boolean =>
	unrestricted === true || (permissions ?? []).includes(permission);

/** A request at a runtime, with all that its answer depends on. */
interface Asked {
	request: RillRequest;
	caller: Caller;
	route: Route;
	faults: RuntimeFaults;
	project: ProjectDefinition;
	database: DuckDBInstance;
}

/** A runtime of Rill: what runs a project's APIs, whoever stands before it to say who calls. */
export class Runtime {
	/** `http://host:port`, as the runtime itself knows it: it stands in the spec. */
	address = 'http://127.0.0.1';
	/** The instances that it runs; any, if not said. */
	instances?: ReadonlySet<string>;

	constructor(
		private readonly database: DuckDBInstance,
		/** May be exchanged while the runtime runs. */
		public project: ProjectDefinition,
	) {}

	/** Answers a request below `/v1/instances/<id>` for a caller who is known. */
	readonly answer = async (request: RillRequest, caller: Caller): Promise<RillAnswer> => {
		const route = routeOf(request.path);
		if (!route) return plainText(404, 'Not Found');
		const faults = request.runtimeFaults?.() ?? noRuntimeFaults;
		const { start, changes } = faults;
		const project = changedProject(this.project, changes);
		const asked = { request, caller, route, faults };
		if (!start) return await this.answerRoute({ ...asked, project, database: this.database });
		return await whileStarting(start, async (database) => {
			const begun = startingProject(project, start);
			return await this.answerRoute({ ...asked, project: begun, database });
		});
	};

	private async answerRoute(asked: Asked): Promise<RillAnswer> {
		return asked.route.name === 'api' ? await this.answerApi(asked) : await this.answerRpc(asked);
	}

	private runs({ instanceId }: Route): boolean {
		return this.instances?.has(instanceId) ?? true;
	}

	private async answerApi(asked: Asked): Promise<RillAnswer> {
		const { request, caller, route, project } = asked;
		const name = decodePath(route.rest);
		if (name === undefined) return plainText(400, '400 Bad Request');
		if (name === 'openapi' && request.method !== 'GET') return httpError(405, 'GET only');
		if (!caller.mayReadApi) return httpError(403, 'does not have access to custom APIs');
		if (!this.runs(route)) return httpError(400, 'driver: not found');
		if (name !== 'openapi') return await answerCall(name, asked);
		const spec = specOf(project, `${this.address}/v1/instances/${route.instanceId}/api`);
		const { body, contentType } = printSpec(spec, request.headers.accept);
		return ok(body, contentType);
	}

	private async answerRpc(asked: Asked): Promise<RillAnswer> {
		const { request, caller, route } = asked;
		const answers = { resources: 'GET', resource: 'GET', trigger: 'POST' };
		const method = Object.entries(answers).find(([name]) => name === route.name)?.[1];
		if (method === undefined || route.rest !== '') return plainText(404, 'Not Found');
		if (request.method !== method) {
			return plainText(405, 'Method Not Allowed', { allow: method });
		}
		if (!this.runs(route)) return rpcError(5, 'driver: not found');
		try {
			if (route.name === 'trigger') return trigger(request, caller);
			return await answerResources(asked);
		} catch (error) {
			return refusedRpc(error);
		}
	}
}

async function answerCall(
	name: string,
	{ request, caller, faults, project, database }: Asked,
): Promise<RillAnswer> {
	try {
		const sent = argumentsOf(request);
		const args = faults.ignoresOffset ? withoutOffset(sent) : sent;
		const run = { signal: request.signal, cap: faults.rowCap };
		return ok(await call(name, args, { database, project, caller, run }));
	} catch (error) {
		return refusedCall(error);
	}
}

async function answerResources({
	request,
	caller,
	route,
	project,
	database,
}: Asked): Promise<RillAnswer> {
	const query = queryArguments(request.query);
	if (route.name === 'resources') {
		const resources = await resourcesOf({ database, project }, caller, query.get('kind'));
		return ok(JSON.stringify({ resources, nextPageToken: '' }));
	}
	const resource = await resourceOf({ database, project }, caller, {
		kind: query.get('name.kind') ?? '',
		name: query.get('name.name') ?? '',
	});
	if (!resource) return rpcError(5, 'controller: resource not found');
	return ok(JSON.stringify({ resource }));
}

/** What a call is answered that failed as calls may; anything else is a fault of the sandbox's own. */
function refusedCall(error: unknown): RillAnswer {
	if (error instanceof BadRequest) return httpError(400, error.message);
	if (error instanceof NilMap) return panic();
	if (error instanceof Refusal) return httpError(error.status, error.message);
	throw error;
}

function refusedRpc(error: unknown): RillAnswer {
	if (error instanceof BadRequest || error instanceof Refusal) return rpcError(3, error.message);
	throw error;
}

/** A refresh starts at once and says nothing, not even whether there is such a resource. */
function trigger({ body }: RillRequest, caller: Caller): RillAnswer {
	if (!allowed(caller, editTrigger)) return rpcError(7, 'action not allowed');
	try {
		if (body.length > 0) JSON.parse(body.toString());
	} catch {
		return rpcError(2, 'proto: unexpected EOF');
	}
	return ok('{}');
}
