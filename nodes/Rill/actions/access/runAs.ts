import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { asRecord } from '../../client/schema';
import { DEFAULT_TTL_SECONDS, type TokenWish } from '../../client/tokens';
import { readUnlessFromModel } from '../../modelChoice';
import {
	externalUserIdField,
	fieldsOfIdentity,
	identityOptions,
	readExternalUserId,
	readIdentity,
	ttlField,
} from './identity';

const SELECTOR = 'runAs';
const NOBODY = 'credential';

/** With whose rights an operation reads, for every operation that reads rows. */
export const runAsFields: INodeProperties[] = [
	{
		displayName: 'Run As',
		name: SELECTOR,
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: "Credential's Own Access",
				value: NOBODY,
				description: "Everything that the credential's token may see",
			},
			...identityOptions,
		],
		default: NOBODY,
		description: "Whose rows to get. For anybody else's, the credential has to be an admin's.",
	},
	...fieldsOfIdentity(SELECTOR),
	{
		displayName: 'Run As Options',
		name: 'runAsOptions',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { [SELECTOR]: identityOptions.map(({ value }) => value) } },
		options: [
			externalUserIdField,
			ttlField(
				'How long the token works that Rill issues for the user. Until then it is kept in memory; changed rights of the user show when it ends.',
			),
		],
	},
];

/**
 * As whom an item's calls are to be made; undefined for the credential itself. Only that one value
 * means the credential: whatever else stands in the field has to name somebody.
 *
 * @throws RillError `settings`
 */
export function readRunAs(context: IExecuteFunctions, itemIndex: number): TokenWish | undefined {
	if (readUnlessFromModel(context, SELECTOR, 'Run As', itemIndex) === NOBODY) return undefined;
	// First of all, since n8n shows no options for somebody of an unknown kind.
	const identity = readIdentity(context, itemIndex, SELECTOR);
	const options = asRecord(
		readUnlessFromModel(context, 'runAsOptions', 'Run As Options', itemIndex),
	);
	return {
		identity,
		ttlSeconds: Number(options?.ttlSeconds ?? DEFAULT_TTL_SECONDS),
		...readExternalUserId(options),
	};
}
