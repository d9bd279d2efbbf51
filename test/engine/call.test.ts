import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const call = async (
	parameters: ReturnType<typeof callParameters>,
	options: Parameters<typeof rillWorkflow>[1] & { local?: boolean } = {},
) =>
	await runWorkflow(rillWorkflow(parameters, options), {
		credentials: options.local ? sandbox.local() : sandbox.cloud(),
	});

/** The arguments that Rill's echoing API was called with, one set an item. */
async function echoed(
	parameters: ReturnType<typeof callParameters>,
	options: Parameters<typeof rillWorkflow>[1] = {},
) {
	const execution = await call(parameters, options);
	expect(execution.error).toBeUndefined();
	return execution
		.items('Success')
		.map(({ json }) => JSON.parse(String(json.args_json)) as Record<string, unknown>);
}

const rows = async (...parameters: Parameters<typeof call>) =>
	(await call(...parameters)).items('Success').map(({ json }) => json);

describe('calling a custom API', () => {
	it.each([
		['Rill Cloud', false],
		['Rill Developer', true],
	])('gives an item per row, from %s', async (_name, local) => {
		const execution = await call(callParameters('flights', { origin: 'ORD', limit: 2 }), { local });
		expect(execution.status).toBe('success');
		expect(execution.items('Rill')).toEqual([
			{
				json: {
					delay_minutes: 23,
					departed_at: '2001-01-01T07:12:00Z',
					destination: 'PHL',
					distance_miles: 678,
					flight_id: 17,
					origin: 'ORD',
					origin_state: 'IL',
				},
				pairedItem: { item: 0 },
			},
			expect.objectContaining({ pairedItem: { item: 0 } }),
		]);
	});

	it('sends no argument that is not set', async () => {
		await call(callParameters('flights', { origin: '', min_delay: null, limit: 1 }));
		expect(sandbox.calls()).toMatchObject([{ method: 'GET', query: 'limit=1' }]);
		sandbox.rill.clearRequests();
		await call(
			callParameters('flights', null, {
				argumentsMode: 'json',
				argumentsJson: '{"origin": null, "limit": 1}',
			}),
		);
		expect(sandbox.calls()).toMatchObject([{ query: 'limit=1' }]);
	});

	it('sends arguments to a POST API as JSON that keeps their types', async () => {
		await call(
			callParameters('search_flights', {
				origins: 'ORD, ATL',
				descending: 'false',
				min_distance: '500.5',
				window: '{"from": "2001-01-02"}',
				limit: 3,
			}),
		);
		const [{ method, body }] = sandbox.calls();
		expect(method).toBe('POST');
		expect(JSON.parse(body)).toEqual({
			origins: ['ORD', 'ATL'],
			descending: false,
			min_distance: 500.5,
			window: { from: '2001-01-02' },
			limit: 3,
		});
	});

	it('makes a POST of a GET where a query would turn false into text', async () => {
		await call(callParameters('flights', { late_only: 'false', limit: 1 }));
		expect(sandbox.calls()).toMatchObject([{ method: 'POST' }]);
		expect(JSON.parse(sandbox.calls()[0].body)).toEqual({ late_only: false, limit: 1 });
	});

	it('sends text by GET where that is asked for, and says what becomes of false', async () => {
		const execution = await call(
			callParameters(
				'flights',
				{ late_only: 'false', limit: 1 },
				{ options: { httpMethod: 'GET' } },
			),
		);
		expect(sandbox.calls()).toMatchObject([{ method: 'GET', query: 'late_only=false&limit=1' }]);
		expect(execution.hints('Rill')).toEqual([expect.stringContaining('"late_only" went to API')]);
	});

	it('sends POST where that is asked for', async () => {
		await call(callParameters('flights', { limit: 1 }, { options: { httpMethod: 'POST' } }));
		expect(sandbox.calls()).toMatchObject([{ method: 'POST', body: '{"limit":1}' }]);
	});

	it('sends numbers so that their digits reach the query', async () => {
		const sent = await echoed(
			callParameters('echo_args', null, {
				argumentsMode: 'json',
				argumentsJson:
					'{"a": 1000000, "b": 20010101, "c": 0.00001, "d": 9007199254740993, "e": 999999, "f": [2500000, 1]}',
				options: { httpMethod: 'POST' },
			}),
		);
		expect(sent).toEqual([
			{
				a: '1000000',
				b: '20010101',
				c: '0.00001',
				d: '9007199254740993',
				e: 999999,
				f: ['2500000', 1],
			},
		]);
	});

	it('finds the rows of IDs that no JavaScript number holds', async () => {
		const found = await rows(
			callParameters('bookings', { booking_ids: '9007199254740993, 9007199254740995' }),
		);
		expect(found.map(({ booking_id }) => booking_id)).toEqual([
			'9007199254740993',
			'9007199254740995',
		]);
	});

	it('keeps every digit and every column', async () => {
		const [row] = await rows(callParameters('type_zoo'));
		expect(row).toMatchObject({
			t_bigint: '9007199254740993',
			t_ubigint: '18446744073709551615',
			json: 'j',
			error: 'e',
			token: 't',
			ümlaut: 'u',
		});
		expect(Object.keys(row)).toEqual(expect.arrayContaining(['json', 'error', 'Z last', '1digit']));
	});

	it('sends a number of a list of values by its digits, too', async () => {
		sandbox.rill.control.start({
			fault: 'changedSpec',
			operations: {
				echo_args: {
					post: {
						requestBody: {
							content: {
								'application/json': {
									schema: { properties: { id: { type: 'integer', enum: [20010101, 7] } } },
								},
							},
						},
					},
				},
			},
		});
		expect(await echoed(callParameters('echo_args', { id: '20010101' }))).toEqual([
			{ id: '20010101' },
		]);
	});

	it.each([true, '={{ "true" }}'])('sends no unsafe text where that is %j', async (on) => {
		const refusing = { options: { refuseUnsafeText: on } };
		const execution = await call(callParameters('flights', { origin: "O'Hare" }, refusing));
		expect(execution.error?.message).toContain('"origin" of API "flights" holds characters');
		expect(sandbox.calls()).toEqual([]);
	});

	it('sends no number that was rounded on its way here', async () => {
		for (const [api, name] of [
			['flights', 'origin'],
			['echo_args', 'n'],
		]) {
			const execution = await call(
				callParameters(api, null, {
					argumentsMode: 'json',
					argumentsJson: `={{ { ${name}: 2 ** 60 } }}`,
				}),
			);
			expect(execution.error?.message).toContain('with all its digits');
		}
		expect(sandbox.calls()).toEqual([]);
	});

	it.each(['ops/weekly', 'late flights'])('reaches an API called "%s"', async (name) => {
		expect((await rows(callParameters(name))).length).toBeGreaterThan(0);
	});

	it('says so when there are no rows', async () => {
		const execution = await call(callParameters('flights', { origin: 'QQQ' }));
		expect(execution.status).toBe('success');
		expect(execution.items('Rill')).toEqual([]);
		expect(execution.hints('Rill')).toEqual(['API "flights" answered without any rows.']);
	});

	it('finds an API whatever the case of its name', async () => {
		expect(await rows(callParameters('FLIGHTS', { limit: 1 }))).toHaveLength(1);
	});
});

describe('arguments', () => {
	it('of each item are its own, in the order of the items', async () => {
		const items = await call(
			callParameters('flights', {
				origin: '={{ $json.airport }}',
				limit: '={{ $json.rows }}',
			}),
			{
				inputItems: [
					{ airport: 'ORD', rows: 1 },
					{ airport: 'ATL', rows: 2 },
					{ airport: 'LAX', rows: 1 },
				],
			},
		);
		expect(items.items('Rill').map(({ json, pairedItem }) => [json.origin, pairedItem])).toEqual([
			['ORD', { item: 0 }],
			['ATL', { item: 1 }],
			['ATL', { item: 1 }],
			['LAX', { item: 2 }],
		]);
	});

	it('are taken from input fields of the same name in automatic mapping', async () => {
		await call(
			callParameters('flights', null, {
				arguments: { mappingMode: 'autoMapInputData', value: null },
			}),
			{ inputItems: [{ origin: 'ORD', limit: 1, offset: '', other: 'x', min_delay: null }] },
		);
		expect(sandbox.calls()).toMatchObject([{ query: 'origin=ORD&limit=1' }]);
	});

	it('of an API that declares none can be pairs', async () => {
		const pair = [
			{ name: 'n', value: 'x' },
			{ name: 'empty', value: '' },
			{ name: '', value: 'y' },
		];
		expect(
			await echoed(
				callParameters('echo_args', null, { argumentsMode: 'pairs', argumentPairs: { pair } }),
			),
		).toEqual([{ n: 'x' }]);
	});

	it('cannot be there twice, since one of the two would be lost', async () => {
		const pair = [
			{ name: 'n', value: 'x' },
			{ name: 'n ', value: 'y' },
		];
		const execution = await call(
			callParameters('echo_args', null, { argumentsMode: 'pairs', argumentPairs: { pair } }),
		);
		expect(execution.error?.message).toBe('The argument "n" of API "echo_args" is there twice');
		expect(sandbox.calls()).toEqual([]);
	});

	it('keep their day, whatever the time zones', async () => {
		await call(
			callParameters('flights', {
				from: '2001-01-02T00:00:00',
				to: "={{ DateTime.fromISO('2001-01-03T23:30:00-06:00') }}",
				limit: 1,
			}),
			{ timezone: 'America/Chicago' },
		);
		expect(sandbox.calls()).toMatchObject([{ query: 'from=2001-01-02&to=2001-01-03&limit=1' }]);
	});

	describe.each([
		"={{ DateTime.fromISO('2001-02-30') }}",
		"={{ DateTime.fromFormat('soon', 'yyyy-MM-dd') }}",
		"={{ new Date('soon') }}",
		"={{ [DateTime.fromISO('soon')] }}",
		"={{ { day: DateTime.fromISO('soon') } }}",
	])('that are %s', (value) => {
		it.each([
			['field', callParameters('flights', { from: value, limit: 1 })],
			[
				'JSON',
				callParameters('flights', null, {
					argumentsMode: 'json',
					argumentsJson: `={{ { from: ${value.slice(4, -3)} } }}`,
				}),
			],
			[
				'pair',
				callParameters('echo_args', null, {
					argumentsMode: 'pairs',
					argumentPairs: { pair: [{ name: 'from', value }] },
				}),
			],
		])('are not dropped as a %s', async (_mode, parameters) => {
			const execution = await call(parameters);
			expect(execution.error?.message).toMatch(
				/^The argument "from" of API "\w+" is a time that does not exist$/,
			);
			expect(sandbox.calls()).toEqual([]);
		});
	});

	it('keep their times in JSON, however deep', async () => {
		const time = "DateTime.fromISO('2001-01-02T03:04:05+01:00', { setZone: true })";
		const argumentsJson = `={{ { at: ${time}, all: [{ of: ${time} }], on: new Date(0) } }}`;
		const json = { argumentsMode: 'json', argumentsJson };
		const at = '2001-01-02T03:04:05.000+01:00';
		expect(await echoed(callParameters('echo_args', null, json))).toEqual([
			{ at, all: [{ of: at }], on: '1970-01-01T00:00:00.000Z' },
		]);
	});

	it.each([
		['flights', { origin: 'ORD', gone: 'x' }],
		['echo_args', { gone: 'x' }],
	])('that the form holds and the API %s does not declare end the call', async (api, values) => {
		const execution = await call(callParameters(api, values));
		expect(execution.error?.message).toBe(
			`The form holds a value for "gone", which API "${api}" does not declare (any more)`,
		);
		expect(sandbox.calls()).toEqual([]);
	});

	it('are named in a hint where the API does not know them, whatever they hold', async () => {
		const argumentsJson = JSON.stringify({ 'a<b>c': 1 });
		const execution = await call(
			callParameters('flights', null, { argumentsMode: 'json', argumentsJson }),
		);
		// n8n shows hints as HTML, where a tag would vanish.
		expect(execution.hints('Rill')).toEqual([
			'API "flights" does not declare an argument "a&lt;b&gt;c", so Rill may ignore it.',
		]);
	});

	it('arrive as they were typed, by GET and by POST', async () => {
		const text = 'Zürich "東京" 😀 + & = % ; # \\ \n <b> \u2028';
		for (const httpMethod of ['GET', 'POST']) {
			expect(
				await echoed(
					callParameters('echo_args', null, {
						argumentsMode: 'json',
						argumentsJson: JSON.stringify({ other: text }),
						options: { httpMethod },
					}),
				),
			).toEqual([{ other: text }]);
		}
	});
});

describe('an API by its URL', () => {
	const url = (path: string) => ({ mode: 'url', value: `https://api.rilldata.com${path}` });

	it('is called at the address of the credential, encoded names included', async () => {
		expect(
			await rows(
				callParameters(url('/v1/organizations/acme/projects/flight-ops/runtime/api/ops%2Fweekly')),
			),
		).not.toHaveLength(0);
	});

	it.each([
		['/v1/organizations/acme/projects/other/runtime/api/flights', 'another project than'],
		['/v1/organizations/other/projects/flight-ops/runtime/api/flights', 'another project than'],
		['/v1/instances/default/api/flights', 'another project than'],
		['/v1/organizations/acme/projects/flight-ops', 'not the address of a Rill API'],
		['/flights', 'not the address of a Rill API'],
		[
			'/v1/organizations/acme/projects/flight-ops/branch/dev/runtime/api/flights',
			'an address of the branch "dev"',
		],
		[
			'/v1/organizations/acme/projects/flight-ops/runtime/api/flights?origin=ATL',
			'an address with arguments in it',
		],
	])('%s is refused', async (path, message) => {
		const execution = await call(callParameters(url(path)));
		expect(execution.error?.message).toContain(message);
		expect(sandbox.calls()).toEqual([]);
	});
});

it('reads 150,000 rows', async () => {
	const stop = sandbox.rill.control.start({
		fault: 'status',
		status: 200,
		kind: 'api',
		contentType: 'application/json',
		body: JSON.stringify(Array.from({ length: 150_000 }, (_, index) => ({ index }))),
	});
	const execution = await call(
		callParameters('all_flights', null, { options: { maxRows: 150_000 } }),
	);
	stop();
	expect(execution.items('Success')).toHaveLength(150_000);
	expect(execution.items('Rill')[149_999]).toEqual({
		json: { index: 149_999 },
		pairedItem: { item: 0 },
	});
});

it('keeps a column called __proto__', async () => {
	sandbox.rill.control.start({
		fault: 'status',
		status: 200,
		kind: 'api',
		contentType: 'application/json',
		body: '[{"__proto__":{"a":1},"json":1}]',
	});
	const [item] = (await call(callParameters('all_flights'))).items('Rill');
	expect(JSON.stringify(item.json)).toBe('{"__proto__":{"a":1},"json":1}');
});
