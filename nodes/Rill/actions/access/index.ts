import type { RillResource } from '../operation';
import { compareAccess } from './compareAccess';
import { issueEphemeralToken } from './issueEphemeralToken';

export const access: RillResource = {
	value: 'access',
	name: 'Access',
	operations: [compareAccess, issueEphemeralToken],
	defaultOperation: issueEphemeralToken.value,
};
