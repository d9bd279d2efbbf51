/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { inspect } from 'node:util';
import type { ICredentialDataDecryptedObject, INode, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/faultKinds';
import {
	callParameters,
	mapperFields,
	rillWorkflow,
	runWorkflow,
	searchList,
	testCredential,
	type Execution,
} from '../support/engine';
import { tokens, type TestSandbox } from '../support/sandbox';
import { SecretSearch } from '../support/secrets';
import type { Deployment, FaultCase, Place } from './cases';

/** What one fault did in one place. */
export interface Measured {
	/** The message that a person reads; empty if there is none. */
	said: string;
	/** Requests that it could hit: what Rill got, or what stood in its place. */
	requests: number;
	/** Rows that went out, in the order of the input. */
	rows: unknown[][];
	/** Items that say what failed, by the input they belong to. */
	failures: Array<{ item: number; message: string }>;
	/** What was told beside the output. */
	hints: string[];
	/** Whether any part of a token stands in anything that is left behind. */
	leaked: boolean;
}

export type OnError = NonNullable<INode['onError']>;

const ITEMS = [0, 1, 2];

/** Part of the address of the requests that a fault hits. */
function target(place: Place, deployment: Deployment): string {
	const paths: Record<Place, [cloud: string, local: string]> = {
		call: ['offset=2', 'offset=2'],
		page: ['offset=10000', 'offset=10000'],
		mint: ['/credentials', '/v1/dev-jwt'],
		picker: ['/api/openapi', '/api/openapi'],
		fields: ['/api/openapi', '/api/openapi'],
		credential: ['/v1/orgs/acme/projects/', '/api/openapi'],
	};
	return paths[place][deployment === 'cloud' ? 0 : 1];
}

let people = 0;

function parametersFor(place: Place, options: INodeParameters): INodeParameters {
	switch (place) {
		case 'page':
			return callParameters('flights', {}, { output: 'single', options });
		case 'mint':
			// Somebody new each time, whose token nobody has kept.
			people++;
			return callParameters(
				'flights',
				{ limit: 2 },
				{
					options,
					runAs: 'email',
					userEmail: `person-${people}@acme.test`,
				},
			);
		default:
			return callParameters('flights', { limit: 2, offset: '={{ $json.n * 2 }}' }, { options });
	}
}

/** Does what a case says, in one place, and looks at everything that comes of it. */
export async function measure(
	sandbox: TestSandbox,
	one: FaultCase,
	place: Place,
	deployment: Deployment,
	onError: OnError = 'stopWorkflow',
): Promise<Measured> {
	sandbox.rill.control.reset();
	sandbox.rill.clearRequests();
	const path = target(place, deployment);
	if (one.fault) {
		const count = one.times === 'always' ? {} : { count: one.times };
		// What is gone from the spec is missed by the call.
		const reach = one.fault.fault === 'changedSpec' ? '/api/openapi' : path;
		sandbox.rill.control.start({ ...one.fault, ...count, path: reachOf(one, reach) } as Fault);
	}
	one.state?.(sandbox.rill.control);
	const otherEnd = await one.otherEnd?.(sandbox.rill.url, path);
	const own: ICredentialDataDecryptedObject = otherEnd
		? { baseUrl: otherEnd.url, localUrl: otherEnd.url }
		: {};
	try {
		const credentials = sandbox[deployment]({ ...own, ...one.credential });
		const measured = await inPlace(place, credentials, one, onError);
		const requests = sandbox.rill.requests.filter(
			(request) => !one.fault || `${request.path}?${request.query}`.includes(path),
		).length;
		return { ...measured, requests: otherEnd?.harmed() || requests };
	} finally {
		await otherEnd?.close();
	}
}

/** An offset is ignored on every page, or it would not be ignored. */
function reachOf({ fault }: FaultCase, path: string): string {
	return fault?.fault === 'ignoredOffset' ? '/api/flights' : path;
}

type Seen = Omit<Measured, 'requests'>;

async function inPlace(
	place: Place,
	credentials: Record<string, ICredentialDataDecryptedObject>,
	one: FaultCase,
	onError: OnError,
): Promise<Seen> {
	const parameters = parametersFor('call', {});
	switch (place) {
		case 'picker':
			return await inEditor(async () => {
				const { results } = await searchList('searchApis', { credentials, parameters });
				return results.length;
			});
		case 'fields':
			return await inEditor(async () => {
				const { fields, emptyFieldsNotice } = await mapperFields('getApiArguments', {
					credentials,
					parameters,
				});
				if (emptyFieldsNotice !== undefined) throw new Error(emptyFieldsNotice);
				return fields.length;
			});
		case 'credential': {
			const { status, message } = await testCredential('rillApi', { credentials });
			return { ...nothing, said: status === 'OK' ? '' : message, leaked: leaks(message) };
		}
		default:
			return await inRun(place, credentials, one, onError);
	}
}

const nothing: Seen = { said: '', rows: [], failures: [], hints: [], leaked: false };

async function inEditor(ask: () => Promise<number>): Promise<Seen> {
	return await ask().then(
		(count) => ({ ...nothing, rows: [[`${count} entries`]] }),
		// As a person reads it: lists keep a hyphen from breaking a line.
		(error: Error) => ({
			...nothing,
			said: error.message.replaceAll('\u2011', '-'),
			leaked: leaks(error),
		}),
	);
}

async function inRun(
	place: Place,
	credentials: Record<string, ICredentialDataDecryptedObject>,
	{ timeout = 60_000, maxTries, times }: FaultCase,
	onError: OnError,
): Promise<Seen> {
	const tries = times === 'always' ? { maxTries: maxTries ?? 2 } : {};
	const execution = await runWorkflow(
		rillWorkflow(parametersFor(place, { timeout, ...tries }), {
			inputItems: place === 'call' ? ITEMS.map((n) => ({ n })) : [{}],
			onError,
		}),
		{ credentials },
	);
	const failures = failuresOf(execution);
	return {
		said: execution.error?.message ?? failures[0]?.message ?? '',
		rows: rowsOf(execution, place),
		failures,
		hints: execution.hints('Rill'),
		leaked: leaks(execution.run),
	};
}

function itemOf(pairedItem: unknown): number {
	return (pairedItem as { item: number }).item;
}

/** Every item that goes on, on both outputs. */
function outputOf(execution: Execution) {
	return [...execution.items('Rill', 0), ...execution.items('Rill', 1)].map(
		({ json, pairedItem }) => ({ json, item: itemOf(pairedItem) }),
	);
}

function failuresOf(execution: Execution): Measured['failures'] {
	return outputOf(execution)
		.filter(({ json }) => json.details !== undefined)
		.map(({ json, item }) => ({ item, message: String(json.error) }));
}

function rowsOf(execution: Execution, place: Place): unknown[][] {
	const items = outputOf(execution).filter(({ json }) => json.details === undefined);
	if (place === 'page') return items.map(({ json }) => json.rows as unknown[]);
	return ITEMS.map((n) => items.filter(({ item }) => item === n).map(({ json }) => json));
}

const secrets = new SecretSearch();
for (const token of Object.values(tokens)) secrets.know(token);

/** Whether a token, or a piece of one, is anywhere in a value. */
function leaks(value: unknown): boolean {
	const text = `${JSON.stringify(value) ?? ''}${inspect(value, { depth: 12 })}`;
	return secrets.find(text, 'what is left behind').length > 0;
}
