import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const INPUT = [{ n: 'first' }, { n: 'second' }, { n: 'third' }];

/** What the node itself puts out for three input items; a later node would link them anew. */
async function outputFor(parameters: INodeParameters): Promise<INodeExecutionData[]> {
	const execution = await runWorkflow(
		rillWorkflow(parameters, { inputItems: INPUT, onError: 'continueRegularOutput' }),
		{ credentials: sandbox.cloud() },
	);
	return execution.items('Rill');
}

describe('every input item', () => {
	const json = { argumentsMode: 'json', argumentsJson: '={{ ({ n: $json.n }) }}' };
	const pairs = {
		argumentsMode: 'pairs',
		argumentPairs: { pair: [{ name: 'n', value: '={{ $json.n }}' }] },
	};

	it.each([
		['JSON', json],
		['pairs', pairs],
	])('has arguments of its own, as %s', async (_mode, mode) => {
		const items = await outputFor(callParameters('echo_args', null, mode));
		expect(items.map((item) => JSON.parse(String(item.json.args_json)) as unknown)).toEqual(INPUT);
	});

	it('has arguments of its own, by automatic mapping', async () => {
		sandbox.rill.control.start({
			fault: 'changedSpec',
			operations: { echo_args: { get: { parameters: [{ name: 'n', in: 'query' }] } } },
		});
		const items = await outputFor(
			callParameters('echo_args', null, {
				arguments: { mappingMode: 'autoMapInputData', value: null },
			}),
		);
		expect(items.map((item) => JSON.parse(String(item.json.args_json)) as unknown)).toEqual(INPUT);
	});
});

describe('every item is linked to the input item that it comes from', () => {
	const token = {
		resource: 'access',
		operation: 'issueEphemeralToken',
		identity: 'email',
		userEmail: 'viewer@acme.test',
		ttlSeconds: 600,
	};
	const spec = { resource: 'customApi', operation: 'getOpenApiSpec', format: 'json' };
	const users = ['ORD', 'ATL'].map((airport) => ({
		kind: 'attributes',
		attributesJson: JSON.stringify({ airport }),
	}));
	const comparison = callParameters('my_flights', null, {
		resource: 'access',
		operation: 'compareAccess',
		identities: { identity: users },
	});

	it.each([
		['rows', callParameters('flights', { limit: 1 })],
		['a list of APIs', { resource: 'customApi', operation: 'list' }],
		['a spec', { ...spec, output: 'item' }],
		['a spec as a file', { ...spec, output: 'file' }],
		['a token', token],
		['a comparison', comparison],
		['a failure', callParameters('no-such-api')],
	])('%s', async (_what, parameters) => {
		const items = await outputFor(parameters);
		const links = items.map(({ pairedItem }) => pairedItem);
		const perInput = items.length / INPUT.length;
		expect(items.length).toBeGreaterThanOrEqual(INPUT.length);
		expect(links).toEqual(links.map((_link, at) => ({ item: Math.floor(at / perInput) })));
	});
});
