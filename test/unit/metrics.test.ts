import fc from 'fast-check';

import { compare } from '../../nodes/Rill/client/conditions';
import { RillError } from '../../nodes/Rill/client/errors';
import {
	columnsOf,
	metricsBody,
	queryMetrics,
	readMetrics,
	type AskForPart,
	type MetricsQuery,
	type Part,
} from '../../nodes/Rill/client/metrics';
import type { RowsWish } from '../../nodes/Rill/client/paging';
import type { HttpRequest } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';

const byAirport: MetricsQuery = {
	view: 'flight_delays',
	dimensions: ['origin'],
	measures: ['flights'],
	timeZone: 'Europe/Berlin',
	sort: [],
};

const part: Part = { limit: 10, offset: 0 };

describe('the body of a query', () => {
	it('has only what was asked', () => {
		expect(metricsBody(byAirport, part)).toEqual({
			metrics_view: 'flight_delays',
			dimensions: [{ name: 'origin' }],
			measures: [{ name: 'flights' }],
			sort: [{ name: 'origin', desc: false }],
			limit: 10,
			offset: 0,
		});
	});

	it('has everything that was asked, and its numbers as numbers', () => {
		const query: MetricsQuery = {
			...byAirport,
			timeFloor: { dimension: 'departed_at', grain: 'day' },
			timeRange: { start: '2001-01-01T00:00:00+01:00', end: '2001-01-01T12:30:00.123456-05:00' },
			where: compare('distance', 'gte', [20_010_101]),
			having: compare('flights', 'gt', [1e6]),
			sort: [{ name: 'flights', descending: true }],
		};
		expect(metricsBody(query, { limit: 10_000, offset: 2_000_000 })).toEqual({
			metrics_view: 'flight_delays',
			dimensions: [
				{
					name: 'departed_at',
					compute: { time_floor: { dimension: 'departed_at', grain: 'day' } },
				},
				{ name: 'origin' },
			],
			measures: [{ name: 'flights' }],
			time_range: { start: '2000-12-31T23:00:00Z', end: '2001-01-01T17:30:00.123456Z' },
			time_zone: 'Europe/Berlin',
			where: { cond: { op: 'gte', exprs: [{ name: 'distance' }, { val: 20_010_101 }] } },
			having: { cond: { op: 'gt', exprs: [{ name: 'flights' }, { val: 1_000_000 }] } },
			sort: [
				{ name: 'flights', desc: true },
				{ name: 'departed_at', desc: false },
				{ name: 'origin', desc: false },
			],
			limit: 10_000,
			offset: 2_000_000,
		});
		expect(columnsOf(query)).toEqual(['departed_at', 'origin', 'flights']);
	});

	it('is sorted by each dimension once, those that were asked for first', () => {
		const query: MetricsQuery = {
			...byAirport,
			dimensions: ['origin', 'destination'],
			sort: [{ name: 'destination', descending: true }],
		};
		expect(metricsBody(query, part).sort).toEqual([
			{ name: 'destination', desc: true },
			{ name: 'origin', desc: false },
		]);
	});

	it('is the recorded one, where days begin in UTC', () => {
		const monthly: MetricsQuery = {
			...byAirport,
			dimensions: [],
			timeZone: 'UTC',
			timeFloor: { dimension: 'departed_at', grain: 'month' },
		};
		expect(metricsBody(monthly, part)).not.toHaveProperty('time_zone');
	});
});

describe('a query', () => {
	it('is one POST, and keeps long integers', async () => {
		const requests: HttpRequest[] = [];
		const connection = connectionOf(
			async (request) => {
				requests.push(request);
				return { status: 200, headers: {}, body: '[{"flights":9007199254740993}]' };
			},
			{
				address: { deployment: 'local', baseUrl: 'http://localhost:9009', instance: 'default' },
				token: 'none',
			},
		);
		const result = await queryMetrics(connection, byAirport, part);
		expect(result.rows).toEqual([{ flights: '9007199254740993' }]);
		expect(requests).toMatchObject([
			{
				method: 'POST',
				url: 'http://localhost:9009/v1/instances/default/api/metrics',
				headers: { accept: 'application/json', 'content-type': 'application/json' },
				body: JSON.stringify(metricsBody(byAirport, part)),
			},
		]);
		expect(result).toMatchObject({
			text: '[{"flights":9007199254740993}]',
			method: 'POST',
			status: 200,
			retries: [],
		});
		const rounded = await queryMetrics(connection, byAirport, part, 'number');
		expect(rounded.rows).toEqual([{ flights: 9007199254740992 }]);
	});

	it.each([
		['<html>', 200, 'The answer of metrics view "flight_delays" is not a list of rows'],
		['{"error":"x"}', 500, 'Rill could not query metrics view "flight_delays": x'],
	])('that fails is named: %s', async (body, status, message) => {
		const failing = connectionOf(async () => ({ status, headers: {}, body }));
		await expect(queryMetrics(failing, byAirport, part)).rejects.toMatchObject({ message });
	});

	it('may begin or end with a moment, or have none', () => {
		const ranges = [{ start: '2001-01-01T00:00:00Z' }, { end: '2001-01-01T00:00:00Z' }, {}];
		expect(
			ranges.map((timeRange) => metricsBody({ ...byAirport, timeRange }, part).time_range),
		).toEqual(ranges);
	});
});

describe('the pages of a query', () => {
	/** A view with so many rows, of which Rill gives so many at a time. */
	function viewOf(rows: number, cap: number, value = (n: number) => n) {
		const parts: Part[] = [];
		const ask = async ({ limit, offset }: Part) => {
			parts.push({ limit, offset });
			if (limit > cap) {
				const body = `query limit of ${limit} rows exceeds the system cap of ${cap} rows`;
				throw new RillError('query', 'refused', '', { status: 400, body });
			}
			const count = Math.max(0, Math.min(limit, rows - offset));
			const given = Array.from({ length: count }, (_, at) => ({ n: value(offset + at) }));
			return {
				rows: given,
				text: JSON.stringify(given),
				method: 'POST' as const,
				status: 200,
				retries: [],
			};
		};
		return { ask, parts };
	}

	async function numbers(wish: RowsWish, ask: AskForPart) {
		const found: unknown[] = [];
		const pages = readMetrics('delays', wish, ask);
		for await (const { rows } of pages) found.push(...rows.map(({ n }) => n));
		return found;
	}

	it('are all rows in their order, whatever the cap and the limit', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.nat({ max: 200 }),
				fc.integer({ min: 1, max: 50 }),
				fc.option(fc.integer({ min: 1, max: 250 }), { nil: undefined }),
				async (rows, cap, limit) => {
					const { ask } = viewOf(rows, cap);
					const wish = { maxRows: 1000, ...(limit === undefined ? {} : { limit }) };
					const wanted = Math.min(rows, limit ?? rows);
					expect(await numbers(wish, ask)).toEqual(Array.from({ length: wanted }, (_, n) => n));
				},
			),
		);
	});

	it('are all there where rows look like others, which are looked for below a limit', async () => {
		const { ask } = viewOf(40, 10, (n) => n % 7);
		expect(await numbers({ limit: 35, maxRows: 1000 }, ask)).toEqual(
			Array.from({ length: 35 }, (_, n) => n % 7),
		);
	});

	it('end with a short one, without asking once more', async () => {
		const { ask, parts } = viewOf(3, 10_000);
		await numbers({ maxRows: 1000 }, ask);
		expect(parts).toEqual([{ limit: 10_000, offset: 0 }]);
	});

	it('ask within a lower cap from then on', async () => {
		const { ask, parts } = viewOf(5, 2);
		expect(await numbers({ maxRows: 1000 }, ask)).toEqual([0, 1, 2, 3, 4]);
		expect(parts).toEqual([
			{ limit: 10_000, offset: 0 },
			{ limit: 2, offset: 0 },
			{ limit: 2, offset: 2 },
			{ limit: 2, offset: 4 },
		]);
	});

	it('are none when one of them fails otherwise', async () => {
		const refuse = async () => await Promise.reject(new RillError('query', 'no', '', {}));
		await expect(numbers({ maxRows: 1000 }, refuse)).rejects.toThrow('no');
	});

	it('are too many beyond the maximum', async () => {
		const { ask } = viewOf(30, 10);
		await expect(numbers({ maxRows: 20 }, ask)).rejects.toMatchObject({ kind: 'rowGuard' });
	});
});
