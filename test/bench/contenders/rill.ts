import type {
	ICredentialDataDecryptedObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';

import { callParameters, rillWorkflow, runWorkflow, type Execution } from '../../support/engine';
import { ORGANIZATION, PROJECT, TOKEN } from '../server/settings';
import type { Check, Work } from './contender';

/** A call of the node, as somebody would fill it in. */
export interface RillCall {
	api: string;
	values?: INodeParameters;
	/** Other parameters: output, options, Run As. */
	more?: INodeParameters;
	items?: Array<INodeExecutionData['json']>;
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
export function rill(call: RillCall, check: (execution: Execution) => ReturnType<Check>): Work {
	const json = rillWorkflow(callParameters(call.api, call.values ?? null, call.more ?? {}), {
		inputItems: call.items,
	});
	return async ({ url }) => {
		const execution = await runWorkflow(json, { credentials: rillCredentials(url), from: 'dist' });
		return async () => await check(succeeded(execution));
	};
}

/** An execution that came to its end; anything else is no measurement. */
export function succeeded(execution: Execution): Execution {
	if (execution.status === 'success') return execution;
	throw new Error(
		`The workflow ended with ${execution.status}: ${execution.error?.message ?? 'no message'}`,
	);
}
