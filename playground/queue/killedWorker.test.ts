import { busiestAirports, orders } from './customers';
import { expect, test } from './fixtures';
import { reportFor, reportsOf } from './reports';
import { sharesOf, unfinishedOf } from './workerLog';
import { reportPerCustomer } from './workflows';

const COUNT = 60;

test('what a killed worker had begun, n8n finishes or reports; the other does the rest', async ({
	queue,
	publish,
	measured,
}) => {
	const { main, sandbox, workers } = queue;
	const [killed] = workers;
	if (!killed) throw new Error('There is no worker');
	const airports = await busiestAirports(sandbox, 5);
	const sent = orders(airports, COUNT);
	const workflow = await publish(reportPerCustomer('killed'));
	// So that it has some at a time.
	sandbox.control.start({ fault: 'latency', milliseconds: 1_500, kind: 'api' });
	await workflow.start(sent);
	await expect
		.poll(async () => {
			const [begun = []] = sharesOf(workers, await workflow.executions());
			return begun.length - unfinishedOf(killed).length >= 3 && unfinishedOf(killed).length >= 3;
		})
		.toBe(true);
	await killed.kill();
	const start = Date.now();
	const executions = await workflow.ended(COUNT);
	// Had it not been killed, its log would say by now that it has finished them.
	const unfinished = unfinishedOf(killed);
	measured('seconds until all had ended', Math.round((Date.now() - start) / 1000));
	await queue.replaceWorker(0);

	const failed = executions.filter(({ status }) => status !== 'success');
	measured('unfinished when it was killed', unfinished.length);
	measured(
		'reported',
		failed.map(({ status }) => status),
	);
	expect(executions).toHaveLength(COUNT);
	expect(unfinished.length).toBeGreaterThan(0);
	expect(executions.map(({ id }) => id)).toEqual(expect.arrayContaining(unfinished));
	for (const { status } of failed) expect(['error', 'crashed']).toContain(status);
	// Main notes it first as crashed, and with its reason when the queue has told that.
	const reasons = await Promise.all(failed.map(async (one) => (await workflow.left(one)).error));
	measured('reasons', [...new Set(reasons.map((reason) => reason?.message ?? 'none'))]);
	for (const { id } of failed) expect(unfinished).toContain(id);
	for (const one of failed.slice(0, 1)) measured('a retry ends with', await workflow.retry(one));

	const reports = await reportsOf(main, workflow, executions);
	expect(new Set(reports.map(({ n }) => n)).size).toBe(COUNT - failed.length);
	expect(reports).toMatchObject(
		reports.map(({ n }) => reportFor(sent[n] ?? { n, airport: '' }, airports)),
	);
});
