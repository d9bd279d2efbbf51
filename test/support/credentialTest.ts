import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	Workflow,
	type IAuthenticateRuleResponseCode,
	type IAuthenticateRuleResponseSuccessBody,
	type ICredentialTestRequest,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { prepare, type InstanceOptions } from './instance';
import { withoutSecret } from './secrets/givenOut';
import { node } from './workflows';

type Rule = IAuthenticateRuleResponseCode | IAuthenticateRuleResponseSuccessBody;

const NO_OP = 'n8n-nodes-base.noOp';
const ID = { id: '1', name: 'Test credential' };

/**
 * What somebody reads under *Test* in the credential's window. Its request goes through n8n's own
 * routing and helpers; which rule answers is decided as n8n's server does, whose code for it is in
 * no library.
 */
export async function testCredential(
	type: string,
	options: InstanceOptions,
): Promise<INodeCredentialTestResult> {
	return await withoutSecret(askAndJudge(type, options));
}

async function askAndJudge(
	type: string,
	options: InstanceOptions,
): Promise<INodeCredentialTestResult> {
	const { data, types, credentials } = await prepare({ nodes: [], connections: {} }, options);
	const { test } = types.credential(type);
	if (!test) throw new Error(`${type} has no test`);

	const asker = askingNode(types.getByNameAndVersion(NO_OP), type, test.request);
	const tested = { ...node('Tested', NO_OP), credentials: { [type]: ID } };
	const workflow = new Workflow({
		nodes: [tested],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => asker,
			getByNameAndVersion: () => asker,
			getKnownTypes: () => ({}),
		},
	});
	const context = new ExecuteContext(
		workflow,
		tested,
		data,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node: tested, data: {}, source: null },
		[],
	);
	const filledIn = { ...ID, type, data: credentials.filledIn(type) };
	await workflow.expression.acquireIsolate();
	try {
		const output = await new RoutingNode(context, asker, filledIn).runNode();
		return judgeAnswer(output?.[0]?.[0], test.rules ?? []);
	} catch (error) {
		return judgeFailure(error, test.rules ?? []);
	} finally {
		await workflow.expression.releaseIsolate();
	}
}

/** A declarative node that sends the test's request and nothing else. */
function askingNode(
	{ description }: INodeType,
	type: string,
	request: ICredentialTestRequest['request'],
): INodeType {
	return {
		description: {
			...description,
			credentials: [{ name: type, required: true }],
			properties: [
				{ displayName: 'Ask', name: 'ask', type: 'string', default: '', routing: { request } },
			],
		},
	};
}

/** The first rule whose field has exactly its value turns an answer into a refusal. */
function judgeAnswer(
	item: INodeExecutionData | undefined,
	rules: readonly Rule[],
): INodeCredentialTestResult {
	const refusal = rules.find(
		(rule) =>
			rule.type === 'responseSuccessBody' &&
			fieldAt(item?.json, rule.properties.key) === rule.properties.value,
	);
	return refusal
		? { status: 'Error', message: refusal.properties.message }
		: { status: 'OK', message: 'Connection successful!' };
}

/** A status that n8n's helper throws has a rule or its status text; no answer has its code. */
function judgeFailure(error: unknown, rules: readonly Rule[]): INodeCredentialTestResult {
	const { cause, message } = error instanceof Error ? error : new Error(String(error));
	const status = fieldAt(cause, 'response.status');
	const rule = rules.find((r) => r.type === 'responseCode' && r.properties.value === status);
	const reason =
		status === undefined
			? (fieldAt(cause, 'code') ?? message)
			: (rule?.properties.message ??
				(fieldAt(cause, 'response.statusText') || `Received HTTP status code: ${String(status)}`));
	return { status: 'Error', message: String(reason) };
}

/** A dotted path into an answer; like lodash's `get`, it also reads what a string or list inherits. */
function fieldAt(value: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(at, key) =>
				at === null || at === undefined ? undefined : (Object(at) as Record<string, unknown>)[key],
			value,
		);
}
