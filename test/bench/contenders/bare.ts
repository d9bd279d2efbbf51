import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeType,
} from 'n8n-workflow';

import { node } from '../../support/engine';
import type { OtherTypes } from '../../support/nodeTypes';
import { TOKEN } from '../server/settings';
import type { Work } from './contender';
import { apiUrl } from './urls';
import { chain, runToEnd, type ItemCheck } from './workflow';

/** One request with n8n's helper, and an item for each row: no node can do less. */
const bareNode: INodeType = {
	description: {
		displayName: 'Bare',
		name: 'bare',
		group: ['input'],
		version: 1,
		description: '',
		defaults: { name: 'Bare' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	},
	async execute(this: IExecuteFunctions) {
		const options: IHttpRequestOptions = {
			url: String(this.getNodeParameter('url', 0)),
			headers: { authorization: `Bearer ${TOKEN}` },
			json: true,
		};
		const rows = (await this.helpers.httpRequest(options)) as Array<Record<string, never>>;
		const pairedItem = { item: 0 };
		return [rows.map((json) => ({ json, pairedItem }))];
	},
};

const others: OtherTypes = { nodes: { 'test.bare': bareNode }, credentials: {} };

/** What n8n's engine and its helper cost by themselves. */
export function bare(api: string, query: Record<string, string>, check: ItemCheck): Work {
	return async ({ url }) => {
		const address = `${apiUrl(url, api)}?${new URLSearchParams(query).toString()}`;
		const json = chain([node('Bare', 'test.bare', { url: address })]);
		return await runToEnd(json, { from: 'dist', others }, check);
	};
}
