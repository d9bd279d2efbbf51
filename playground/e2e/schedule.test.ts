import { flightOps, type ProjectDefinition } from '../../sandbox';
import type { Sheet } from '../services/sheet';
import { PATIENCE_MS } from './browser';
import { expect, test, triggerOf, withParameters, type Office } from './office';

const EXAMPLE = 'scheduled-pull-with-watermark.json';

/** The project at some moment: flights that have not departed yet are in no row. */
function projectAt(now: string): ProjectDefinition {
	const project = flightOps();
	return {
		...project,
		apis: project.apis.map((api) => {
			const { name, resolver } = api;
			if (name !== 'late-arrivals' || resolver.kind !== 'sql') return api;
			const { sql } = resolver;
			if (typeof sql === 'string') throw new Error(`${name} has no arguments`);
			return {
				...api,
				resolver: {
					kind: 'sql',
					sql: (...given) =>
						sql(...given).replace('ORDER BY', `AND departed_at <= '${now}' ORDER BY`),
				},
			};
		}),
	};
}

/** The keys of the late flights until some moment, in the order in which they departed. */
async function departedBy(office: Office, now: string): Promise<string[]> {
	const rows = await office.sql<{ flight_id: number }>(
		`SELECT flight_id FROM flights WHERE delay_minutes >= 15 AND departed_at >= '2001-03-25'
			AND departed_at <= '${now}' ORDER BY departed_at, flight_id`,
	);
	return rows.map(({ flight_id }) => String(flight_id));
}

/** The keys of the flights in a sheet, in its order. */
function keysIn(sheet: Sheet): string[] {
	const [header = [], ...rows] = sheet.shown();
	return rows.map((row) => row[header.indexOf('flight_id')] ?? '');
}

/** Lets time pass in Rill, and waits until the schedule has brought what is new since then. */
async function become(now: string, office: Office, sheet: Sheet): Promise<void> {
	const wanted = await departedBy(office, now);
	expect(wanted.length).toBeGreaterThan(keysIn(sheet).length);
	office.around.rill.setProject(projectAt(now));
	await expect
		.poll(() => keysIn(sheet).length, { timeout: PATIENCE_MS })
		.toBeGreaterThanOrEqual(wanted.length);
	expect(keysIn(sheet)).toEqual(wanted);
}

/** Waits until one run has asked Rill for all its rows and another has begun. */
async function tick({ around: { rill } }: Office) {
	rill.clearRequests();
	const calls = () => rill.requests.filter(({ path }) => path.endsWith('/late-arrivals'));
	const begun = () => calls().filter(({ query }) => query.endsWith('offset=0'));
	await expect.poll(() => begun().length, { timeout: PATIENCE_MS }).toBeGreaterThan(1);
	return calls();
}

test('a schedule pulls each row once, also after a restart of n8n', async ({ office }) => {
	const { rill, sheets } = office.around;
	const spreadsheet = sheets.create('Late flights');
	const { sheet } = spreadsheet;
	const workflow = office.example(EXAMPLE, { spreadsheet });
	const everyFewSeconds = withParameters(workflow, triggerOf(workflow).name, {
		rule: { interval: [{ field: 'seconds', secondsInterval: 3 }] },
	});
	rill.setProject(projectAt('2001-03-24T00:00:00'));
	const unpublish = await office.publish(everyFewSeconds);
	await become('2001-03-26T12:00:00', office, sheet);
	await tick(office);
	await become('2001-03-26T18:00:00', office, sheet);
	// As soon as the rows are in the sheet: their run may not have ended yet.
	await office.restart();
	for (const { query } of await tick(office)) expect(query).toContain('from=2001-03-26');
	await become('2001-03-28T09:00:00', office, sheet);
	await office.restart();
	await become('2001-03-31T23:59:59', office, sheet);
	await tick(office);
	expect(keysIn(sheet)).toEqual(await departedBy(office, '2001-03-31T23:59:59'));
	await unpublish();
});
