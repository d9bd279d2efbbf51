/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { expect, test } from '@playwright/test';

import { endWithUs } from '../children';
import { isRunning } from '../ending';
import { startService, type ServiceOptions } from '../service';
import { remove, temporaryFolder } from '../temporary';

/** Says that it is there, and stays, whoever asks it to end; so does what it has started. */
const STUBBORN = `
	const ignore = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
	const { pid } = require('child_process').spawn(process.execPath, ['-e', ignore]);
	eval(ignore);
	console.log(String(pid));
`;

const stubborn = async (folder: string, options: Partial<ServiceOptions>) => {
	const log = join(folder, 'log');
	return await startService(process.execPath, ['-e', STUBBORN], {
		...{ cwd: folder, log },
		isReady: async () => await Promise.resolve(readFileSync(log, 'utf8').includes('\n')),
		...options,
	});
};

const printedPid = (folder: string) => Number(readFileSync(join(folder, 'log'), 'utf8'));

test.describe('a service', () => {
	let folder: string;

	test.beforeEach(() => {
		folder = temporaryFolder('service');
	});

	test.afterEach(() => remove(folder));

	test('that does not stop is killed, and so is what it has started', async () => {
		const { pid, stop } = await stubborn(folder, { patience: { startMs: 60_000, stopMs: 500 } });
		const started = printedPid(folder);
		expect([pid, started].filter(isRunning)).toEqual([pid, started]);
		await stop();
		await expect.poll(() => [pid, started].filter(isRunning)).toEqual([]);
	});

	test('that has ended is signalled no more, since its number may be somebody else’s', async () => {
		const service = await stubborn(folder, {});
		await service.kill();
		const signalled: number[] = [];
		const { kill } = process;
		process.kill = (pid) => {
			signalled.push(pid);
			return true;
		};
		try {
			await service.stop();
		} finally {
			process.kill = kill;
		}
		expect(signalled).toEqual([]);
	});

	test('that never gets ready is killed, and what it has printed is told', async () => {
		const said = () => existsSync(join(folder, 'log')) && printedPid(folder) > 0;
		const starting = stubborn(folder, {
			isReady: async () => {
				await expect.poll(said).toBe(true);
				return false;
			},
			patience: { startMs: 0 },
		});
		await expect(starting).rejects.toThrow(/^node did not get ready:\n\d+\n$/);
		await expect.poll(() => isRunning(printedPid(folder))).toBe(false);
	});

	test('ends when whoever has started it is killed, and its folder is deleted', async () => {
		const keeper = endWithUs(
			spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'keeper.ts')], {
				stdio: ['ignore', 'pipe', 'inherit'],
			}),
		);
		const [line] = (await once(createInterface({ input: keeper.stdout }), 'line')) as [string];
		const kept = JSON.parse(line) as { folder: string; pid: number };
		expect([isRunning(kept.pid), existsSync(kept.folder)]).toEqual([true, true]);
		keeper.kill('SIGKILL');
		await expect.poll(() => [isRunning(kept.pid), existsSync(kept.folder)]).toEqual([false, false]);
	});
});
