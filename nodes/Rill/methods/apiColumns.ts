import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { readApiName } from '../actions/customApi/call/target';
import { fetchSpec, findApi, readApis } from '../client/spec';
import { connect } from '../connection';
import { inEditor } from '../failure';

/** The columns that the chosen API declares for its rows; others can be typed. */
export async function getApiColumns(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await inEditor(this, async () => {
		const connection = await connect(this);
		const name = readApiName(this.getNodeParameter('api'), connection.address);
		const columns = findApi(readApis(await fetchSpec(connection)), name)?.columns ?? [];
		return columns.map(({ name: column, description }) => ({
			name: column,
			value: column,
			...(description === '' ? {} : { description }),
		}));
	});
}
