import { NodeApiError } from 'n8n-workflow';

import {
	callParameters,
	mapperFields,
	optionList,
	rillWorkflow,
	runWorkflow,
	searchList,
} from '../support/engine';
import { tokens, useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const search = async (filter?: string) =>
	await searchList('searchApis', { credentials: sandbox.cloud(), filter });

const fieldsOf = async (api: Parameters<typeof callParameters>[0]) =>
	await mapperFields('getApiArguments', {
		credentials: sandbox.cloud(),
		parameters: callParameters(api),
	});

describe('the list of APIs', () => {
	it("names the project's APIs with their summaries, and the built-in ones last", async () => {
		const { results } = await search();
		const values = results.map(({ value }) => value);
		expect(values.slice(-3)).toEqual(['metrics', 'metrics-sql', 'sql']);
		expect(values).toEqual(expect.arrayContaining(['late-arrivals', 'ops/weekly', 'late flights']));
		expect(results.find(({ value }) => value === 'flights')).toEqual({
			name: 'flights – List flights',
			value: 'flights',
			url: `${sandbox.rill.url}/v1/organizations/acme/projects/flight-ops/runtime/api/flights`,
		});
		expect(results.at(-1)?.name).toBe('sql (built-in)');
	});

	it('can be searched by name and by summary, whatever the case', async () => {
		const values = async (filter: string) =>
			(await search(filter)).results.map(({ value }) => value);
		expect(await values('LATE-ARR')).toEqual(['late-arrivals']);
		expect(await values('several AIRPORTS')).toEqual(['search_flights']);
		expect(await values('search flights by')).toEqual(['search_flights']);
		expect(await values(' search_')).toEqual(['search_flights']);
		expect(await values('.*')).toEqual([]);
	});

	it('shows why it cannot be shown', async () => {
		await expect(
			searchList('searchApis', { credentials: sandbox.cloud({ token: tokens.expired }) }),
		).rejects.toMatchObject({
			message: "Rill does not accept the credential's token: it has expired",
			description: expect.stringContaining('rill token issue'),
		});
	});

	it('says why in words as they are, where n8n shows no HTML', async () => {
		sandbox.rill.control.start({ fault: 'html', status: 200 });
		await expect(search()).rejects.toMatchObject({
			message: "The answer is not a project's OpenAPI spec",
			description: expect.stringMatching(/The answer begins with: "<html> <head>/),
		});
	});

	it('keeps names whole, which n8n takes apart at hyphens, and says what to do about a mistake', async () => {
		const nowhere = sandbox.cloud({ project: 'no-such-project' });
		await expect(searchList('searchApis', { credentials: nowhere })).rejects.toMatchObject({
			message: expect.stringContaining(
				'project "no\u2011such\u2011project" of organization "acme"',
			),
		});
		// n8n hands on a description only with an error of this kind.
		const empty = sandbox.cloud({ organization: '', project: '' });
		const refused = searchList('searchApis', { credentials: empty });
		await expect(refused).rejects.toBeInstanceOf(NodeApiError);
		await expect(refused).rejects.toMatchObject({ description: expect.stringMatching(/\w/) });
	});

	it('comes from Rill Developer too', async () => {
		const { results } = await searchList('searchApis', { credentials: sandbox.local() });
		expect(results.map(({ value }) => value)).toContain('late-arrivals');
	});
});

describe('the fields of an API', () => {
	it('are its arguments, with types, allowed values, descriptions and defaults', async () => {
		const { fields } = await fieldsOf('search_flights');
		const byId = Object.fromEntries(fields.map((field) => [field.id, field]));
		expect(fields[0].id).toBe('origins');
		expect(byId.origins).toMatchObject({
			displayName: 'origins – Departure airports (IATA codes)',
			required: true,
			type: 'string',
		});
		expect(byId.sort_by).toMatchObject({
			displayName: 'sort_by – Column to sort on, default "departed_at"',
			type: 'options',
			options: [
				{ name: 'departed_at', value: 'departed_at' },
				{ name: 'delay_minutes', value: 'delay_minutes' },
				{ name: 'distance_miles', value: 'distance_miles' },
			],
		});
		expect(byId.limit).toMatchObject({ type: 'number', required: false });
		expect(byId.window).toMatchObject({ type: 'object' });
		// A toggle cannot be left alone: it would send false.
		expect(byId.descending).toMatchObject({ type: 'options' });
		expect(fields.every((field) => field.defaultValue === undefined)).toBe(true);
	});

	it('let a day be picked, and a long ID be typed', async () => {
		const flights = (await fieldsOf('flights')).fields;
		expect(flights.find(({ id }) => id === 'from')).toMatchObject({ type: 'dateTime' });
		expect((await fieldsOf('bookings')).fields[0]).toMatchObject({
			id: 'booking_ids',
			type: 'string',
		});
	});

	it('follow the chosen API, by list, name or URL', async () => {
		const url = `${sandbox.rill.url}/v1/orgs/acme/projects/flight-ops/runtime/api/needs_airport`;
		for (const api of [
			{ mode: 'list', value: 'needs_airport' },
			{ mode: 'name', value: 'NEEDS_AIRPORT' },
			{ mode: 'url', value: url },
		]) {
			expect((await fieldsOf(api)).fields.map(({ id }) => id)).toEqual(['airport']);
		}
	});

	it('follow the spec', async () => {
		sandbox.rill.control.start({
			fault: 'changedSpec',
			operations: {
				needs_airport: {
					get: {
						parameters: [
							{
								name: 'matrix',
								in: 'query',
								schema: { type: 'array', items: { type: 'array', items: {} } },
							},
							{ name: 'ratio', in: 'query', schema: { type: 'number' } },
							{ name: 'since', in: 'query', schema: { type: 'string', format: 'date-time' } },
							{ name: 'anything', in: 'query' },
							{ name: 'id', in: 'query', schema: { type: 'integer', format: 'int64' } },
						],
					},
				},
			},
		});
		const { fields } = await fieldsOf('needs_airport');
		expect(fields.map(({ id, type }) => [id, type])).toEqual([
			['matrix', 'array'],
			['ratio', 'number'],
			['since', 'dateTime'],
			['anything', 'string'],
			['id', 'string'],
		]);
	});

	it('can be shown and saved, however many words the spec has', async () => {
		const words = 'x'.repeat(5e6);
		const schema = { type: 'string', description: words, default: words };
		sandbox.rill.control.start({
			fault: 'changedSpec',
			operations: {
				needs_airport: {
					get: {
						summary: words,
						parameters: [
							{ name: 'airport', in: 'query', required: true, schema },
							{
								name: 'carriers',
								in: 'query',
								schema: { type: 'array', items: { type: 'string', enum: [words, 'AA'] } },
							},
						],
						responses: {
							200: {
								content: {
									'application/json': {
										schema: { type: 'array', items: { properties: { origin: schema } } },
									},
								},
							},
						},
					},
				},
			},
		});
		const question = { credentials: sandbox.cloud(), parameters: callParameters('needs_airport') };
		const { fields } = await mapperFields('getApiArguments', question);
		const columns = await optionList('getApiColumns', question);
		const { results } = await search('needs_airport');
		const all = [...fields, ...columns, ...results];
		expect(all.map((one) => JSON.stringify(one).length < 2000)).toEqual([true, true, true, true]);

		const execution = await runWorkflow(rillWorkflow(callParameters('needs_airport')), {
			credentials: sandbox.cloud(),
		});
		expect(execution.error?.message).toContain('needs the argument "airport"');
		expect(execution.error?.description?.length).toBeLessThan(1000);
	});

	it('are none for an API that declares none, and the form says what else there is', async () => {
		expect(await fieldsOf('echo_args')).toEqual({
			fields: [],
			emptyFieldsNotice: expect.stringContaining("'Using Name and Value Pairs'"),
		});
	});

	it('are none for an API that is not there', async () => {
		expect(await fieldsOf('nope')).toMatchObject({
			fields: [],
			emptyFieldsNotice: 'The project has no API named "nope"',
		});
	});

	it('ask for the API first', async () => {
		await expect(fieldsOf('')).rejects.toMatchObject({ message: "'API' is empty" });
	});
});
