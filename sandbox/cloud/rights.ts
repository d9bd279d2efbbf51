import { projectKey, type Identity, type Project, type Role } from './people';

/** Rill's rights on a project, in the order in which its project endpoint prints them. */
const rightNames = [
	'admin',
	'readProject',
	'manageProject',
	'readProd',
	'readProdStatus',
	'manageProd',
	'readDev',
	'readDevStatus',
	'manageDev',
	'readProvisionerResources',
	'manageProvisionerResources',
	'readProjectMembers',
	'manageProjectMembers',
	'manageProjectAdmins',
	'createMagicAuthTokens',
	'manageMagicAuthTokens',
	'createReports',
	'manageReports',
	'createAlerts',
	'manageAlerts',
	'createBookmarks',
	'manageBookmarks',
] as const;

export type Right = (typeof rightNames)[number];
export type Rights = ReadonlySet<Right>;

const ofReader: Right[] = ['readProject', 'readProd'];
const ofViewer: Right[] = [
	...ofReader,
	'readDev',
	'createReports',
	'createAlerts',
	'createBookmarks',
];
/** Which rights an editor has beyond these was not recorded; that it may not manage prod was. */
const ofEditor: Right[] = [
	...ofViewer,
	'readProdStatus',
	'readDevStatus',
	'manageDev',
	'readProjectMembers',
	'createMagicAuthTokens',
	'manageReports',
	'manageAlerts',
	'manageBookmarks',
];

const ofRole: Record<Role, readonly Right[]> = {
	admin: rightNames,
	editor: ofEditor,
	viewer: ofViewer,
};

function roleOn(project: Project, identity: Identity): Role | undefined {
	if (identity.kind === 'user') {
		const { organizations, projects } = identity.user;
		return organizations[project.organization] === 'admin'
			? 'admin'
			: projects[projectKey(project)];
	}
	if (identity.kind === 'service') {
		const { organization, organizationRole, projects } = identity.service;
		const wide = organization === project.organization ? organizationRole : undefined;
		return wide ?? projects[projectKey(project)];
	}
	return undefined;
}

/** What a caller may do with a project: by role, by public link, or because the project is public. */
export function rightsOn(project: Project, identity: Identity): Rights {
	const role = roleOn(project, identity);
	const linked = identity.kind === 'magic' && identity.link.project === projectKey(project);
	return new Set(role ? ofRole[role] : linked || project.public ? ofReader : []);
}

/** `projectPermissions` as Rill prints them: every right with yes or no. */
export function printRights(rights: Rights): Record<string, boolean> {
	return Object.fromEntries(rightNames.map((name) => [name, rights.has(name)]));
}

/**
 * Which projects of an organization a caller sees in its list: the public ones, and those that it is a
 * member of. A service's or a public link's right to one project does not list that project.
 */
export function isListed(project: Project, identity: Identity): boolean {
	if (project.public) return true;
	if (identity.kind === 'user') return rightsOn(project, identity).has('readProject');
	return (
		identity.kind === 'service' &&
		identity.service.organization === project.organization &&
		identity.service.organizationRole !== undefined
	);
}

/** Rill's numbers for what a token may do at a runtime, as they stand in the `ins` claim. */
export const instancePermission = {
	readInstance: 17,
	readObjects: 21,
	readMetrics: 23,
	readApi: 25,
	editTrigger: 26,
	useAi: 27,
	readResolvers: 32,
} as const;

/** What everybody has who may read a deployment, and all that an issued identity ever gets. */
export const readingPermissions: number[] = [
	instancePermission.readApi,
	instancePermission.readMetrics,
	instancePermission.readObjects,
	instancePermission.useAi,
];

/** A caller's own permissions on a deployment: who manages it may also refresh it and look inside. */
export function permissionsOf(rights: Rights): number[] {
	if (!rights.has('manageProd')) return rights.has('readProd') ? readingPermissions : [];
	return [
		...readingPermissions,
		instancePermission.readInstance,
		instancePermission.editTrigger,
		instancePermission.readResolvers,
	];
}
