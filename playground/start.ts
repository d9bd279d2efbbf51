/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
import { whenOrphaned } from './children';
import { DATA } from './places';
import { startPlayground } from './playground';
import { rememberAddress, runningAddress } from './running';
import { printedStep } from './steps';

const running: Array<() => Promise<void>> = [];
let stopping: Promise<void> | undefined;

/** Stops what runs, the last started first; however often it is asked to, once. */
async function stop(): Promise<void> {
	stopping ??= (async () => {
		for (const end of running.reverse()) await end();
	})();
	await stopping;
}

async function main(): Promise<void> {
	const already = await runningAddress(DATA);
	if (already) {
		console.log(`It runs already. Open  ${already}`);
		return;
	}
	const playground = await startPlayground(DATA, printedStep, (end) => running.push(end));
	rememberAddress(DATA, playground.address);
	console.log(`
Open  ${playground.address}

An n8n of your own, already signed in, with this package, a credential and the examples in it.
Its Rill is ${playground.sandboxUrl}. What you do is kept in playground/data.
Ctrl-C stops it.
`);
	await playground.ended;
	if (!stopping) throw new Error('n8n ended by itself: playground/data/n8n.log says why');
}

function stopAndExit(): void {
	console.log('\nStopping …');
	void stop().then(() => process.exit(0));
}

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, stopAndExit);
whenOrphaned(stopAndExit);

main().catch(async (error: unknown) => {
	if (stopping) return;
	console.error(error instanceof Error ? error.message : error);
	await stop();
	process.exit(1);
});
