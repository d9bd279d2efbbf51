import type { INodeExecutionData } from 'n8n-workflow';

import { issueToken, warningsFor, type TokenWish } from '../../client/tokens';
import type { RillRun } from '../../run';
import { refuseAsTool } from '../../toolMode';
import type { RillOperation } from '../operation';
import {
	externalUserIdField,
	identityFields,
	readExternalUserId,
	readIdentity,
	ttlField,
} from './identity';

async function execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]> {
	const { context } = run;
	refuseAsTool(context, issueEphemeralToken.name);
	const wish: TokenWish = {
		identity: readIdentity(context, itemIndex),
		ttlSeconds: Number(context.getNodeParameter('ttlSeconds', itemIndex)),
		...readExternalUserId(context.getNodeParameter('options', itemIndex, {})),
	};
	const token = await issueToken(run.connection, wish);
	warningsFor(wish).forEach(run.warn);
	return [
		{
			json: {
				accessToken: token.accessToken,
				expiresAt: token.expiresAt === undefined ? null : new Date(token.expiresAt).toISOString(),
				ttlSeconds: token.ttlSeconds ?? null,
				runtimeHost: token.runtimeHost,
				instanceId: token.instanceId,
			},
			pairedItem: { item: itemIndex },
		},
	];
}

/** For whoever has to hand a user's own rows to something outside n8n, such as a page or a script. */
export const issueEphemeralToken: RillOperation = {
	value: 'issueEphemeralToken',
	name: 'Issue Ephemeral Token',
	action: 'Issue ephemeral token',
	description: 'Get a short-lived token that sees what one user may see',
	fields: [
		{
			displayName:
				"The token is part of this node's output, so n8n stores it with the execution. Where that matters, switch off saving executions in the workflow's settings, or keep the lifetime short.",
			name: 'storedTokenNotice',
			type: 'notice',
			default: '',
		},
		...identityFields,
		ttlField('How long the token works. Rill Developer decides for itself.'),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [externalUserIdField],
		},
	],
	execute,
};
