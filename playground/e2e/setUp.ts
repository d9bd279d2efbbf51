/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';

import { startPlayground } from '../playground';
import { cookieOf } from '../rest';
import { intercept } from '../services/interception';
import { printedStep } from '../steps';
import { remove, temporaryFolder } from '../temporary';
import { shareWithTests } from './instance';

/**
 * Starts a playground of its own for the tests, with its data in a folder that is deleted with it. Its
 * n8n reaches nobody but this machine; whom else it has asked for, fails the run at its end.
 */
export default async function setUp(): Promise<() => Promise<void>> {
	const data = temporaryFolder('e2e');
	const stops: Array<() => Promise<void>> = [async () => remove(data)];
	const stop = async () => {
		for (const end of stops.reverse()) await end();
	};
	let isRunning = false;
	try {
		const { environment, strangers, close } = await intercept({}, join(data, 'nobody.pem'));
		stops.push(close);
		const { address, n8n, sandboxUrl } = await startPlayground(
			data,
			printedStep,
			(end) => stops.push(end),
			environment,
		);
		const door = await fetch(address, { redirect: 'manual' });
		const cookie = cookieOf(door.headers.get('set-cookie') ?? '');
		shareWithTests({ address, data, n8nUrl: n8n.url, sandboxUrl, cookie });
		isRunning = true;
		return async () => {
			await stop();
			if (strangers.length === 0) return;
			throw new Error(`n8n has asked for others: ${[...new Set(strangers)].join(', ')}`);
		};
	} finally {
		if (!isRunning) await stop();
	}
}
