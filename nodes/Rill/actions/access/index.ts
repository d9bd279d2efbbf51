import type { RillResource } from '../operation';
import { compareAccess } from './compareAccess';
import { getEmbedUrl } from './getEmbedUrl';
import { issueEphemeralToken } from './issueEphemeralToken';

export const access: RillResource = {
	value: 'access',
	name: 'Access',
	operations: [compareAccess, getEmbedUrl, issueEphemeralToken],
	defaultOperation: issueEphemeralToken.value,
};
