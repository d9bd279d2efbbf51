import { flightOps, type ProjectDefinition } from '../../sandbox';
import { PATIENCE_MS } from './browser';
import { expect, test, triggerOf, withParameters } from './office';

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

test('a schedule pulls each row once, also after a restart of n8n', async ({ office }) => {
	const { rill, sheets } = office.around;
	const spreadsheet = sheets.create('Late flights');
	const { cells } = spreadsheet.sheet;

	/** The keys of the flights in the sheet, in its order. */
	const inSheet = () => {
		const [header, ...rows] = spreadsheet.sheet.shown();
		return rows.map((row) => row[(header ?? []).indexOf('flight_id')]);
	};
	const departedBy = async (now: string) => {
		const answer = await fetch(`${rill.url}/v1/instances/default/api/sql`, {
			method: 'POST',
			body: JSON.stringify({
				sql: `SELECT flight_id FROM flights WHERE delay_minutes >= 15 AND departed_at >= '2001-03-25'
					AND departed_at <= '${now}' ORDER BY departed_at, flight_id`,
			}),
		});
		const rows = (await answer.json()) as Array<{ flight_id: number }>;
		return rows.map(({ flight_id }) => String(flight_id));
	};
	/** Lets time pass in Rill, and waits until a tick of the schedule has brought the new rows. */
	const become = async (now: string) => {
		const wanted = await departedBy(now);
		expect(wanted.length).toBeGreaterThan(Math.max(0, cells.length - 1));
		rill.setProject(projectAt(now));
		await expect
			.poll(() => cells.length - 1, { timeout: PATIENCE_MS })
			.toBeGreaterThanOrEqual(wanted.length);
		expect(inSheet()).toEqual(wanted);
	};
	/** Waits until the schedule has asked Rill once more and to the end, whatever came of it. */
	const tick = async () => {
		rill.clearRequests();
		const calls = () => rill.requests.filter(({ path }) => path.endsWith('/late-arrivals'));
		await expect.poll(() => calls().length, { timeout: PATIENCE_MS }).toBeGreaterThan(2);
		return calls();
	};

	const workflow = office.example(EXAMPLE, { spreadsheet });
	const everyFewSeconds = withParameters(workflow, triggerOf(workflow).name, {
		rule: { interval: [{ field: 'seconds', secondsInterval: 3 }] },
	});
	rill.setProject(projectAt('2001-03-24T00:00:00'));
	const unpublish = await office.publish(everyFewSeconds);
	await become('2001-03-26T12:00:00');
	await tick();
	await become('2001-03-26T18:00:00');
	// As soon as the rows are in the sheet: their run may not have ended yet.
	await office.restart();
	for (const { query } of await tick()) expect(query).toContain('from=2001-03-26');
	await become('2001-03-28T09:00:00');
	await office.restart();
	await become('2001-03-31T23:59:59');
	await tick();
	expect(inSheet()).toEqual(await departedBy('2001-03-31T23:59:59'));
	await unpublish();
});
