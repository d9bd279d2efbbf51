import type { Sandbox } from '../../sandbox';
import { tokens } from '../../sandbox/cloud';
import { expect, test } from './fixtures';
import { canMeasureMemory, forgetPeak, memoryOf } from './memory';
import { sharesOf } from './workerLog';
import { flightLog, FLIGHTS } from './workflows';

/** Nearly the 10,000 rows that Rill gives at once. */
const PERIOD = { from: '2001-01-01', to: '2001-02-12' };

const COUNT = 20;

const calls = Array.from({ length: COUNT }, (_, n) => ({ n, period: PERIOD }));

/** What Rill answers, without the node and without n8n. */
async function rillsBytes({ url }: Sandbox): Promise<Buffer> {
	const api = `${url}/v1/orgs/acme/projects/flight-ops/runtime/api/flight_log`;
	const response = await fetch(`${api}?${new URLSearchParams(PERIOD)}`, {
		headers: { authorization: `Bearer ${tokens.serviceAdmin}` },
	});
	return Buffer.from(await response.arrayBuffer());
}

test('a file that a worker has put into the database is read by main, byte for byte', async ({
	queue: { main, sandbox, workers },
	publish,
	measured,
}) => {
	const workflow = await publish(flightLog('file', { output: 'file', fileFormat: 'json' }));
	await workflow.start(calls.slice(0, 4));
	const executions = await workflow.ended(4);
	expect(sharesOf(workers, executions).flat()).toHaveLength(4);
	const bytes = await rillsBytes(sandbox);
	measured('bytes of a file', bytes.length);
	for (const execution of executions) {
		const [item] = (await workflow.left(execution)).items(FLIGHTS);
		const id = item?.binary?.data?.id ?? '';
		expect(id).toMatch(/^database:/);
		const read = await main.download(`binary-data?id=${encodeURIComponent(id)}&action=download`);
		expect(read.equals(bytes)).toBe(true);
	}
});

for (const [name, output] of Object.entries({
	items: { output: 'items' },
	'CSV files': { output: 'file', fileFormat: 'csv' },
})) {
	test(`${COUNT} times all flights of six weeks as ${name}: no row is missing`, async ({
		queue,
		publish,
		measured,
	}) => {
		const { sandbox, workers } = queue;
		const rows = (JSON.parse((await rillsBytes(sandbox)).toString()) as unknown[]).length;
		measured('rows of each', rows);
		const workflow = await publish(flightLog(`memory-${name.replace(' ', '-')}`, output));
		// What they have held before, they hold still.
		for (const index of workers.keys()) await queue.replaceWorker(index);
		if (canMeasureMemory) for (const { pid } of workers) forgetPeak(pid);
		const before = workers.map(({ pid }) => (canMeasureMemory ? memoryOf(pid).now : 0));
		await workflow.start(calls);
		const executions = await workflow.ended(COUNT);
		measured(
			'executions of each worker',
			sharesOf(workers, executions).map(({ length }) => length),
		);
		measured('MB of each worker before', before);
		if (canMeasureMemory)
			measured(
				'MB of each, at most',
				workers.map(({ pid }) => memoryOf(pid).peak),
			);
		for (const execution of executions) {
			const items = (await workflow.left(execution)).items(FLIGHTS);
			expect(name === 'items' ? items.length : items[0]?.json.rows).toBe(rows);
		}
	});
}
