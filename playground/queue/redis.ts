/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';

import { freePort, isListening, LOOPBACK } from '../ports';
import { startService } from '../service';
import { remove, temporaryFolder } from '../temporary';
import type { Programs } from './debian';

/** A Redis on loopback, with its data in a folder that is deleted with it. */
export interface Redis {
	/** For n8n: where it is. */
	variables: Record<string, string>;
	/** Ends it, and starts it on the same port. Whether it then still has its data, is what is tried. */
	restart(withItsData: boolean): Promise<void>;
	stop(): Promise<void>;
}

export async function startRedis({ redis: programs }: Programs): Promise<Redis> {
	const folder = temporaryFolder('queue-redis');
	const data = join(folder, 'appendonlydir');
	const port = await freePort(0);
	// Every write is kept, as whoever runs a queue on Redis has it.
	const start = async () =>
		await startService(
			join(programs, 'redis-server'),
			[
				...['--bind', LOOPBACK, '--port', String(port), '--dir', folder],
				...['--appendonly', 'yes', '--save', ''],
			],
			{ cwd: folder, log: join(folder, 'log'), isReady: async () => await isListening(port) },
		);
	let server = await start();
	return {
		variables: { QUEUE_BULL_REDIS_HOST: LOOPBACK, QUEUE_BULL_REDIS_PORT: String(port) },
		restart: async (withItsData) => {
			await server.stop();
			if (!withItsData) remove(data);
			server = await start();
		},
		stop: async () => {
			await server.stop();
			remove(folder);
		},
	};
}
