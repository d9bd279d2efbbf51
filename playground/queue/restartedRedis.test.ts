import { busiestAirports, orders } from './customers';
import { expect, test } from './fixtures';
import { reportFor, reportsOf } from './reports';
import { sharesOf } from './workerLog';
import { reportPerCustomer } from './workflows';

const COUNT = 60;

for (const { data, isKept } of [
	{ data: 'its data', isKept: true },
	{ data: 'nothing', isKept: false },
]) {
	test(`when Redis comes back with ${data}, all that has begun ends, and n8n reports the rest`, async ({
		queue: { main, sandbox, workers, redis },
		publish,
		measured,
	}) => {
		const airports = await busiestAirports(sandbox, 5);
		const sent = orders(airports, COUNT);
		const workflow = await publish(reportPerCustomer(`redis-${String(isKept)}`));
		sandbox.control.start({ fault: 'latency', milliseconds: 1_500, kind: 'api' });
		await workflow.start(sent);
		const begun = async () => sharesOf(workers, await workflow.executions());
		await expect.poll(async () => (await begun()).every(({ length }) => length > 10)).toBe(true);
		const before = (await begun()).flat().length;
		// In the middle: the queue still holds some.
		expect(before).toBeLessThan(COUNT);
		await redis.restart(isKept);
		const start = Date.now();
		const executions = await workflow.ended(COUNT);
		measured('begun before', before);
		measured('seconds until all had ended', Math.round((Date.now() - start) / 1000));

		const failed = executions.filter(({ status }) => status !== 'success');
		measured(
			'reported',
			failed.map(({ status }) => status),
		);
		expect(executions).toHaveLength(COUNT);
		for (const { status } of failed) expect(['error', 'crashed']).toContain(status);
		// Nothing is done twice or in part: what n8n reports has never begun.
		const ever = (await begun()).flat();
		expect(new Set(ever).size).toBe(ever.length);
		for (const { id } of failed) expect(ever).not.toContain(id);
		// And so somebody can still have it done.
		for (const one of failed.slice(0, 1)) expect(await workflow.retry(one)).toBe('success');
		// Of a queue that is still there, only what was just being handed to a worker is lost.
		if (isKept) expect(failed.length).toBeLessThanOrEqual(workers.length);

		const reports = await reportsOf(main, workflow, executions);
		expect(new Set(reports.map(({ n }) => n)).size).toBe(COUNT - failed.length);
		expect(reports).toMatchObject(
			reports.map(({ n }) => reportFor(sent[n] ?? { n, airport: '' }, airports)),
		);
	});
}
