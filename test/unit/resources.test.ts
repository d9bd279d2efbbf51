/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

import { fetchDashboards, fetchMetricsViews } from '../../nodes/Rill/client/resources';
import type { HttpRequest, RillConnection } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';
import { runs } from '../support/properties';

function answering(...bodies: string[]) {
	const requests: HttpRequest[] = [];
	const connection = connectionOf(async (request) => {
		requests.push(request);
		return { status: 200, headers: {}, body: bodies[requests.length - 1] ?? bodies[0] };
	});
	return { connection, requests };
}

const RECORDED = join(__dirname, '../contract/recordings/bodies/54937a1e065bf374.txt');

const named = (name: string, more: object = {}) => ({ meta: { name: { name } }, ...more });

describe('metrics views', () => {
	it('are read as Rill lists them', async () => {
		const { connection, requests } = answering(readFileSync(RECORDED, 'utf8'));
		const [view, ...others] = await fetchMetricsViews(connection);
		expect(others).toEqual([]);
		expect(view).toMatchObject({
			name: 'flight_delays',
			title: 'Flight delays',
			timeDimension: 'departed_at',
			firstDayOfWeek: 1,
			firstMonthOfYear: 1,
			dimensions: [
				{ name: 'departed_at', type: 'other' },
				{ name: 'origin', title: 'Origin airport', description: '', type: 'other' },
				{ name: 'destination' },
				{ name: 'origin_state' },
			],
		});
		expect(view.measures[0]).toMatchObject({ name: 'flights', type: 'number' });
		expect(view.problem).toBeUndefined();
		expect(requests.map(({ url }) => url)).toEqual([
			'https://rill.test/v1/organizations/acme/projects/flight-ops/runtime/resources?kind=rill.runtime.v1.MetricsView',
		]);
	});

	it('may be more than a call can have arguments', async () => {
		const count = runs(200_000);
		const resources = Array.from({ length: count }, (_, n) => named(`view ${n}`));
		const { connection } = answering(JSON.stringify({ resources }));
		expect(await fetchMetricsViews(connection)).toHaveLength(count);
	});

	it('say when their weeks and years begin', async () => {
		const view = { spec: {}, state: { validSpec: { firstDayOfWeek: 7, firstMonthOfYear: 4 } } };
		const { connection } = answering(
			JSON.stringify({ resources: [named('a', { metricsView: view })] }),
		);
		expect(await fetchMetricsViews(connection)).toMatchObject([
			{ firstDayOfWeek: 7, firstMonthOfYear: 4 },
		]);
	});

	it.each([
		[0, 0, 1, 1],
		[8, 13, 1, 1],
		[1, 12, 1, 12],
		[1.5, '4', 1, 1],
	])(
		'begin their weeks and years where Rill says so, or else on the first: %j, %j',
		async (day, month, firstDayOfWeek, firstMonthOfYear) => {
			const spec = { firstDayOfWeek: day, firstMonthOfYear: month };
			const { connection } = answering(
				JSON.stringify({ resources: [named('a', { metricsView: { spec } })] }),
			);
			expect(await fetchMetricsViews(connection)).toMatchObject([
				{ firstDayOfWeek, firstMonthOfYear },
			]);
		},
	);

	it('tell numbers and booleans from other values', async () => {
		const codes = [
			'INT8',
			'UINT64',
			'FLOAT32',
			'DECIMAL',
			'BOOL',
			'STRING',
			'INT',
			'XINT8',
			'INT8S',
		];
		const fields = [
			...codes.map((code) => ({
				name: code,
				dataType: { code: `CODE_${code}` },
				description: 'D',
			})),
			{ name: 'odd', dataType: { code: 'A CODE_INT8' } },
			{ name: 'bare' },
			{ name: '' },
			null,
			{ displayName: 'x' },
		];
		const spec = { dimensions: fields, measures: fields.slice(0, 1) };
		const { connection } = answering(
			JSON.stringify({ resources: [named('a', { metricsView: { spec } })] }),
		);
		const [{ dimensions, measures, timeDimension, title }] = await fetchMetricsViews(connection);
		expect([timeDimension, title]).toEqual(['', '']);
		expect(measures).toEqual([{ name: 'INT8', title: '', description: 'D', type: 'number' }]);
		expect(dimensions.map(({ name, type }) => `${name} ${type}`)).toEqual([
			'INT8 number',
			'UINT64 number',
			'FLOAT32 number',
			'DECIMAL number',
			'BOOL boolean',
			'STRING other',
			'INT other',
			'XINT8 other',
			'INT8S other',
			'odd other',
			'bare other',
		]);
	});

	it('come by name, in the order in which people count, and only with one', async () => {
		const { connection, requests } = answering(
			JSON.stringify({ resources: [named('v10'), named('v9'), named(''), {}, 'x', null] }),
		);
		expect((await fetchMetricsViews(connection)).map(({ name }) => name)).toEqual(['v9', 'v10']);
		expect(requests).toEqual([
			expect.objectContaining({ method: 'GET', headers: { accept: 'application/json' } }),
		]);
	});

	it('count as what Rill has checked, and not as what is written', async () => {
		const view = {
			spec: { displayName: 'Written' },
			state: { validSpec: { displayName: 'Checked' } },
		};
		const { connection } = answering(
			JSON.stringify({
				resources: [
					{
						...named('a', { metricsView: view }),
						meta: { name: { name: 'a' }, reconcileError: 'old' },
					},
				],
			}),
		);
		const [found] = await fetchMetricsViews(connection);
		expect(found.title).toBe('Checked');
		expect(found).not.toHaveProperty('problem');
	});

	it.each([
		['the metrics views', fetchMetricsViews],
		[
			'the dashboards',
			async (connection: RillConnection) => await fetchDashboards(connection, 'explore'),
		],
	])('that Rill does not list are named: %s', async (what, fetch) => {
		const failing = connectionOf(async () => ({ status: 500, headers: {}, body: '{"error":"x"}' }));
		await expect(fetch(failing)).rejects.toThrow(`Rill could not list ${what}: x`);
	});

	it('say why they cannot be asked', async () => {
		const broken = {
			meta: { name: { name: 'broken' }, reconcileError: 'no such table' },
			metricsView: { spec: { displayName: 'Broken' }, state: { validSpec: null } },
		};
		const fresh = named('fresh', { metricsView: { spec: {}, state: null } });
		const { connection } = answering(JSON.stringify({ resources: [fresh, broken] }));
		expect(await fetchMetricsViews(connection)).toMatchObject([
			{ name: 'broken', title: 'Broken', problem: 'no such table' },
			{ name: 'fresh', problem: 'Rill has not checked it yet' },
		]);
	});

	it('come from every page of the list', async () => {
		const { connection, requests } = answering(
			JSON.stringify({ resources: [named('b')], nextPageToken: 'x y' }),
			JSON.stringify({ resources: [named('a')], nextPageToken: '' }),
		);
		const views = await fetchMetricsViews(connection);
		expect(views.map(({ name }) => name)).toEqual(['a', 'b']);
		expect(requests[1].url).toContain('&page_token=x+y');
	});

	it('are none, and no part of them, of a list that does not come to an end', async () => {
		const { connection, requests } = answering(
			JSON.stringify({ resources: [], nextPageToken: 'again' }),
		);
		await expect(fetchMetricsViews(connection)).rejects.toMatchObject({
			kind: 'unexpected',
			message:
				'Rill could not list the metrics views: its list has not come to an end after 50 pages',
			hint: expect.stringMatching(/^Run it again later/),
		});
		expect(requests).toHaveLength(50);
	});

	it('can be read from whatever comes', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.jsonValue()), async (resources) => {
				const { connection } = answering(JSON.stringify({ resources }));
				expect(Array.isArray(await fetchMetricsViews(connection))).toBe(true);
			}),
		);
	});

	it.each(['<html>', '{}', '[]', '{"resources": 5}'])('are not what %s says', async (body) => {
		const { connection } = answering(body);
		await expect(fetchMetricsViews(connection)).rejects.toMatchObject({
			kind: 'unexpected',
			message: "The answer is not a list of the project's resources",
			hint: expect.stringContaining('begins with'),
		});
	});
});

describe('dashboards', () => {
	it('have the title that people see', async () => {
		const { connection, requests } = answering(
			JSON.stringify({
				resources: [named('b', { canvas: { spec: { displayName: 'B' } } }), named('a')],
			}),
		);
		expect(await fetchDashboards(connection, 'canvas')).toEqual([
			{ name: 'a', title: '' },
			{ name: 'b', title: 'B' },
		]);
		expect(requests[0].url).toMatch(/kind=rill\.runtime\.v1\.Canvas$/);
		await fetchDashboards(connection, 'explore');
		expect(requests[1].url).toMatch(/kind=rill\.runtime\.v1\.Explore$/);
	});
});
