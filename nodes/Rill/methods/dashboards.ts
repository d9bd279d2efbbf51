import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { fetchDashboards, type DashboardKind } from '../client/resources';
import { connect } from '../connection';
import { inEditor } from '../failure';
import { matching } from './titled';

export async function searchExplores(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, 'explore', filter);
}

export async function searchCanvases(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, 'canvas', filter);
}

async function search(
	context: ILoadOptionsFunctions,
	kind: DashboardKind,
	filter = '',
): Promise<INodeListSearchResult> {
	return await inEditor(context, async () => ({
		results: matching(await fetchDashboards(await connect(context), kind), filter),
	}));
}
