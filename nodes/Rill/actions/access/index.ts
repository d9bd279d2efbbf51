import type { RillResource } from '../operation';
import { issueEphemeralToken } from './issueEphemeralToken';

export const access: RillResource = {
	value: 'access',
	name: 'Access',
	operations: [issueEphemeralToken],
	defaultOperation: issueEphemeralToken.value,
};
