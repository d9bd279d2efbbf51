import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { inEditor } from '../failure';
import { chosenApi } from './chosenApi';
import { brief } from './titled';

/** The columns that the chosen API declares for its rows; others can be typed. */
export async function getApiColumns(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await inEditor(this, async () => {
		const { api } = await chosenApi(this);
		return (api?.columns ?? []).map(({ name, description }) => ({
			name,
			value: name,
			...(description === '' ? {} : { description: brief(description) }),
		}));
	});
}
