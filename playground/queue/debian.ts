/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { aptInstall, folderWith, mayInstall } from '../apt';
import type { Step } from '../steps';

/** Where Debian keeps PostgreSQL's programs, a folder for each version. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';

/** The programs of the servers that n8n's queue mode needs. */
export interface Programs {
	redis: string;
	/** The folder with `initdb`, `postgres` and `createdb`. */
	postgres: string;
}

/** Redis and PostgreSQL of this machine; Debian's packages are installed where root may do so. */
export async function providePrograms(step: Step): Promise<Programs> {
	const there = find();
	if (isComplete(there)) return there;
	if (!mayInstall()) {
		throw new Error('These tests need redis-server and PostgreSQL: install both');
	}
	await step('Installing Redis and PostgreSQL', async () => {
		const packages = [there.redis ? [] : ['redis-server'], there.postgres ? [] : ['postgresql']];
		await aptInstall(...packages.flat());
	});
	const installed = find();
	if (isComplete(installed)) return installed;
	throw new Error('redis-server or PostgreSQL is not where it was expected');
}

function find(): Partial<Programs> {
	const inPath = (process.env.PATH ?? '').split(delimiter);
	return { redis: folderWith('redis-server'), postgres: folderWith('initdb', postgres()) };

	function postgres(): string[] {
		const versions = existsSync(POSTGRES_VERSIONS) ? readdirSync(POSTGRES_VERSIONS) : [];
		return [
			...versions
				.sort((a, b) => Number(b) - Number(a))
				.map((version) => join(POSTGRES_VERSIONS, version, 'bin')),
			...inPath,
		];
	}
}

const isComplete = (found: Partial<Programs>): found is Programs =>
	found.redis !== undefined && found.postgres !== undefined;
