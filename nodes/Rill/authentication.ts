import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeCredentialDescription,
	INodeProperties,
} from 'n8n-workflow';

import { RillError } from './client/errors';
import { ownNode } from './ownNode';

const ACCESS_TOKEN = 'accessToken';
const OAUTH2 = 'oAuth2';

/**
 * How the node gets in. n8n shows no such field: it sets this one by the credential that is chosen, and
 * offers these names where a credential is made. Never by an expression: what a workflow may do must
 * not depend on its data.
 */
export const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Access Token',
			value: ACCESS_TOKEN,
			description: 'Best for workflows that run by themselves, with a service token',
		},
		{
			name: 'OAuth2 (Sign In with Rill)',
			value: OAUTH2,
			description: 'Acts as the person who signs in, and stops when that person leaves',
		},
	],
	default: ACCESS_TOKEN,
};

/** The node's credentials, each shown where its way is chosen. */
export const credentials: INodeCredentialDescription[] = [
	credential('rillApi', ACCESS_TOKEN),
	credential('rillOAuth2Api', OAUTH2),
];

function credential(name: CredentialType, way: string): INodeCredentialDescription {
	return { name, required: true, displayOptions: { show: { authentication: [way] } } };
}

export type CredentialType = 'rillApi' | 'rillOAuth2Api';

/**
 * Which credential the node uses: one for all its items, as it stands in the workflow. A workflow
 * from before there was a choice has an access token. An expression is refused, since n8n would let
 * one choose, and in an agent's tool the model with it.
 *
 * @throws RillError `settings`
 */
export function chosenCredential(
	context: IExecuteFunctions | ILoadOptionsFunctions,
): CredentialType {
	const way =
		'getCurrentNodeParameter' in context
			? context.getCurrentNodeParameter('authentication')
			: ownNode(context).parameters.authentication;
	if (way === undefined || way === ACCESS_TOKEN) return 'rillApi';
	if (way === OAUTH2) return 'rillOAuth2Api';
	throw new RillError(
		'settings',
		"'Authentication' cannot be an expression: what a workflow may do must not depend on its data",
		"Choose the node's credential once more, which sets it. For both kinds in one workflow, use two nodes and an 'If' before them.",
	);
}
