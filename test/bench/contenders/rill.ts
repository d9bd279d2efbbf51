import type {
	ICredentialDataDecryptedObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';

import { callParameters, node } from '../../support/engine';
import { RILL_TYPE } from '../../support/nodeTypes';
import { ORGANIZATION, PROJECT, TOKEN } from '../server/settings';
import type { Work } from './contender';
import { chain, runToEnd, type ItemCheck } from './workflow';

/** A call of the node, as somebody would fill it in. */
export interface RillCall {
	api: string;
	values?: INodeParameters;
	/** Other parameters: output, options, Run As. */
	more?: INodeParameters;
	items?: Array<INodeExecutionData['json']>;
	/** Whether failed items are put out as items, instead of ending the workflow. */
	goesOn?: boolean;
}

export function rillCredentials(url: string): Record<string, ICredentialDataDecryptedObject> {
	return {
		rillApi: {
			deployment: 'cloud',
			baseUrl: url,
			organization: ORGANIZATION,
			project: PROJECT,
			token: TOKEN,
			// The certificate is the bench's own, for whoever is measured.
			ignoreSslIssues: url.startsWith('https:'),
		},
	};
}

/** Runs the built node in the engine. */
export function rill({ api, values, more, items, goesOn }: RillCall, check: ItemCheck): Work {
	const parameters = callParameters(api, values ?? null, more ?? {});
	const json = chain(
		[node('Rill', RILL_TYPE, parameters, goesOn ? { onError: 'continueRegularOutput' } : {})],
		items,
	);
	return async ({ url }) =>
		await runToEnd(json, { credentials: rillCredentials(url), from: 'dist' }, check);
}
