import { randomUUID } from 'node:crypto';

import { readExample, type WorkflowFile } from '../furnish';

/** The nodes of the workflows here, by the names that they have in n8n. */
export const REPORT = 'Report as that customer';
export const CUSTOMER = 'Customers';
export const WHO = 'Who asked';
export const FLIGHTS = 'Flights';

type Node = WorkflowFile['nodes'][number];

const node = (name: string, type: string, typeVersion: number, parameters: Node['parameters']) => ({
	...{ id: randomUUID(), name, type, typeVersion, parameters },
	position: [0, 0],
});

const webhook = (path: string) =>
	node('Webhook', 'n8n-nodes-base.webhook', 2.1, {
		httpMethod: 'POST',
		path,
		responseMode: 'onReceived',
		options: {},
	});

/** What the webhook was sent, as an item's own fields. */
const customer = node(CUSTOMER, 'n8n-nodes-base.set', 3.4, {
	mode: 'raw',
	jsonOutput: '={{ $json.body }}',
	options: {},
});

/** Calls an API that says who calls; the argument tells in the sandbox's log which execution it was. */
const whoAsked = (parameters: Node['parameters']) =>
	node(WHO, 'n8n-nodes-rill.rill', 1, {
		...{ resource: 'customApi', operation: 'call', argumentsMode: 'pairs' },
		api: { __rl: true, mode: 'name', value: 'my_flights' },
		argumentPairs: { pair: [{ name: 'n', value: `={{ $('${CUSTOMER}').item.json.n }}` }] },
		...parameters,
	});

/** One node after the other. */
function inOneLine(name: string, nodes: Node[]): WorkflowFile {
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map((next, index) => [
				nodes[index]?.name,
				{ main: [[{ node: next.name, type: 'main', index: 0 }]] },
			]),
	);
	return { name, nodes, connections, settings: { executionOrder: 'v1' } } as WorkflowFile;
}

/** The example's Rill node, with a webhook in place of its schedule and list, and nobody to mail to. */
export function reportPerCustomer(path: string): WorkflowFile {
	const example = readExample('report-per-customer.json').nodes.find(({ name }) => name === REPORT);
	if (!example) throw new Error(`The example has no node "${REPORT}"`);
	const { runAs, attributesMode } = example.parameters;
	const attribute = {
		...{ name: 'airport', type: 'text' },
		value: `={{ $('${CUSTOMER}').item.json.airport }}`,
	};
	return inOneLine(path, [
		webhook(path),
		customer,
		example,
		whoAsked({ runAs, attributesMode, attributes: { attribute: [attribute] } }),
	]);
}

/** Every flight of a period, as items or as a file. */
export const flightLog = (path: string, output: Node['parameters']): WorkflowFile =>
	inOneLine(path, [
		webhook(path),
		customer,
		node(FLIGHTS, 'n8n-nodes-rill.rill', 1, {
			...{ resource: 'customApi', operation: 'call', returnAll: true, argumentsMode: 'json' },
			api: { __rl: true, mode: 'name', value: 'flight_log' },
			argumentsJson: '={{ JSON.stringify($json.period) }}',
			...output,
		}),
	]);

/** A call as the person who has signed in with this credential. */
export const signedInCall = (
	path: string,
	credential: { id: string; name: string },
): WorkflowFile =>
	inOneLine(path, [
		webhook(path),
		customer,
		{ ...whoAsked({ authentication: 'oAuth2' }), credentials: { rillOAuth2Api: credential } },
	]);
