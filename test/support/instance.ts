import './environment';

import { ExecutionLifecycleHooks } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { startBinaryData } from './binaryData';
import { Credentials, type FilledIn } from './credentials';
import { startLog } from './engineLog';
import { loadNodeTypes, type LoadedFrom, type OtherTypes } from './nodeTypes';
import { keepSecret } from './secrets';
import type { WorkflowJson } from './workflows';

export interface InstanceOptions {
	credentials?: FilledIn;
	/** TypeScript source (measured for coverage) or the built package as n8n would load it. */
	from?: LoadedFrom;
	/** What else is installed beside this package. */
	others?: OtherTypes;
	/** What n8n keeps with a workflow from run to run; nodes write into it. */
	staticData?: IDataObject;
}

const CREDENTIAL_ID = { id: '1', name: 'Test credential' };

startLog();

/** What n8n's server hands to its engine, as far as a node can ask for it. */
function additionalData(credentials: Credentials, workflow: IWorkflowBase) {
	const data = {
		credentialsHelper: credentials,
		hooks: new ExecutionLifecycleHooks('manual', '1', workflow),
		executionId: '1',
		variables: {},
		currentNodeExecutionIndex: 0,
		logAiEvent: () => {},
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		webhookBaseUrl: 'http://127.0.0.1/webhook',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
	};
	// The rest belongs to n8n's server (users, sub-workflows), which no node of a test asks for.
	return data as unknown as IWorkflowExecuteAdditionalData;
}

/** Pasted ones, and those that n8n keeps of a sign-in. */
function tokensOf(credentials: FilledIn): string[] {
	const fields = Object.values(credentials).flatMap(({ token, oauthTokenData }) => {
		const kept = typeof oauthTokenData === 'object' ? (oauthTokenData as IDataObject) : {};
		return [token, kept.access_token, kept.refresh_token];
	});
	return fields.filter((token) => typeof token === 'string');
}

/** An n8n instance that has one workflow, this package and the given credentials. */
export async function prepare(json: WorkflowJson, options: InstanceOptions) {
	keepSecret(...tokensOf(options.credentials ?? {}));
	const own = await loadNodeTypes(options.from ?? 'source');
	const types = options.others ? own.with(options.others) : own;
	await startBinaryData();
	const attached = Object.fromEntries(
		['rillApi', ...Object.keys(options.credentials ?? {})].map((type) => [type, CREDENTIAL_ID]),
	);
	const nodes = json.nodes.map((node) => ({
		...node,
		...(types.usesCredentials(node.type)
			? { credentials: { ...attached, ...node.credentials } }
			: {}),
	}));
	const base: IWorkflowBase = {
		id: '1',
		name: 'Test',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes,
		connections: json.connections,
		settings: json.settings,
		staticData: options.staticData,
	};
	const workflow = new Workflow({ ...base, nodeTypes: types });
	const credentials = new Credentials(types, options.credentials ?? {});
	return { workflow, data: additionalData(credentials, base), types, credentials };
}
