import type { RillAnswer } from '../http';
import { rpcError, okJson } from '../runtime/answers';
import { ownGrant } from './claims';
import { sign } from './credentials';
import {
	findOrganization,
	frontend,
	organizations,
	projects,
	users,
	type Identity,
	type Organization,
	type Project,
	type User,
} from './people';
import type { Message } from './protoJson';
import { isListed, permissionsOf, printRights, rightsOn } from './rights';
import type { CloudState } from './state';

const halfAnHour = 1800;
const creator = users[0];

function printOrganization({ id, name, displayName, createdOn, updatedOn }: Organization) {
	return {
		id,
		name,
		displayName,
		description: '',
		logoUrl: '',
		logoDarkUrl: '',
		faviconUrl: '',
		thumbnailUrl: '',
		customDomain: '',
		defaultProjectRoleId: 'b2c5b52e-9bc3-4566-9655-f7315a7cbc7a',
		quotas: {
			projects: -1,
			deployments: -1,
			slotsTotal: -1,
			slotsPerDeployment: -1,
			outstandingInvites: -1,
			storageLimitBytesPerDeployment: '-1',
			seats: -1,
		},
		billingCustomerId: '',
		paymentCustomerId: '',
		billingEmail: '',
		createdOn,
		updatedOn,
	};
}

function printProject(state: CloudState, project: Project) {
	const organization = findOrganization(project.organization);
	return {
		id: project.id,
		name: project.name,
		orgId: organization?.id ?? '',
		orgName: project.organization,
		description: project.description,
		public: project.public,
		createdByUserId: creator?.id ?? '',
		directoryName: '',
		provisioner: '',
		gitRemote: '',
		managedGitId: '',
		subpath: '',
		primaryBranch: '',
		archiveAssetId: project.archiveAssetId,
		prodSlots: project.slots,
		primaryDeploymentId: state.deployment(project)?.id ?? '',
		devSlots: '4',
		frontendUrl: `${frontend}/${project.organization}/${project.name}`,
		prodTtlSeconds: project.ttlSeconds,
		devTtlSeconds: '3600',
		overrideDiskGb: '0',
		annotations: {},
		prodVersion: 'latest',
		createdOn: project.createdOn,
		updatedOn: project.updatedOn,
	};
}

function printDeployment(state: CloudState, project: Project) {
	const deployment = state.deployment(project);
	return (
		deployment && {
			id: deployment.id,
			projectId: project.id,
			ownerUserId: '',
			environment: 'prod',
			branch: '',
			editable: false,
			runtimeHost: state.address.runtime,
			runtimeInstanceId: deployment.instanceId,
			status: 'DEPLOYMENT_STATUS_RUNNING',
			statusMessage: '',
			createdOn: deployment.createdOn,
			updatedOn: deployment.updatedOn,
			usedOn: deployment.usedOn,
		}
	);
}

function printUser({ id, email, name, createdOn }: User) {
	return {
		id,
		email,
		displayName: name,
		photoUrl: '',
		quotas: { singleuserOrgs: -1, trialOrgs: -1 },
		pylonEmailHash: '',
		createdOn,
		updatedOn: createdOn,
	};
}

/** Rill's page tokens: the last name of the page before, in protobuf's encoding. */
function pageOf<T extends { name: string }>(
	all: T[],
	{ pageSize, pageToken }: Message,
): { page: T[]; next: string } {
	const size = typeof pageSize === 'number' && pageSize > 0 ? pageSize : 20;
	const token = typeof pageToken === 'string' ? Buffer.from(pageToken, 'base64') : Buffer.alloc(0);
	const after = token.subarray(2).toString();
	const rest = all.filter(({ name }) => name > after);
	const page = rest.slice(0, size);
	const last = page.at(-1)?.name;
	const next =
		last !== undefined && page.length === size
			? Buffer.concat([Buffer.from([10, Buffer.byteLength(last)]), Buffer.from(last)])
			: Buffer.alloc(0);
	return { page, next: next.toString('base64') };
}

/** `GET /v1/users/current`: answers without a token too, but not to a service. */
export function answerCurrentUser(caller: Identity): RillAnswer {
	if (caller.kind === 'anonymous') return okJson({ user: null, preferences: null });
	if (caller.kind !== 'user') return rpcError(16, 'not authenticated as a user');
	return okJson({ user: printUser(caller.user), preferences: { timeZone: '' } });
}

/** `GET /v1/orgs`: the organizations that a person belongs to. */
export function answerOrganizations(caller: Identity, message: Message): RillAnswer {
	if (caller.kind !== 'user') return rpcError(16, 'not authenticated as a user');
	const mine = organizations.filter(({ name }) => name in caller.user.organizations);
	const { page, next } = pageOf(mine, message);
	return okJson({ organizations: page.map(printOrganization), nextPageToken: next });
}

/** `GET /v1/orgs/{org}/projects`: those that the caller is a member of, and the public ones. */
export function answerProjects(
	state: CloudState,
	caller: Identity,
	organization: string,
	message: Message,
): RillAnswer {
	const known = findOrganization(organization);
	if (!known) return rpcError(5, 'org not found');
	const listed = projects.filter(
		(project) => project.organization === known.name && isListed(project, caller),
	);
	const { page, next } = pageOf(listed, message);
	return okJson({
		projects: page.map((project) => printProject(state, project)),
		nextPageToken: next,
	});
}

/**
 * `GET /v1/orgs/{org}/projects/{project}`: the one call that tells an unknown project, a token without
 * rights and a project without a deployment apart, and says what the caller may do.
 */
export async function answerProject(
	state: CloudState,
	caller: Identity,
	project: Project | undefined,
	message: Message,
): Promise<RillAnswer> {
	if (!project) return rpcError(5, 'project not found');
	const rights = rightsOn(project, caller);
	if (!rights.has('readProject')) return rpcError(7, 'does not have permission to read project');
	const deployment = printDeployment(state, project) ?? null;
	const asked = message.accessTokenTtlSeconds;
	const ttlSeconds = typeof asked === 'number' && asked > 0 ? asked : halfAnHour;
	const jwt =
		deployment && permissionsOf(rights).length > 0
			? await sign(state, {
					grant: ownGrant(caller, project, deployment.runtimeInstanceId),
					ttlSeconds,
				})
			: '';
	return okJson({
		project: printProject(state, project),
		deployment,
		jwt,
		projectPermissions: printRights(rights),
	});
}
