/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { startSandbox, type Sandbox } from '../../sandbox';
import { install } from '../install';
import { startN8n, type RunningN8n } from '../n8n';
import { installPackage } from '../pack';
import { n8nFolder } from '../places';
import { loginOf, Rest, type Login } from '../rest';
import type { Step } from '../steps';
import { remove, temporaryFolder } from '../temporary';
import { providePrograms } from './debian';
import { startPostgres, type Postgres } from './postgres';
import { startRedis, type Redis } from './redis';

/** An n8n that hands its executions to workers, and a Rill for all of them to talk to. */
export interface QueueMode {
	/** What its users ask. */
	main: Rest;
	login: Login;
	workers: RunningN8n[];
	redis: Redis;
	postgres: Postgres;
	sandbox: Sandbox;
	/** Puts a new worker in the place of one, which ends what it has begun, if it runs still. */
	replaceWorker(index: number): Promise<void>;
}

const WORKERS = 2;

/** Any free ports: a playground may be running beside it. */
const ANY_PORTS = { web: 0, broker: 0 };

/**
 * Shorter than n8n's own, so that the tests see within seconds what otherwise takes minutes: how long
 * a worker's lock on an execution lasts (a minute), how often it is renewed (10 s), how often others
 * look whether it has ended (30 s); and how often main looks for lost executions (three hours).
 */
const IMPATIENT = {
	QUEUE_WORKER_LOCK_DURATION: '12000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
	QUEUE_WORKER_STALLED_INTERVAL: '4000',
	N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '0.25',
};

/**
 * Starts everything, in the order in which one needs the other.
 *
 * @param onStop is told how to stop each part as soon as it runs; what came last has to be stopped first
 */
export async function startQueueMode(
	step: Step,
	onStop: (stop: () => Promise<void>) => void,
): Promise<QueueMode> {
	await install(step);
	const programs = await providePrograms(step);
	const folder = temporaryFolder('queue-n8n');
	onStop(async () => remove(folder));
	const dataOf = (name: string) => join(folder, name);
	await step('Building this package into it', async () => await installPackage(dataOf('main')));
	const sandbox = await step('Starting a Rill on 20,000 flights', async () => await startSandbox());
	onStop(sandbox.close);
	const [redis, postgres] = await step('Starting Redis and PostgreSQL', async () => {
		const started = [await startRedis(programs), await startPostgres(programs)] as const;
		for (const { stop } of started) onStop(stop);
		return started;
	});
	const variables = {
		...{ ...redis.variables, ...postgres.variables, ...IMPATIENT },
		EXECUTIONS_MODE: 'queue',
		N8N_DEFAULT_BINARY_DATA_MODE: 'database',
		// Every process has a folder of its own, as if it had a machine of its own.
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
	};
	const running = await step(
		'Starting n8n',
		async () => await startN8n(dataOf('main'), { variables, ports: ANY_PORTS }),
	);
	onStop(running.stop);
	const startWorker = async (name: string) => {
		const modules = join(n8nFolder(dataOf(name)), '.n8n', 'nodes');
		mkdirSync(modules, { recursive: true });
		cpSync(join(n8nFolder(dataOf('main')), '.n8n', 'nodes'), modules, { recursive: true });
		const worker = await startN8n(dataOf(name), { command: 'worker', variables, ports: ANY_PORTS });
		onStop(worker.stop);
		return worker;
	};
	const workers = await step(`Starting ${WORKERS} workers`, async () => {
		return await Promise.all(
			Array.from({ length: WORKERS }, async (_, index) => await startWorker(`worker-${index}`)),
		);
	});
	const main = new Rest(running.url);
	const login = loginOf(dataOf('main'));
	await main.signIn(login);
	let started = WORKERS;
	return {
		...{ main, login, workers, redis, postgres, sandbox },
		replaceWorker: async (index) => {
			await workers[index]?.stop();
			workers[index] = await startWorker(`worker-${started++}`);
		},
	};
}
