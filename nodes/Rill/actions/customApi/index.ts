import type { RillResource } from '../operation';
import { call } from './call';
import { getOpenApiSpec } from './getOpenApiSpec';
import { list } from './list';

export const customApi: RillResource = {
	value: 'customApi',
	name: 'Custom API',
	operations: [call, getOpenApiSpec, list],
	defaultOperation: call.value,
};
