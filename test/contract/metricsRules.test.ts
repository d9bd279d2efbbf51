import { flightOps, startSandbox, type ProjectDefinition, type Sandbox } from '../../sandbox';

/** What of queries of metrics was not recorded: they mean what they say, or are refused. */

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => await sandbox.close());

const api = (path: string): string => `${sandbox.url}/v1/instances/default/api/${path}`;
const get = async (path: string): Promise<Response> => await fetch(api(path));

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

	it.each([
		['GROUP BY airport', ''],
		['GROUP BY ALL', ''],
		["WHERE airport LIKE 'or%'", "WHERE airport = 'ORD'"],
		["WHERE airport NOT LIKE 'or%'", "WHERE airport <> 'ORD'"],
		["WHERE airport IN ('ORD', 'JFK')", "WHERE airport = 'ORD'"],
		["WHERE airport NOT IN ('ORD')", "WHERE airport <> 'ORD'"],
		["WHERE airport BETWEEN 'ORD' AND 'ORE'", "WHERE airport >= 'ORD' AND airport <= 'ORE'"],
		['WHERE airport IS NOT NULL', ''],
		["WHERE airport = 'ATL' OR (airport = 'ORD' AND airport IS NULL)", "WHERE airport = 'ATL'"],
		['HAVING flights > 1000', "WHERE airport = 'ORD'"],
		[
			'WHERE airport IN (SELECT airport FROM flight_delays GROUP BY airport HAVING flights > 1000)',
			"WHERE airport = 'ORD'",
		],
		['ORDER BY airport DESC LIMIT 1', "WHERE airport = 'ORD'"],
		['ORDER BY airport LIMIT 1 OFFSET 1', "WHERE airport = 'ORD'"],
	])('%s means %j', async (clause, meaning) => {
		const rows = async (end: string): Promise<unknown> => {
			const answer = await query(`SELECT airport, flights FROM flight_delays ${end}`);
			const found: unknown = JSON.parse(answer);
			expect(found).toEqual(expect.any(Array));
			return found;
		};
		expect(await rows(clause)).toEqual(await rows(meaning));
	});

	it.each([
		['WITH x AS (SELECT 1) SELECT flights FROM flight_delays', /WITH clause/],
		['SELECT airport FROM flight_delays QUALIFY row_number() OVER () = 1', /QUALIFY/],
		['SELECT flights FROM flight_delays GROUP BY airport', /no GROUP BY of anything but/],
		['SELECT airport FROM flight_delays GROUP BY airport, flights', /no GROUP BY of anything/],
		['SELECT airport FROM flight_delays GROUP BY GROUPING SETS ((airport), ())', /GROUP BY/],
		['SELECT DISTINCT ON (airport) airport FROM flight_delays', /DISTINCT/],
		['SELECT airport FROM flight_delays USING SAMPLE 3', /SAMPLE/],
		['SELECT airport FROM flight_delays TABLESAMPLE 10%', /SAMPLE/],
		['SELECT airport FROM flight_delays; SELECT 1', /exactly one SQL statement/],
		['SELECT airport FROM flight_delays UNION SELECT 1', /expected a SELECT statement/],
		['SELECT airport FROM flight_delays, flights', /join is not supported/],
		['SELECT airport FROM (SELECT * FROM flight_delays)', /only FROM `metrics_view`/],
		['SELECT 1', /need `FROM metrics_view` clause/],
		['SELECT airport AS a FROM flight_delays', /alias/],
		['SELECT upper(airport) FROM flight_delays', /dimensions or measures/],
		['SELECT * FROM flight_delays', /dimensions or measures/],
		["SELECT airport FROM flight_delays WHERE upper(airport) = 'X'", /function `upper`/],
		["SELECT airport FROM flight_delays WHERE airport LIKE 'x' ESCAPE '!'", /ESCAPE/],
		["SELECT airport FROM flight_delays WHERE NOT (airport = 'x' OR airport = 'y')", /Unary/],
		['SELECT airport FROM flight_delays WHERE airport = 9007199254740993', /type BIGINT/],
		['SELECT airport FROM flight_delays ORDER BY airport NULLS FIRST', /NULLS FIRST/],
		['SELECT airport FROM flight_delays ORDER BY upper(airport)', /expected column name/],
		['SELECT airport FROM flight_delays LIMIT 10%', /LIMIT_PERCENT/],
		["SELECT airport FROM flight_delays LIMIT 'x'", /expected int for limit/],
		[
			'SELECT airport FROM flight_delays WHERE airport IN (SELECT DISTINCT airport FROM flight_delays)',
			/subquery with DISTINCT/,
		],
		[
			'SELECT airport FROM flight_delays WHERE airport IN (SELECT airport FROM flight_delays GROUP BY origin)',
			/must group by the same dimension/,
		],
	])('refuses %s, and leaves nothing of it out', async (sql, problem) => {
		const { error }: { error: string } = JSON.parse(await query(sql));
		expect(error).toMatch(/^metrics sql: /);
		expect(error).toMatch(problem);
	});

	it('knows no column of the table behind a view', async () => {
		expect(await query('SELECT flights FROM flight_delays WHERE distance_miles > 0')).toBe(
			'{"error":"invalid dimension reference \\"distance_miles\\": dimension \\"distance_miles\\" not found"}',
		);
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
	const more = { cond: { op: 'gt', exprs: [{ name: 'flights' }, { val: 1000 }] } };
	const isNull = (op: string) => ({ cond: { op, exprs: [{ name: 'origin' }, { val: null }] } });

	it.each([
		['comparison_time_range', { comparison_time_range: { iso_duration: 'P1M' } }],
		['pivot_on', { pivot_on: ['origin'] }],
		['iso_duration', { time_range: { iso_duration: 'P1M' } }],
		['expression', { time_range: { expression: '7D as of latest' } }],
		['round_to_grain', { time_range: { start: '2001-01-01', round_to_grain: 'month' } }],
		['compute percent_of_total', { measures: [{ name: 'a', compute: { percent_of_total: {} } }] }],
		['compute count', { dimensions: [{ name: 'origin', compute: { count: true } }] }],
		['repeated dimensions or measures', { measures: [{ name: 'flights' }, { name: 'flights' }] }],
	])('refuses %s, which the sandbox does not have', async (field, query) => {
		const error = `the sandbox has no ${field} in queries of metrics`;
		expect(JSON.parse(await ask(query))).toEqual({ error });
	});

	it('reads a subquery as the dimension of the rows that it is about', async () => {
		const dimensions = [{ name: 'origin' }];
		const busy = await ask({ dimensions, having: more });
		const subquery = { dimension: { name: 'origin' }, measures: [], having: more };
		const among = (op: string) => ({ cond: { op, exprs: [{ name: 'origin' }, { subquery }] } });
		expect(JSON.parse(busy).length).toBeGreaterThan(0);
		expect(await ask({ dimensions, where: among('in') })).toBe(busy);
		const others = await ask({ dimensions, where: among('nin') });
		expect(JSON.parse(others)).toHaveLength(
			JSON.parse(await ask({ dimensions })).length - JSON.parse(busy).length,
		);
	});

	it('asks for NULL by itself', async () => {
		expect(JSON.parse(await ask({ where: isNull('eq') }))).toEqual([{ flights: 0 }]);
		expect(await ask({ where: isNull('neq') })).toBe(await ask({}));
	});

	it('takes them where they say nothing', async () => {
		const plain = await ask({});
		const nothing = { comparison_time_range: null, pivot_on: [], rows: false };
		expect(plain).toMatch(/^\[\{"flights":\d+\}\]$/);
		expect(await ask(nothing)).toBe(plain);
	});
});
