/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from 'fast-check';
import { flightOps, startSandbox, type ProjectDefinition, type Sandbox } from '../../sandbox';
import { json, text } from '../../sandbox/runtime/go';
import { refusedJson } from '../../sandbox/runtime/goSyntax';

/** What the runtime half does beyond what was recorded: hang-ups, other projects, its own project. */

let sandbox: Sandbox;
const api = (path: string): string => `${sandbox.url}/v1/instances/default/api/${path}`;
const get = async (path: string): Promise<Response> => await fetch(api(path));

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => await sandbox.close());

/** One API, whose query never ends by itself. */
const endless: ProjectDefinition = {
	name: 'endless',
	metricsViews: [],
	apis: [
		{
			name: 'endless',
			resolver: {
				kind: 'sql',
				sql: 'SELECT count(*) AS n FROM range(100000000) a(i), range(100000000) b(j) WHERE hash(i, j) = 7',
			},
		},
		{ name: 'quick', resolver: { kind: 'sql', sql: 'SELECT 1 AS n' } },
	],
};

describe('a project of one’s own', () => {
	afterEach(() => sandbox.setProject(flightOps()));

	it('takes the place of the one that runs, in its calls and in its spec', async () => {
		expect((await get('quick')).status).toBe(404);
		sandbox.setProject(endless);
		expect(await (await get('quick')).json()).toEqual([{ n: 1 }]);
		const spec: { paths: Record<string, unknown> } = JSON.parse(
			await (await get('openapi')).text(),
		);
		expect(Object.keys(spec.paths)).toEqual([
			'/endless',
			'/metrics',
			'/metrics-sql',
			'/quick',
			'/sql',
		]);
	});

	it('ends a query when the client hangs up', async () => {
		sandbox.setProject(endless);
		const hangUp = new AbortController();
		// Node runs four queries at a time: while more endless ones are alive, a quick one waits.
		const calls = Array.from({ length: 8 }, () => fetch(api('endless'), { signal: hangUp.signal }));
		setTimeout(() => hangUp.abort(), 300);
		for (const call of calls) await expect(call).rejects.toThrow('aborted');
		expect(await (await get('quick')).json()).toEqual([{ n: 1 }]);
	});
});

describe('flight-ops', () => {
	const calls: Array<[string, number]> = [
		['late-arrivals?limit=5', 5],
		['late-arrivals?origin=ORD&min_delay=0&from=2001-01-06&to=2001-01-07&limit=1000', 16],
		['late-arrivals?weekend_only=true&sort_by=delay_minutes&limit=7&offset=3', 7],
		['flight_log?from=2001-01-01&to=2001-01-01', 222],
		['reports%2Fairport%20of%20the%20week?week=3', 5],
		['delay_digest', 7],
		['delay_digest?origin=ATL&late_only=true', 7],
		['airports', 20],
		['type_zoo', 1],
	];

	it.each(calls)('%s has %d rows', async (path, count) => {
		const answer = await get(path);
		const rows: unknown = JSON.parse(await answer.text());
		expect([answer.status, Array.isArray(rows) && rows.length]).toEqual([200, count]);
	});

	it('keeps every digit of a booking number', async () => {
		const body = JSON.stringify({ booking_ids: ['9007199254740993'], note: 'x' });
		const answer = await fetch(api('bookings'), { method: 'POST', body });
		expect(await answer.text()).toBe(
			'[{"booking_id":9007199254740993,"flight_id":1,"note":"x","origin":"DTW"}]',
		);
	});

	it('runs into the cap where an API has no paging', async () => {
		expect(await (await get('flight_log')).text()).toBe(
			'{"error":"result cap exceeded: returned more than 10000 rows"}',
		);
	});
});

it('logs requests as they came, and forgets them when told', async () => {
	sandbox.clearRequests();
	await fetch(api('no%20such?a=%31'), {
		method: 'POST',
		body: '{"b": 2}',
		headers: { 'X-Y': 'z' },
	});
	expect(sandbox.requests).toMatchObject([
		{
			method: 'POST',
			path: '/v1/instances/default/api/no%20such',
			query: 'a=%31',
			headers: { 'x-y': 'z' },
			body: '{"b": 2}',
		},
	]);
	sandbox.clearRequests();
	expect(sandbox.requests).toEqual([]);
});

describe('bodies that are no JSON', () => {
	const words: Array<[string, string]> = [
		['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
		['{"a" 1}', "invalid character '1' after object key"],
		['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
		['[1 2]', "invalid character '2' after array element"],
		['{"a":01}', "invalid character '1' after object key:value pair"],
		['{"a":1.}', "invalid character '}' after decimal point in numeric literal"],
		['{"a":1e}', "invalid character '}' in exponent of numeric literal"],
		['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
		['{"a":"\\x"}', "invalid character 'x' in string escape code"],
		['{"a":"\\u00g0"}', "invalid character 'g' in \\u hexadecimal character escape"],
		['{"a":"\n"}', "invalid character '\\n' in string literal"],
		['{} x', "invalid character 'x' after top-level value"],
		["'a'", "invalid character '\\'' looking for beginning of value"],
		['{"a":"', 'unexpected end of JSON input'],
		[`{"a":${'['.repeat(10_000)}`, "invalid character '[' exceeded max depth"],
		[
			`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
			"invalid character '[' exceeded max depth",
		],
		[`{"a":${'['.repeat(9_999)}`, 'unexpected end of JSON input'],
		[
			`{"a":-${'9'.repeat(250)}e99}`,
			`json: cannot unmarshal number -${'9'.repeat(250)}e99 into Go value of type float64`,
		],
		['{"a":1e400}', 'json: cannot unmarshal number 1e400 into Go value of type float64'],
	];

	it.each(words)('%j: %s', async (body, problem) => {
		const answer = await fetch(api('airports'), { method: 'POST', body });
		expect(answer.status).toBe(400);
		expect(await answer.json()).toEqual({ error: `failed to unmarshal request body: ${problem}` });
	});
});

describe('Go, as far as Rill shows it', () => {
	/** Beyond float64 JavaScript has infinity, and Go an error. */
	const finite = (_name: string, value: unknown): unknown => {
		if (value === Infinity || value === -Infinity) throw new RangeError('infinite');
		return value;
	};
	const parses = (body: string): boolean => {
		try {
			JSON.parse(body, finite);
			return true;
		} catch {
			return false;
		}
	};

	it('refuses the same texts as JavaScript', () => {
		const nearlyJson = fc
			.tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '}', ']', ',', '1', '\\', ' ', '-', 'e'))
			.map(([whole, at, extra]) => {
				const place = at % (whole.length + 1);
				return whole.slice(0, place) + extra + whole.slice(place + 1);
			});
		fc.assert(
			fc.property(fc.oneof(nearlyJson, fc.string()), (body) => {
				expect(refusedJson(Buffer.from(body)) === undefined).toBe(parses(body));
			}),
			{ numRuns: 2000 },
		);
	});

	it('writes JSON that says the same, with its keys in order of their bytes', () => {
		const value = fc.jsonValue({ stringUnit: 'binary' });
		fc.assert(
			fc.property(value, (given) => {
				expect(JSON.parse(json(given))).toEqual(given);
			}),
		);
		expect(json({ b: 1, é: 2, Z: 3, '1': 4, '😀': 5, '\uffee': 6 })).toBe(
			'{"1":4,"Z":3,"b":1,"é":2,"\uffee":6,"😀":5}',
		);
	});

	it('prints every number so that it reads as the same', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
				expect(Number(text(number))).toBe(number);
			}),
		);
	});
});

it('answers 500 where a value has no place in JSON', async () => {
	const sql = encodeURIComponent('SELECT row(1, 2) AS pair');
	expect((await get(`sql?sql=${sql}`)).status).toBe(500);
});

describe('a fault of the sandbox’s own', () => {
	afterEach(() => sandbox.setProject(flightOps()));

	it('reads as a panic of Rill does', async () => {
		sandbox.setProject({
			name: 'faulty',
			metricsViews: [],
			apis: [
				{
					name: 'faulty',
					resolver: {
						kind: 'sql',
						sql: () => {
							throw new RangeError('no such thing');
						},
					},
				},
			],
		});
		const print = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
		const answer = await get('faulty');
		expect(print.mock.calls.join()).toContain('no such thing');
		print.mockRestore();
		expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
			500,
			'text/plain; charset=utf-8',
			'Internal Server Error',
		]);
	});
});

it('writes null for a number in a JSON column that is none to Go', async () => {
	const sql = encodeURIComponent(`SELECT '{"a":1e400}'::JSON AS v`);
	expect(await (await get(`sql?sql=${sql}`)).text()).toBe('[{"v":{"a":null}}]');
});

describe('metrics SQL', () => {
	const [delays] = flightOps().metricsViews;
	const renamed: ProjectDefinition = {
		name: 'renamed',
		apis: [],
		metricsViews: delays
			? [
					{
						...delays,
						dimensions: [{ name: 'airport', displayName: 'Airport', column: 'origin' }],
						rowFilter: { template: '', condition: () => "origin IN ('ORD', 'ATL')" },
					},
				]
			: [],
	};
	const query = async (sql: string): Promise<string> =>
		await (await get(`metrics-sql?sql=${encodeURIComponent(sql)}`)).text();

	beforeEach(() => sandbox.setProject(renamed));
	afterAll(() => sandbox.setProject(flightOps()));

	it('knows a dimension by its name, wherever it stands', async () => {
		expect(await query("SELECT airport, flights FROM flight_delays WHERE airport = 'ORD'")).toBe(
			'[{"airport":"ORD","flights":1095}]',
		);
	});

	it('reads a view’s own rows alone, in a subquery too', async () => {
		const among = (table: string, column: string) =>
			query(
				`SELECT flights FROM flight_delays WHERE airport IN (SELECT ${column} FROM ${table} WHERE ${column} <> 'ATL')`,
			);
		expect(await among('flight_delays', 'airport')).toBe('[{"flights":1095}]');
		expect(await among('flights', 'origin')).toBe(
			'{"error":"metrics sql: subquery must select from the metrics view \\"flight_delays\\""}',
		);
	});

	it.each([
		'WHERE (SELECT count(*) FROM flights) > 0',
		'WHERE airport IN (SELECT origin FROM flight_delays, flights)',
		"WHERE airport IN (SELECT airport FROM flight_delays WHERE airport IN (SELECT 'ORD' FROM flights))",
		'WHERE airport IN (SELECT airport FROM flight_delays UNION SELECT origin FROM flights)',
		'WHERE airport IN (WITH x AS (SELECT origin FROM flights) SELECT airport FROM flight_delays)',
		'ORDER BY (SELECT max(origin) FROM flights)',
		'LIMIT (SELECT count(*) FROM flights)',
	])('reads nothing past a policy by %s', async (clause) => {
		const answer = await query(`SELECT airport FROM flight_delays ${clause}`);
		expect(answer).toMatch(/^\{"error":"metrics sql: /);
	});

	it('takes no name of a table before a column', async () => {
		const sql = "SELECT airport FROM flight_delays WHERE flight_delays.airport = 'ORD'";
		expect(await query(sql)).toContain('no alias or table reference is supported');
	});
});

describe('queries of metrics', () => {
	const ask = async (query: Record<string, unknown>): Promise<string> => {
		const body = JSON.stringify({
			metrics_view: 'flight_delays',
			measures: [{ name: 'flights' }],
			...query,
		});
		return await (await fetch(api('metrics'), { method: 'POST', body })).text();
	};
	const subquery = { dimension: 'airport', measures: ['flights'] };
	const among = { cond: { op: 'in', exprs: [{ name: 'airport' }, { subquery }] } };

	it.each([
		['comparison_time_range', { comparison_time_range: { iso_duration: 'P1M' } }],
		['pivot_on', { pivot_on: ['airport'] }],
		['subquery', { where: among }],
		['subquery', { where: { cond: { op: 'and', exprs: [among] } } }],
		['iso_duration', { time_range: { iso_duration: 'P1M' } }],
		['expression', { time_range: { expression: '7D as of latest' } }],
		['round_to_grain', { time_range: { start: '2001-01-01', round_to_grain: 'month' } }],
		['compute percent_of_total', { measures: [{ name: 'a', compute: { percent_of_total: {} } }] }],
		['compute count', { dimensions: [{ name: 'airport', compute: { count: true } }] }],
	])('refuses %s, which the sandbox does not have', async (field, query) => {
		const error = `the sandbox has no ${field} in queries of metrics`;
		expect(JSON.parse(await ask(query))).toEqual({ error });
	});

	it('takes them where they say nothing', async () => {
		const plain = await ask({});
		const nothing = { comparison_time_range: null, pivot_on: [], rows: false };
		expect(plain).toMatch(/^\[\{"flights":\d+\}\]$/);
		expect(await ask(nothing)).toBe(plain);
	});
});

it('runs nothing but a SELECT, and reads no file', async () => {
	for (const sql of ['DROP TABLE flights', "SELECT * FROM read_text('package.json')"]) {
		expect((await get(`sql?sql=${encodeURIComponent(sql)}`)).status).toBe(400);
	}
});
