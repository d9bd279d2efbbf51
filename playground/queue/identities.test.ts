import { busiestAirports, orders } from './customers';
import { expect, SMOKE, test } from './fixtures';
import { mintsByAirport, requestsByKind } from './requests';
import { reportFor, reportsOf } from './reports';
import { sharesOf } from './workerLog';
import { reportPerCustomer } from './workflows';

// Customers of their own for each test, since tokens outlive executions, and so tests.
for (const { count, customers, skipped, tag } of [
	{ count: 20, customers: 3, skipped: 10, tag: SMOKE },
	{ count: 200, customers: 10, skipped: 0, tag: {} },
]) {
	test(
		`${count} executions bring ${customers} customers their own rows, with few tokens`,
		tag,
		async ({ queue: { main, sandbox, workers }, publish, measured }) => {
			const airports = (await busiestAirports(sandbox, skipped + customers)).slice(skipped);
			const sent = orders(airports, count);
			sandbox.clearRequests();
			const workflow = await publish(reportPerCustomer(`report-${count}`));
			const start = Date.now();
			await workflow.start(sent);
			const executions = await workflow.ended(count);
			measured('seconds', Math.round((Date.now() - start) / 1000));

			const reports = await reportsOf(main, workflow, executions);
			expect(reports).toMatchObject(sent.map((order) => reportFor(order, airports)));

			measured('requests of Rill', requestsByKind(sandbox));

			const shares = sharesOf(workers, executions);
			measured(
				'executions of each worker',
				shares.map(({ length }) => length),
			);
			expect(shares.flat().sort((a, b) => a - b)).toEqual(executions.map(({ id }) => id));
			for (const { length } of shares) expect(length).toBeGreaterThan(0);

			// One token for each customer that a worker has served, however many executions that were.
			const served = shares.map(
				(share) =>
					new Set(reports.filter(({ id }) => share.includes(id)).map((one) => one.airport)),
			);
			const mints = mintsByAirport(sandbox);
			measured(
				'tokens of each worker',
				served.map(({ size }) => size),
			);
			expect(mints).toEqual(
				Object.fromEntries(
					airports.map(({ origin }) => [origin, served.filter((them) => them.has(origin)).length]),
				),
			);
			expect(sandbox.faults).toEqual([]);
		},
	);
}

test("Rill's limit for issuing tokens is one for both workers; they wait, and lose nothing", async ({
	queue: { main, sandbox, workers },
	publish,
	measured,
}) => {
	const airports = (await busiestAirports(sandbox, 25)).slice(13);
	const sent = orders(airports, 5 * airports.length);
	const workflow = await publish(reportPerCustomer('limited'));
	// Enough for one worker, and not for two.
	sandbox.control.apply({ callsPerMinute: 2 * airports.length - 3 });
	await workflow.start(sent);
	const executions = await workflow.ended(sent.length);
	measured(
		'executions of each worker',
		sharesOf(workers, executions).map(({ length }) => length),
	);
	const asked = Object.values(mintsByAirport(sandbox)).reduce((sum, one) => sum + one, 0);
	measured('tokens asked for', asked);
	expect(asked).toBeGreaterThan(2 * airports.length - 3);
	const reports = await reportsOf(main, workflow, executions);
	expect(reports).toMatchObject(sent.map((order) => reportFor(order, airports)));
});
