import { createHash } from 'node:crypto';
import type { Caller, ResourceName } from '../http';
import { projectKey, users, type Identity, type Project, type User } from './people';
import { instancePermission, permissionsOf, readingPermissions, rightsOn } from './rights';

export type Attributes = Record<string, unknown>;

/** A rule of `sec`: what a token is narrowed to. */
export type SecurityRule =
	{ transitiveAccess: { resource: ResourceName } } | { rowFilter: { sql: string } };

/** What a Rill token says of its bearer, beside who issued it, for whom and until when. */
export interface Grant {
	/** Who it is; absent if only attributes are known. Templates see it as `.user.id`. */
	sub?: string;
	/** Permissions by instance. */
	ins: Record<string, number[]>;
	attr?: Attributes;
	sec?: SecurityRule[];
}

const sorted = (attributes: Attributes): Attributes =>
	Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));

/** A user as row policies see them: groups follow from the membership, the rest is their profile. */
export function userAttributes(user: User, project: Project): Attributes {
	const membership = user.organizations[project.organization];
	const rights = rightsOn(project, { kind: 'user', user });
	const groups =
		membership === undefined
			? []
			: ['autogroup:users', membership === 'admin' ? 'autogroup:members' : 'autogroup:guests'];
	return sorted({
		...user.attributes[project.organization],
		admin: rights.has('admin'),
		domain: user.email.split('@')[1],
		email: user.email,
		groups,
		name: user.name,
	});
}

/** What an e-mail address sees: its member's attributes, or hardly anything if Rill never met it. */
export function emailAttributes(email: string, project: Project): Attributes {
	const user = users.find((candidate) => candidate.email === email.toLowerCase());
	if (user) return userAttributes(user, project);
	return { admin: false, domain: email.slice(email.lastIndexOf('@') + 1), email };
}

function ownAttributes(identity: Identity, project: Project): Attributes | undefined {
	if (identity.kind === 'user') return userAttributes(identity.user, project);
	if (identity.kind === 'magic') return userAttributes(identity.link.creator, project);
	if (identity.kind === 'anonymous') return undefined;
	const { attributes, name } = identity.service;
	return sorted({ ...attributes, admin: rightsOn(project, identity).has('admin'), name });
}

function ownId(identity: Identity): string | undefined {
	if (identity.kind === 'user') return identity.user.id;
	if (identity.kind === 'service') return identity.service.id;
	return identity.kind === 'magic' ? identity.link.id : undefined;
}

/** Who pays for a call at Rill's rate limiter; nobody if it came without a token. */
export const ownerOf = ownId;

function ownRules(identity: Identity): SecurityRule[] | undefined {
	if (identity.kind !== 'magic') return undefined;
	const { resources, rowFilter } = identity.link;
	return [
		...resources.map((resource) => ({ transitiveAccess: { resource } })),
		...(rowFilter === undefined ? [] : [{ rowFilter: { sql: rowFilter } }]),
	];
}

/** What a caller's own token means at a deployment of a project. */
export function ownGrant(identity: Identity, project: Project, instanceId: string): Grant {
	return {
		sub: ownId(identity),
		ins: { [instanceId]: permissionsOf(rightsOn(project, identity)) },
		attr: ownAttributes(identity, project),
		sec: ownRules(identity),
	};
}

/** A token for somebody else: it may read, however much its issuer may. */
export function issuedGrant(
	instanceId: string,
	{ sub, attr }: { sub?: string; attr?: Attributes },
): Grant {
	const known = attr && Object.keys(attr).length > 0 ? sorted(attr) : undefined;
	return { sub, ins: { [instanceId]: readingPermissions }, attr: known };
}

/** The id by which Rill knows a user of somebody else's system; it never holds that system's own id. */
export function externalUserId(project: Project, id: string): string {
	const digest = createHash('sha256')
		.update(`${projectKey(project)} ${id}`)
		.digest('hex');
	return `ext_${digest}`;
}

/** What a runtime makes of a token at one of its instances. */
export function callerOf(grant: Grant, instanceId: string): Caller {
	const permissions = Object.hasOwn(grant.ins, instanceId) ? grant.ins[instanceId] : [];
	const rules = grant.sec ?? [];
	const filter = rules.flatMap((rule) => ('rowFilter' in rule ? [rule.rowFilter.sql] : []));
	return {
		attributes: sorted({ ...grant.attr, id: grant.sub ?? '' }),
		mayReadApi: permissions.includes(instancePermission.readApi),
		permissions,
		only:
			grant.sec &&
			rules.flatMap((rule) => ('transitiveAccess' in rule ? [rule.transitiveAccess.resource] : [])),
		rowFilter: filter.length === 0 ? undefined : filter.join(' AND '),
	};
}
