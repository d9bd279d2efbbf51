/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console */
import { join } from 'node:path';

import { startService } from '../service';
import { temporaryFolder } from '../temporary';

/** What a test of leftovers.test.ts kills: a process that has a folder and a service, and tells of both. */
async function main(): Promise<void> {
	const folder = temporaryFolder('keeper');
	const { pid } = await startService(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
		cwd: folder,
		log: join(folder, 'log'),
		isReady: async () => await Promise.resolve(true),
	});
	console.log(JSON.stringify({ folder, pid }));
	setInterval(() => {}, 1_000);
}

void main();
