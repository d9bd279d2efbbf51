/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { startSandbox } from '../../sandbox';
import { tokens } from '../../sandbox/cloud';

/**
 * Prints how much memory a sandbox takes over 50,000 calls, through the proxy and at Rill Developer,
 * answered and refused: `npx tsx --expose-gc test/contract/memory.ts`. It asserts nothing, since how
 * much is right depends on the machine; the figures should stay where they are once the log of requests
 * is full, after 10,000 calls.
 */

const calls = 50_000;
const atOnce = 8;
const api = '/v1/organizations/acme/projects/flight-ops/runtime/api';
const addresses = [
	`${api}/flights?limit=5`,
	`${api}/flights?origin=ORD&limit=20`,
	`${api}/nothing`,
	'/v1/instances/default/api/flights?limit=5',
	'/v1/instances/default/api/openapi',
];

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1).padStart(7)} MB`;

function report(done: number): void {
	globalThis.gc?.();
	const { heapUsed, external, rss } = process.memoryUsage();
	const parts = [`heap ${megabytes(heapUsed)}`, `external ${megabytes(external)}`];
	const line = `${String(done).padStart(6)} calls  ${parts.join('  ')}  process ${megabytes(rss)}`;
	process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
	const sandbox = await startSandbox({ project: 'recorded' });
	let started = 0;
	const worker = async (): Promise<void> => {
		while (started < calls) {
			const address = addresses[started % addresses.length] ?? '';
			started += 1;
			if (started % 5_000 === 0) report(started);
			const local = address.startsWith('/v1/instances/');
			const headers = local ? undefined : { authorization: `Bearer ${tokens.viewer}` };
			const response = await fetch(`${sandbox.url}${address}`, { headers });
			await response.arrayBuffer();
		}
	};
	report(0);
	await Promise.all(Array.from({ length: atOnce }, worker));
	await sandbox.close();
}

void main();
