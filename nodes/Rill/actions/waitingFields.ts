import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_MAX_TOTAL_MS, DEFAULT_MAX_TRIES, MAX_TRIES } from '../client/pace';
import { DEFAULT_TIMEOUT_MS } from '../client/transport';

/** How long one request may take. */
export const timeoutField: INodeProperties = {
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: DEFAULT_TIMEOUT_MS,
	description:
		'How many milliseconds one request may take, from sending it to the last row of its answer',
};

/** How often a request is made until it brings an answer. */
export const maxTriesField: INodeProperties = {
	displayName: 'Maximum Tries',
	name: 'maxTries',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_TRIES },
	default: DEFAULT_MAX_TRIES,
	description:
		'How many times a request is made while waiting may help: Rill is starting, gets too many requests, or the connection breaks off. 1 means that the first failure counts.',
};

/** How long a request is repeated. */
export const maxRetryTimeField: INodeProperties = {
	displayName: 'Maximum Retry Time',
	name: 'maxRetryTime',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: DEFAULT_MAX_TOTAL_MS,
	description: 'After how many milliseconds a failed request is not tried again',
};
