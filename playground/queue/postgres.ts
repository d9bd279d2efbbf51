/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../command';
import { freePort, isListening, LOOPBACK } from '../ports';
import { startService, type Owner } from '../service';
import { remove, temporaryFolder } from '../temporary';
import type { Programs } from './debian';

/** A PostgreSQL on loopback, with its data in a folder that is deleted with it. */
export interface Postgres {
	/** For n8n: where it is, and how to get in. */
	variables: Record<string, string>;
	/** The rows that a query finds, each as an object. */
	query<T>(sql: string): Promise<T[]>;
	execute(sql: string): Promise<void>;
	stop(): Promise<void>;
}

/** The name of its user and of its database, which is there from the beginning. */
const NAME = 'postgres';

export async function startPostgres({ postgres: programs }: Programs): Promise<Postgres> {
	const folder = temporaryFolder('queue-postgres');
	const owner = ownerOfPostgres();
	const password = randomBytes(12).toString('hex');
	const passwordFile = join(folder, 'password');
	writeFileSync(passwordFile, password, { mode: 0o600 });
	if (owner) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
	const data = join(folder, 'data');
	execFileSync(
		join(programs, 'initdb'),
		[
			...['--pgdata', data, '--username', NAME, '--pwfile', passwordFile],
			...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-locale', '--no-sync'],
		],
		{ cwd: folder, stdio: 'pipe', ...owner },
	);
	const port = await freePort(0);
	const server = await startService(
		join(programs, 'postgres'),
		[
			...['-D', data, '-h', LOOPBACK, '-p', String(port), '-k', folder],
			// What is deleted at the end need not survive a power cut.
			...['-c', 'fsync=off', '-c', 'max_connections=200'],
		],
		{
			cwd: folder,
			log: join(folder, 'log'),
			isReady: async () => await isListening(port),
			owner,
			// Ends sessions that n8n may have left.
			endSignal: 'SIGINT',
		},
	);
	const address = `postgresql://${NAME}:${password}@${LOOPBACK}:${port}/${NAME}`;
	const psql = async (sql: string) => {
		const args = ['--no-psqlrc', '--tuples-only', '--no-align', '--command', sql, address];
		return await run(join(programs, 'psql'), args, folder);
	};
	return {
		query: async <T>(sql: string) =>
			JSON.parse(
				await psql(`SELECT coalesce(json_agg(found), '[]') FROM (${sql}) AS found`),
			) as T[],
		execute: async (sql) => void (await psql(sql)),
		variables: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: LOOPBACK,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: NAME,
			DB_POSTGRESDB_DATABASE: NAME,
			DB_POSTGRESDB_PASSWORD: password,
		},
		stop: async () => {
			await server.stop();
			remove(folder);
		},
	};
}

/** PostgreSQL refuses to be run by root; its package brings a user for it. */
function ownerOfPostgres(): Owner | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const id = (option: string) => Number(execFileSync('id', [option, 'postgres']));
	return { uid: id('-u'), gid: id('-g') };
}
