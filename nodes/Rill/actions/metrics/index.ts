import type { RillResource } from '../operation';
import { query } from './query';

export const metrics: RillResource = {
	value: 'metrics',
	name: 'Metrics',
	operations: [query],
	defaultOperation: query.value,
};
