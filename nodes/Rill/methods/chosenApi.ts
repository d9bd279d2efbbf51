import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { readApiName } from '../actions/customApi/call/target';
import { fetchApis, findApi, type RillApi } from '../client/spec';
import { connect } from '../connection';

/** The name that stands in the node's API field, and the API of that name, if the project has one. */
export async function chosenApi(
	context: ILoadOptionsFunctions,
): Promise<{ name: string; api?: RillApi }> {
	const connection = await connect(context);
	const name = readApiName(context.getNodeParameter('api'), connection.address);
	return { name, api: findApi(await fetchApis(connection), name) };
}
