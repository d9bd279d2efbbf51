import { startPlayground } from '../playground';
import { cookieOf } from '../rest';
import { printedStep } from '../steps';
import { remove, temporaryFolder } from '../temporary';
import { shareWithTests } from './instance';

/** Starts a playground of its own for the tests, with its data in a folder that is deleted with it. */
export default async function setUp(): Promise<() => Promise<void>> {
	const data = temporaryFolder('e2e');
	const stops: Array<() => Promise<void>> = [async () => remove(data)];
	const stop = async () => {
		for (const end of stops.reverse()) await end();
	};
	let isRunning = false;
	try {
		const { address, n8n, sandboxUrl } = await startPlayground(data, printedStep, (end) =>
			stops.push(end),
		);
		const door = await fetch(address, { redirect: 'manual' });
		const cookie = cookieOf(door.headers.get('set-cookie') ?? '');
		shareWithTests({ address, data, n8nUrl: n8n.url, sandboxUrl, cookie });
		isRunning = true;
	} finally {
		if (!isRunning) await stop();
	}
	return stop;
}
