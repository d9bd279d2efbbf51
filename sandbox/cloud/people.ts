import { tokenText } from './tokenText';

/**
 * Everybody and everything that the sandbox's cloud knows, as one table. The ids and times are those
 * of the Rill that was recorded; nothing else in the sandbox knows a name, a role or a token.
 */
export type Role = 'admin' | 'editor' | 'viewer';

export interface Organization {
	id: string;
	name: string;
	displayName: string;
	createdOn: string;
	updatedOn: string;
}

export interface Deployment {
	id: string;
	/** What a runtime calls this deployment; tokens belong to it, and a redeploy changes it. */
	instanceId: string;
	createdOn: string;
	updatedOn: string;
	usedOn: string;
}

export interface Project {
	id: string;
	organization: string;
	name: string;
	description: string;
	public: boolean;
	archiveAssetId: string;
	slots: string;
	ttlSeconds: string;
	createdOn: string;
	updatedOn: string;
	/** Absent: never deployed. */
	deployment?: Deployment;
	/** Was deployed and sleeps when the sandbox starts. */
	hibernated?: boolean;
}

export interface User {
	id: string;
	name: string;
	email: string;
	createdOn: string;
	/** By organization: an administrator, or a guest who was let into single projects. */
	organizations: Record<string, 'admin' | 'guest'>;
	/** By `organization/project`. */
	projects: Record<string, Role>;
	/** By organization: what a member's row policies see beside name, email and groups. */
	attributes: Record<string, Record<string, unknown>>;
}

export interface Service {
	id: string;
	name: string;
	organization: string;
	organizationRole?: Role;
	/** By `organization/project`. */
	projects: Record<string, Role>;
	attributes: Record<string, unknown>;
}

/** A public link: its token acts with its creator's attributes, on one project. */
export interface MagicLink {
	id: string;
	project: string;
	creator: User;
	/** The resources it was made for; empty: none, then no metrics view can be read through it. */
	resources: Array<{ kind: string; name: string }>;
	rowFilter?: string;
}

export type Identity =
	| { kind: 'anonymous' }
	| { kind: 'user'; user: User }
	| { kind: 'service'; service: Service }
	| { kind: 'magic'; link: MagicLink };

/** A token of the table: whose it is, and whether it is still good. */
export interface Token {
	text: string;
	owner: Identity;
	expired?: boolean;
}

/** Where Rill's pages are, as answers name them; nothing in the sandbox answers there. */
export const frontend = 'http://localhost:3000';

export const organizations: Organization[] = [
	{
		id: '49a98806-d886-4848-9e04-d84d6a3768a7',
		name: 'acme',
		displayName: 'Acme',
		createdOn: '2026-11-24T03:51:36.957219Z',
		updatedOn: '2026-11-24T03:51:36.971793Z',
	},
	{
		id: '8ee24281-b2af-48eb-9c8f-8bfe30feedcd',
		name: 'elsewhere',
		displayName: '',
		createdOn: '2026-11-24T03:51:37.031521Z',
		updatedOn: '2026-11-24T03:51:37.147463Z',
	},
];

export const projects: Project[] = [
	{
		id: 'da84f346-0b9c-4dd1-a661-1d850d0ec2d8',
		organization: 'acme',
		name: 'flight-ops',
		description: 'Flight delays',
		public: false,
		archiveAssetId: '623f09b2-02c4-4788-963a-040691b53f0a',
		slots: '1',
		ttlSeconds: '1209600',
		createdOn: '2026-11-24T03:51:36.984338Z',
		updatedOn: '2026-11-24T04:04:35.752723Z',
		deployment: {
			id: '3b7083ad-d72f-4ac5-8958-28df6a9a3a1b',
			instanceId: 'cc6fd5601f8e4d008687e00e6a0fa2e0',
			createdOn: '2026-11-24T04:04:35.750069Z',
			updatedOn: '2026-11-24T04:04:35.796134Z',
			usedOn: '2026-11-24T04:05:08.387200Z',
		},
	},
	{
		id: 'a3c03c3b-f2d9-41ff-a047-f046b349f525',
		organization: 'acme',
		name: 'never-deployed',
		description: '',
		public: false,
		archiveAssetId: '50cfeeb6-231d-442b-84f1-1fe638afb2cc',
		slots: '4',
		ttlSeconds: '1209600',
		createdOn: '2026-11-24T03:51:37.026238Z',
		updatedOn: '2026-11-24T03:51:37.026238Z',
	},
	{
		id: '83d2222c-567d-4f81-940d-1861df0a008f',
		organization: 'acme',
		name: 'open-flights',
		description: '',
		public: true,
		archiveAssetId: 'c3573aed-0d93-4b46-9009-68d3c1b8541e',
		slots: '1',
		ttlSeconds: '0',
		createdOn: '2026-11-24T03:51:37.004062Z',
		updatedOn: '2026-11-24T04:04:35.767868Z',
		deployment: {
			id: 'ef629e3c-378c-4253-9a0e-8b9985e643cc',
			instanceId: '2a1bd0c7e9f34f5b8c60d1a7e3b94c52',
			createdOn: '2026-11-24T04:04:35.765114Z',
			updatedOn: '2026-11-24T04:04:35.801273Z',
			usedOn: '2026-11-24T04:05:09.112730Z',
		},
	},
	{
		id: '8e61d893-152d-49b9-b120-17797d6de8de',
		organization: 'acme',
		name: 'sleeping',
		description: '',
		public: false,
		archiveAssetId: '50cfeeb6-231d-442b-84f1-1fe638afb2cc',
		slots: '1',
		ttlSeconds: '1209600',
		createdOn: '2026-11-24T03:51:37.017666Z',
		updatedOn: '2026-11-24T04:04:35.782777Z',
		deployment: {
			id: 'd3c44685-652b-4bbd-b46e-db1923dd80a1',
			instanceId: '2cf2746e722e4539bacf7c431e267e53',
			createdOn: '2026-11-24T04:04:35.780103Z',
			updatedOn: '2026-11-24T04:04:35.811906Z',
			usedOn: '2026-11-24T04:04:35.780103Z',
		},
		hibernated: true,
	},
	{
		id: 'f3d1c5f0-7c61-4b0e-9a53-2f60c9f7a0d4',
		organization: 'elsewhere',
		name: 'secret-ops',
		description: '',
		public: false,
		archiveAssetId: '7b1f6de2-1c55-4f0a-8f0d-6c1e1d0b7a33',
		slots: '1',
		ttlSeconds: '1209600',
		createdOn: '2026-11-24T03:51:37.041102Z',
		updatedOn: '2026-11-24T04:04:35.795516Z',
		deployment: {
			id: '1d6f2a8b-9c3e-4c07-b6a4-0f5e8d7c9b12',
			instanceId: '91c0e8d2b7a64f3f8e15d3c2a4b60f78',
			createdOn: '2026-11-24T04:04:35.793008Z',
			updatedOn: '2026-11-24T04:04:35.822450Z',
			usedOn: '2026-11-24T04:04:35.793008Z',
		},
	},
];

const admin: User = {
	id: '29f18d81-47db-4940-956c-9c8382cf9b95',
	name: 'admin',
	email: 'admin@acme.test',
	createdOn: '2026-11-24T03:51:01.058014Z',
	organizations: { acme: 'admin' },
	projects: {},
	attributes: {},
};

const viewer: User = {
	id: '2300a379-3974-42b1-aa90-cdf95479d38e',
	name: 'viewer',
	email: 'viewer@acme.test',
	createdOn: '2026-11-24T03:51:01.062529Z',
	organizations: { acme: 'guest' },
	projects: { 'acme/flight-ops': 'viewer' },
	attributes: { acme: { airport: 'ATL' } },
};

const outsider: User = {
	id: '48d5e1d8-2fb5-414d-b5d4-a8c6647cbf83',
	name: 'outsider',
	email: 'outsider@elsewhere.test',
	createdOn: '2026-11-24T03:51:01.064864Z',
	organizations: { elsewhere: 'admin' },
	projects: {},
	attributes: {},
};

export const users: User[] = [admin, viewer, outsider];

const serviceAdmin: Service = {
	id: '2c3b0619-6420-42cc-9621-924ac1ae1b5e',
	name: 'svc-admin',
	organization: 'acme',
	organizationRole: 'admin',
	projects: {},
	attributes: {},
};

const serviceViewer: Service = {
	id: '23f6606d-881c-41d6-97aa-6c95b39d3877',
	name: 'svc-viewer',
	organization: 'acme',
	projects: { 'acme/flight-ops': 'viewer' },
	attributes: {},
};

const serviceEditor: Service = {
	id: '5a7664a8-c51c-437e-ac20-60fb8eac934d',
	name: 'svc-editor',
	organization: 'acme',
	projects: { 'acme/flight-ops': 'editor' },
	attributes: {},
};

const serviceProjectAdmin: Service = {
	id: '7a3c1f28-73c8-4358-991e-5d6c0eb21c71',
	name: 'svc-padmin',
	organization: 'acme',
	projects: { 'acme/flight-ops': 'admin' },
	attributes: { airport: 'LAX' },
};

const metricsView = { kind: 'rill.runtime.v1.MetricsView', name: 'flight_delays' };

const magicLink = (id: string, narrowed: Pick<MagicLink, 'resources' | 'rowFilter'>): Identity => ({
	kind: 'magic',
	link: { id, project: 'acme/flight-ops', creator: admin, ...narrowed },
});

const user = (who: User): Identity => ({ kind: 'user', user: who });
const service = (which: Service): Identity => ({ kind: 'service', service: which });

/** The tokens that Rill knows, by the name that tests, the demo and the control route use. */
export const knownTokens = {
	admin: { text: tokenText('usr', 'admin'), owner: user(admin) },
	viewer: { text: tokenText('usr', 'viewer'), owner: user(viewer) },
	outsider: { text: tokenText('usr', 'outsider'), owner: user(outsider) },
	expired: { text: tokenText('usr', 'expired'), owner: user(admin), expired: true },
	serviceAdmin: { text: tokenText('svc', 'svc-admin'), owner: service(serviceAdmin) },
	serviceViewer: { text: tokenText('svc', 'svc-viewer'), owner: service(serviceViewer) },
	serviceEditor: { text: tokenText('svc', 'svc-editor'), owner: service(serviceEditor) },
	serviceProjectAdmin: {
		text: tokenText('svc', 'svc-padmin'),
		owner: service(serviceProjectAdmin),
	},
	magic: {
		text: tokenText('mgc', 'metrics view'),
		owner: magicLink('6fffaf14-0eba-4128-b0d0-5bd019fff20b', { resources: [metricsView] }),
	},
	magicApi: {
		text: tokenText('mgc', 'api'),
		owner: magicLink('9d0a4f4c-52a8-4b42-8a5b-3f0c7e1b6d25', {
			resources: [{ kind: 'rill.runtime.v1.API', name: 'flights' }],
		}),
	},
	magicFiltered: {
		text: tokenText('mgc', 'filtered'),
		owner: magicLink('2f1762d1-813b-40ef-ad2a-80093103302e', {
			resources: [metricsView],
			rowFilter: "origin = 'ORD'",
		}),
	},
	magicEmpty: {
		text: tokenText('mgc', 'empty'),
		owner: magicLink('34463196-3a91-411c-9bcd-eabfcf2b9d3b', { resources: [] }),
	},
} satisfies Record<string, Token>;

export type TokenName = keyof typeof knownTokens;

/** The texts that a client may send: all that Rill knows, and one whose secret it does not. */
export const tokens: Record<TokenName | 'unknownSecret', string> = {
	admin: knownTokens.admin.text,
	viewer: knownTokens.viewer.text,
	outsider: knownTokens.outsider.text,
	expired: knownTokens.expired.text,
	unknownSecret: tokenText('usr', 'admin', 'somebody who guesses'),
	serviceAdmin: knownTokens.serviceAdmin.text,
	serviceViewer: knownTokens.serviceViewer.text,
	serviceEditor: knownTokens.serviceEditor.text,
	serviceProjectAdmin: knownTokens.serviceProjectAdmin.text,
	magic: knownTokens.magic.text,
	magicApi: knownTokens.magicApi.text,
	magicFiltered: knownTokens.magicFiltered.text,
	magicEmpty: knownTokens.magicEmpty.text,
};

/** `organization/project`, the name by which tables and switches mean a project. */
export function projectKey(project: Project): string {
	return `${project.organization}/${project.name}`;
}

export function findOrganization(name: string): Organization | undefined {
	return organizations.find((organization) => organization.name === name.toLowerCase());
}

/** Rill finds organizations and projects whatever their case. */
export function findProject(organization: string, name: string): Project | undefined {
	return projects.find(
		(project) =>
			project.organization === organization.toLowerCase() && project.name === name.toLowerCase(),
	);
}
