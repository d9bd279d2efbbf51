import type { RillAnswer } from '../http';
import { rpcError, okJson } from '../runtime/answers';
import {
	emailAttributes,
	externalUserId,
	issuedGrant,
	ownGrant,
	userAttributes,
	type Attributes,
	type Grant,
} from './claims';
import { users, type Deployment, type Identity, type Project } from './people';
import type { Message } from './protoJson';
import { rightsOn } from './rights';
import type { CloudState } from './state';

/** What an issued token is made of, or the refusal. */
export type Issued =
	{ deployment: Deployment; grant: Grant; ttlSeconds: number } | { refusal: RillAnswer };

const dayInSeconds = 86_400;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const text = (value: unknown): string | undefined =>
	typeof value === 'string' ? value : undefined;
const isAttributes = (value: unknown): value is Attributes =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Go's mail parser, as far as its errors are known: it wants an address with one `@` in it. */
function emailFault(email: string): string | undefined {
	if (email.trim() === '') return 'mail: no address';
	if (!email.includes('@')) return "mail: missing '@' or angle-addr";
	const [local, domain, ...more] = email.split('@');
	return !local || !domain || more.length > 0 || /\s/.test(email)
		? 'mail: no angle-addr'
		: undefined;
}

/** Whom a request names: nobody (then the token is the caller's own), or an identity to issue it for. */
function identityOf(
	message: Message,
	type: string,
	project: Project,
): { sub?: string; attr?: Attributes } | { refusal: RillAnswer } | undefined {
	const external = text(message.externalUserId);
	const sub = external === undefined ? undefined : externalUserId(project, external);
	const email = text(message.userEmail);
	if (email !== undefined) {
		const fault = emailFault(email);
		if (fault === undefined) return { sub, attr: emailAttributes(email, project) };
		const rule = `invalid ${type}.UserEmail: value must be a valid email address`;
		return { refusal: rpcError(3, `${rule} | caused by: ${fault}`) };
	}
	const id = text(message.userId);
	if (id !== undefined) return userIdentity(id, external !== undefined, project);
	if (isAttributes(message.attributes)) return { sub, attr: message.attributes };
	return external === undefined ? undefined : { sub };
}

function userIdentity(
	id: string,
	alsoExternal: boolean,
	project: Project,
): { sub?: string; attr?: Attributes } | { refusal: RillAnswer } {
	if (alsoExternal) {
		const message = 'externalUserID cannot be specified together with forUserID';
		return { refusal: rpcError(13, message) };
	}
	if (id === '') return {};
	if (!uuid.test(id)) {
		const message = `ERROR: invalid input syntax for type uuid: "${id}" (SQLSTATE 22P02)`;
		return { refusal: rpcError(13, message) };
	}
	const user = users.find((candidate) => candidate.id === id.toLowerCase());
	if (user) return { sub: user.id, attr: userAttributes(user, project) };
	return { refusal: rpcError(5, 'user with org attributes not found') };
}

/** Issues a token for a project's deployment: for whom the request names, else for the caller. */
export function issue(
	state: CloudState,
	caller: Identity,
	project: Project | undefined,
	message: Message,
	type: string,
): Issued {
	if (!project) return { refusal: rpcError(5, 'project not found') };
	if (!rightsOn(project, caller).has('manageProd')) {
		return { refusal: rpcError(7, 'does not have permission to manage deployment') };
	}
	const deployment = state.deployment(project);
	const branch = text(message.branch) ?? '';
	if (branch !== '') {
		return { refusal: rpcError(9, 'project does not have a deployment for given branch') };
	}
	if (!deployment) return { refusal: rpcError(9, 'project does not have a deployment') };
	const identity = identityOf(message, type, project);
	if (identity && 'refusal' in identity) return identity;
	const { instanceId } = deployment;
	const asked = typeof message.ttlSeconds === 'number' ? message.ttlSeconds : 0;
	return {
		deployment,
		grant: identity ? issuedGrant(instanceId, identity) : ownGrant(caller, project, instanceId),
		ttlSeconds: asked === 0 ? dayInSeconds : asked,
	};
}

/** Signs what was issued, for the runtime of this cloud. */
export async function sign(
	state: CloudState,
	{ grant, ttlSeconds }: { grant: Grant; ttlSeconds: number },
): Promise<string> {
	const { admin, runtime } = state.address;
	return await state.signer.sign(grant, { issuer: admin, audience: runtime, ttlSeconds });
}

/** `POST …/credentials`: a token with which to call a project's runtime as somebody. */
export async function answerCredentials(
	state: CloudState,
	caller: Identity,
	project: Project | undefined,
	message: Message,
): Promise<RillAnswer> {
	const issued = issue(state, caller, project, message, 'GetDeploymentCredentialsRequest');
	if ('refusal' in issued) return issued.refusal;
	return okJson({
		runtimeHost: state.address.runtime,
		instanceId: issued.deployment.instanceId,
		accessToken: await sign(state, issued),
		ttlSeconds: issued.ttlSeconds,
	});
}
