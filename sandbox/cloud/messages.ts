import type { Field, MessageType } from './protoJson';

const address: Field[] = [
	{ name: 'org', type: 'string' },
	{ name: 'project', type: 'string' },
];

/** For whom a token is issued: at most one of the three, or the caller itself. */
const identity: Field[] = [
	{ name: 'branch', type: 'string' },
	{ name: 'ttlSeconds', type: 'uint32' },
	{ name: 'userId', type: 'string', choice: 'for' },
	{ name: 'userEmail', type: 'string', choice: 'for' },
	{ name: 'attributes', type: 'struct', choice: 'for' },
	{ name: 'externalUserId', type: 'string' },
	{ name: 'superuserForceAccess', type: 'bool' },
];

const page: Field[] = [
	{ name: 'pageSize', type: 'uint32' },
	{ name: 'pageToken', type: 'string' },
];

const message = (name: string, ...fields: Field[]): MessageType => ({
	name: `rill.admin.v1.${name}`,
	fields,
});

/** The requests of the admin server's routes that the sandbox has. */
export const messages = {
	credentials: message('GetDeploymentCredentialsRequest', ...address, ...identity),
	iframe: message(
		'GetIFrameRequest',
		...address,
		...identity,
		{ name: 'type', type: 'string' },
		{ name: 'kind', type: 'string' },
		{ name: 'resource', type: 'string' },
		{ name: 'theme', type: 'string' },
		{ name: 'themeMode', type: 'string' },
		{ name: 'navigation', type: 'bool' },
		{ name: 'state', type: 'string' },
		{ name: 'query', type: 'stringMap' },
	),
	project: message(
		'GetProjectRequest',
		...address,
		{ name: 'branch', type: 'string' },
		{ name: 'accessTokenTtlSeconds', type: 'uint32' },
		{ name: 'issueSuperuserToken', type: 'bool' },
		{ name: 'superuserForceAccess', type: 'bool' },
	),
	projects: message('ListProjectsForOrganizationRequest', ...page),
	organizations: message('ListOrganizationsRequest', ...page),
	currentUser: message('GetCurrentUserRequest'),
};
