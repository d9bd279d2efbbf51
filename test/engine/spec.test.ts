import { parse } from 'yaml';

import { binaryBuffer, rillWorkflow, runWorkflow } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

async function run(parameters: Parameters<typeof rillWorkflow>[0], local = false) {
	const execution = await runWorkflow(rillWorkflow({ resource: 'customApi', ...parameters }), {
		credentials: local ? sandbox.local() : sandbox.cloud(),
	});
	expect(execution.error).toBeUndefined();
	return execution.items('Rill');
}

const spec = async (parameters: Parameters<typeof rillWorkflow>[0], local = false) =>
	await run({ operation: 'getOpenApiSpec', format: 'json', output: 'item', ...parameters }, local);

describe('listing custom APIs', () => {
	it('gives an item for each, with all that one has to know to call it', async () => {
		const items = await run({ operation: 'list' });
		const search = items.find(({ json }) => json.name === 'search_flights')?.json;
		expect(search).toMatchObject({
			summary: 'Search flights by several airports',
			method: 'POST',
			builtIn: false,
			url: `${sandbox.rill.url}/v1/organizations/acme/projects/flight-ops/runtime/api/search_flights`,
			arguments: expect.arrayContaining([
				{
					name: 'origins',
					type: 'list',
					required: true,
					description: 'Departure airports (IATA codes)',
					items: { type: 'text' },
				},
				{
					name: 'sort_by',
					type: 'text',
					required: false,
					description: 'Column to sort on',
					enum: ['departed_at', 'delay_minutes', 'distance_miles'],
					default: 'departed_at',
				},
				{
					name: 'limit',
					type: 'integer',
					required: false,
					description: '',
					default: 50,
					maximum: 1000,
				},
			]),
			columns: expect.arrayContaining([{ name: 'departed_at', type: 'dateTime', description: '' }]),
		});
		expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
		expect(items.slice(-3).map(({ json }) => json.builtIn)).toEqual([true, true, true]);
	});

	it('works on Rill Developer', async () => {
		const [item] = await run({ operation: 'list' }, true);
		expect(item.json.url).toContain('/v1/instances/default/api/');
	});
});

describe('getting the OpenAPI spec', () => {
	it('gives the document as an item', async () => {
		const [{ json }] = await spec({});
		expect(json).toMatchObject({ openapi: '3.0.3', info: { title: 'Rill project API' } });
		expect(json.paths).toHaveProperty('/late-arrivals');
	});

	it("gives Rill's own YAML", async () => {
		const [{ json }] = await spec({ format: 'yaml' });
		expect(sandbox.rill.requests[0].headers.accept).toBe('application/yaml');
		expect(parse(String(json.spec))).toHaveProperty(['paths', '/late-arrivals']);
	});

	it.each([
		['json', 'application/json', 'acme-flight-ops-openapi.json'],
		['yaml', 'application/yaml', 'acme-flight-ops-openapi.yaml'],
	])('gives a %s file', async (format, mimeType, fileName) => {
		const [item] = await spec({ format, output: 'file', binaryProperty: 'spec' });
		expect(item.binary?.spec).toMatchObject({ mimeType, fileName });
		expect(item.pairedItem).toEqual({ item: 0 });
		expect(parse((await binaryBuffer(item, 'spec')).toString())).toHaveProperty([
			'paths',
			'/late-arrivals',
		]);
	});

	it.each(['json', 'yaml'])('gives a client-ready %s', async (format) => {
		const [item] = await spec({ format, clientReady: true, output: 'file', binaryProperty: 'x' });
		const document = parse((await binaryBuffer(item, 'x')).toString()) as Record<string, unknown>;
		expect(document).toMatchObject({
			servers: [
				{ url: `${sandbox.rill.url}/v1/organizations/acme/projects/flight-ops/runtime/api` },
			],
			security: [{ rillToken: [] }],
		});
		expect(document).toHaveProperty(
			['paths', '/late-arrivals', 'get', 'operationId'],
			'lateArrivals',
		);
	});

	it.each(['json', 'yaml'])(
		'takes no page of something in between for a %s spec',
		async (format) => {
			sandbox.rill.control.start({ fault: 'html', status: 200, kind: 'spec' });
			const execution = await runWorkflow(
				rillWorkflow({
					resource: 'customApi',
					operation: 'getOpenApiSpec',
					format,
					output: 'item',
				}),
				{ credentials: sandbox.cloud() },
			);
			expect(execution.error?.message).toBe("The answer is not a project's OpenAPI spec");
		},
	);

	it('names a file of Rill Developer by its instance', async () => {
		const [item] = await spec({ output: 'file', binaryProperty: 'data' }, true);
		expect(item.binary?.data.fileName).toBe('rill-default-openapi.json');
	});
});
