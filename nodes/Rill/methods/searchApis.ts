import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { addressOfApi, fetchApis, type RillApi } from '../client/spec';
import { connect } from '../connection';
import { inEditor } from '../failure';
import { brief } from './titled';

/**
 * The project's APIs for the picker, the built-in ones last. The filter looks at names and
 * summaries, whatever the case.
 */
export async function searchApis(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return await inEditor(this, async () => {
		const connection = await connect(this);
		const apis = await fetchApis(connection);
		const wanted = filter.trim().toLowerCase();
		return {
			results: apis
				.filter((api) => `${api.name}\n${api.summary}`.toLowerCase().includes(wanted))
				.map((api) => ({
					name: label(api),
					value: api.name,
					url: addressOfApi(connection.address, api),
				})),
		};
	});
}

/** Rill writes a summary of its own where the project has none; it says nothing that the name does not. */
function label(api: RillApi): string {
	const ownSummary = api.summary === `Query ${api.name} resolver` ? '' : api.summary;
	if (api.builtIn) return `${api.name} (built-in)`;
	return ownSummary === '' ? api.name : `${api.name} – ${brief(ownSummary)}`;
}
