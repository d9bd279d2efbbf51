import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { node } from '../../support/engine';
import type { OtherTypes } from '../../support/nodeTypes';
import { TOKEN } from '../server/settings';
import type { Work } from './contender';
import { atATime } from './floor';
import { apiUrl, tokenUrl } from './urls';
import { chain, runToEnd, type ItemCheck } from './workflow';

type Row = INodeExecutionData['json'];

const text = (name: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
});

const described = (name: string, fields: string[]): INodeTypeDescription => ({
	displayName: name,
	name,
	group: ['input'],
	version: 1,
	description: '',
	defaults: { name },
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	properties: fields.map(text),
});

const request = (url: string, token: string): IHttpRequestOptions => ({
	url,
	headers: { authorization: `Bearer ${token}` },
	json: true,
});

/** One request with n8n's helper, and an item for each row: no node can do less. */
const bareNode: INodeType = {
	description: described('bare', ['url']),
	async execute(this: IExecuteFunctions) {
		const url = String(this.getNodeParameter('url', 0));
		const rows = (await this.helpers.httpRequest(request(url, TOKEN))) as Row[];
		const pairedItem = { item: 0 };
		return [rows.map((json) => ({ json, pairedItem }))];
	},
};

/**
 * The same for many items, so many at a time: the expressions of each, a request for each different
 * question, and one for the token of each user.
 */
const bareForEachNode: INodeType = {
	description: described('bareForEach', ['url', 'tokenUrl', 'concurrent', 'key', 'attributes']),
	async execute(this: IExecuteFunctions) {
		const of = (name: string, index = 0) => String(this.getNodeParameter(name, index));
		const once = <T>(known: Map<string, Promise<T>>, key: string, work: () => Promise<T>) => {
			const result = known.get(key) ?? work();
			known.set(key, result);
			return result;
		};
		const [api, issuer, concurrent] = [of('url'), of('tokenUrl'), Number(of('concurrent'))];
		const tokens = new Map<string, Promise<string>>();
		const answers = new Map<string, Promise<Row[]>>();
		const tokenOf = async (attributes: string) => {
			const body = { attributes: JSON.parse(attributes) as object };
			const options = { ...request(issuer, TOKEN), method: 'POST' as const, body };
			return ((await this.helpers.httpRequest(options)) as { accessToken: string }).accessToken;
		};
		const count = this.getInputData().length;
		const items = await atATime(count, concurrent, async (index) => {
			const [key, attributes] = [of('key', index), of('attributes', index)];
			const url = `${api}?${new URLSearchParams({ key }).toString()}`;
			const rows = await once(answers, `${key} ${attributes}`, async () => {
				const token =
					attributes === ''
						? TOKEN
						: await once(tokens, attributes, async () => await tokenOf(attributes));
				return (await this.helpers.httpRequest(request(url, token))) as Row[];
			});
			return rows.map((json) => ({ json: { ...json }, pairedItem: { item: index } }));
		});
		return [items.flat()];
	},
};

const others: OtherTypes = {
	nodes: { 'test.bare': bareNode, 'test.bareForEach': bareForEachNode },
	credentials: {},
};

/** What n8n's engine and its helper cost by themselves. */
export function bare(api: string, query: Record<string, string>, check: ItemCheck): Work {
	return async ({ url }) => {
		const address = `${apiUrl(url, api)}?${new URLSearchParams(query).toString()}`;
		const json = chain([node('Bare', 'test.bare', { url: address })]);
		return await runToEnd(json, { from: 'dist', others }, check);
	};
}

/** The same for many items. */
export function bareForEach(parameters: INodeParameters, items: Row[], check: ItemCheck): Work {
	return async ({ url }) => {
		const addresses = { url: apiUrl(url, 'one'), tokenUrl: tokenUrl(url) };
		const json = chain([node('Bare', 'test.bareForEach', { ...addresses, ...parameters })], items);
		return await runToEnd(json, { from: 'dist', others }, check);
	};
}
