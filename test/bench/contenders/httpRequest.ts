import type {
	ICredentialType,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	VersionedNodeType,
} from 'n8n-workflow';

import { requireInstalled } from '../install';
import { node } from '../../support/engine';
import type { OtherTypes } from '../../support/nodeTypes';
import { TOKEN } from '../server/settings';
import type { Batching, Place, Work } from './contender';
import { chain, runToEnd, type ItemCheck } from './workflow';

/** The newest version, which the editor gives to a new node. */
const HTTP_REQUEST_VERSION = 4.5;
const CONVERT_TO_FILE_VERSION = 1.1;

const pairs = (values: INodeParameters) => ({
	parameters: Object.entries(values).map(([name, value]) => ({ name, value })),
});

/** What somebody fills in who knows the node well. */
export interface HttpRequest {
	url: string;
	query?: INodeParameters;
	/** A body of JSON; the request is a POST then. */
	body?: string;
	/** Another token than the credential's. */
	authorization?: string;
	options?: INodeParameters;
	/** Whether failed items are put out as items, instead of ending the workflow. */
	goesOn?: boolean;
}

/** An HTTP Request node. Its response format is set, which is faster than to have it found out. */
export function httpRequestNode(name: string, request: HttpRequest): INode {
	const { url, query, body, authorization, options = {}, goesOn } = request;
	const parameters: INodeParameters = {
		method: body === undefined ? 'GET' : 'POST',
		url,
		...(authorization === undefined
			? { authentication: 'genericCredentialType', genericAuthType: 'httpBearerAuth' }
			: {
					authentication: 'none',
					sendHeaders: true,
					headerParameters: pairs({ Authorization: authorization }),
				}),
		...(query ? { sendQuery: true, queryParameters: pairs(query) } : {}),
		...(body === undefined
			? {}
			: { sendBody: true, contentType: 'json', specifyBody: 'json', jsonBody: body }),
		options: {
			response: { response: { responseFormat: 'json' } },
			...(url.startsWith('https:') ? { allowUnauthorizedCerts: true } : {}),
			...options,
		},
	};
	return node(name, 'n8n-nodes-base.httpRequest', parameters, {
		typeVersion: HTTP_REQUEST_VERSION,
		credentials: { httpBearerAuth: { id: '2', name: 'Bearer' } },
		...(goesOn ? { onError: 'continueRegularOutput' } : {}),
	});
}

/** The node's option of that name. */
export const batches = ({ size, interval }: Batching): INodeParameters => ({
	batching: { batch: { batchSize: size, batchInterval: interval } },
});

/** Pages by the API's arguments, until one comes back empty. */
export const pages = (size: number): INodeParameters => ({
	pagination: {
		pagination: {
			paginationMode: 'updateAParameterInEachRequest',
			parameters: {
				parameters: [
					{ type: 'qs', name: 'limit', value: String(size) },
					{ type: 'qs', name: 'offset', value: `={{ $pageCount * ${size} }}` },
				],
			},
			paginationCompleteWhen: 'responseIsEmpty',
			requestInterval: 0,
		},
	},
});

/** Makes a CSV file of all items. */
export function convertToCsvNode(name: string): INode {
	return node(
		name,
		'n8n-nodes-base.convertToFile',
		{ operation: 'csv', binaryPropertyName: 'data', options: {} },
		{ typeVersion: CONVERT_TO_FILE_VERSION },
	);
}

/** Runs n8n's own nodes in the same engine. */
export function httpRequest(
	nodes: (place: Place) => INode[],
	check: ItemCheck,
	items?: Array<INodeExecutionData['json']>,
): Work {
	return async (place) =>
		await runToEnd(
			chain(nodes(place), items),
			{ credentials: { httpBearerAuth: { token: TOKEN } }, from: 'dist', others: n8nTypes() },
			check,
		);
}

const DIST = 'n8n-nodes-base/dist';

interface NodesBase {
	HttpRequest: new () => VersionedNodeType;
	ConvertToFile: new () => INodeType;
	HttpBearerAuth: new () => ICredentialType;
}

let types: OtherTypes | undefined;

/** n8n's nodes as its package has them; loaded once. */
export function n8nTypes(): OtherTypes {
	if (types) return types;
	const { HttpRequest, ConvertToFile, HttpBearerAuth } = {
		...(requireInstalled(`${DIST}/nodes/HttpRequest/HttpRequest.node.js`) as object),
		...(requireInstalled(`${DIST}/nodes/Files/ConvertToFile/ConvertToFile.node.js`) as object),
		...(requireInstalled(`${DIST}/credentials/HttpBearerAuth.credentials.js`) as object),
	} as NodesBase;
	types = {
		nodes: {
			'n8n-nodes-base.httpRequest': new HttpRequest(),
			'n8n-nodes-base.convertToFile': new ConvertToFile(),
		},
		credentials: { httpBearerAuth: appliedHere(new HttpBearerAuth()) },
	};
	return types;
}

/** The credential says in a template what n8n's server does with it; that server is in no library. */
function appliedHere(credential: ICredentialType): ICredentialType {
	return Object.assign(credential, {
		authenticate: async ({ token }: { token: string }, options: IHttpRequestOptions) => ({
			...options,
			headers: { ...options.headers, Authorization: `Bearer ${token}` },
		}),
	});
}
