import type { RillAnswer, RillRequest } from '../http';
import { httpError, plainText } from '../runtime/answers';
import { ownGrant } from './claims';
import { answerAs, answerCloudRuntime } from './cloudRuntime';
import { findProject } from './people';
import { rightsOn } from './rights';
import { runtimePath, type AnswerRuntime } from './runtimeAddress';
import type { CloudState } from './state';
import { authenticateLeniently } from './tokens';
import { unreachable } from './unreachable';

const address =
	/^\/v1\/(?:orgs|organizations)\/([^/]+)\/projects\/([^/]+)(?:\/branch\/([^/]+))?\/runtime(\/.*)$/s;

/** The headers that both servers set, and that therefore reach the client twice. */
function twice({ status, headers, body }: RillAnswer): RillAnswer {
	const doubled = { ...headers };
	for (const name of ['cache-control', 'vary', 'x-trace-id']) {
		const value = headers[name];
		if (value !== undefined) doubled[name] = `${value}, ${value}`;
	}
	return { status, headers: doubled, body };
}

const decoded = (text: string): string => {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
};

const denied = 'does not have permission to access the production deployment';

/**
 * The admin server's proxy to a project's runtime. It looks for the project and its deployment before
 * it looks at the caller; a token that it does not know it hands on, and the runtime refuses it.
 */
export async function answerProxy(
	state: CloudState,
	request: RillRequest,
	answerRuntime: AnswerRuntime,
): Promise<RillAnswer | undefined> {
	const match = address.exec(request.path);
	if (!match) return undefined;
	const [, organization = '', name = '', branch, rest = ''] = match;
	const project = findProject(decoded(organization), decoded(name));
	if (!project) return httpError(400, 'project not found');
	if (branch !== undefined) {
		return httpError(400, `no deployment for branch "${decoded(branch)}"`);
	}
	const deployment = state.deployment(project);
	if (!deployment) return httpError(400, 'no prod deployment for project');
	const found = authenticateLeniently(request.headers.authorization, state);
	if ('identity' in found && !rightsOn(project, found.identity).has('readProd')) {
		const metadata = `${state.address.admin}/.well-known/oauth-protected-resource`;
		const challenge = { 'www-authenticate': `Bearer resource_metadata="${metadata}"` };
		return httpError(401, denied, found.identity.kind === 'anonymous' ? challenge : {});
	}
	const path = runtimePath(deployment.instanceId, rest);
	if (path === undefined) return plainText(400, '400 Bad Request');
	const query = request.query === '' ? '' : `?${request.query}`;
	const { runtime: origin } = state.address;
	const why = request.runtimeFaults?.().unreachable;
	if (why) return unreachable(why, request.method, { origin, path, query, rest });
	const { host } = new URL(origin);
	const atRuntime = { ...request, path, headers: { ...request.headers, host } };
	return twice(
		'identity' in found
			? await answerAs(
					ownGrant(found.identity, project, deployment.instanceId),
					atRuntime,
					answerRuntime,
				)
			: await answerCloudRuntime(state, atRuntime, answerRuntime),
	);
}
