/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { aptInstall, isInPath, mayInstall } from './apt';
import { run } from './command';
import { MODULES, PLAYGROUND } from './places';
import type { Report, Step } from './steps';

const LOCK = join(PLAYGROUND, 'package-lock.json');

/** Written last, so that what was interrupted is not taken for installed. */
const STAMP = join(MODULES, '.installed');

const LOOK_EVERY_MS = 1_000;

/** What compiling takes: programs, which Debian's packages are named after. */
const COMPILER = ['python3', 'make', 'g++'];

/** Installs n8n, the Node.js that it needs and a browser's driver, unless just these are there. */
export async function install(step: Step): Promise<void> {
	const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
	if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
	await step('Installing n8n, once: 3 GB, some minutes', downloadPackages);
	await step("Building n8n's database driver, once: up to a minute", buildDatabaseDriver);
	writeFileSync(STAMP, wanted);
}

async function downloadPackages(report: Report): Promise<void> {
	const packages = packagesInLock();
	const timer = setInterval(() => {
		const there = packages.filter((path) => existsSync(join(PLAYGROUND, path, 'package.json')));
		report(
			there.length === 0 ? 'looking them up' : `${there.length} of ${packages.length} packages`,
		);
	}, LOOK_EVERY_MS);
	try {
		await run('npm', ['ci', '--loglevel=error'], PLAYGROUND);
	} finally {
		clearInterval(timer);
	}
	report(`${packages.length} packages`);
}

/** Those of the lock file that any machine installs. */
function packagesInLock(): string[] {
	const { packages } = JSON.parse(readFileSync(LOCK, 'utf8')) as {
		packages: Record<string, { optional?: boolean }>;
	};
	return Object.entries(packages).flatMap(([path, { optional }]) =>
		path === '' || optional ? [] : [path],
	);
}

/**
 * Install scripts are off, and this is the only one that n8n cannot do without. It looks for a ready
 * driver and compiles one if there is none, with the headers that come with the playground's Node.js.
 */
async function buildDatabaseDriver(): Promise<void> {
	if (!COMPILER.every(isInPath) && mayInstall()) await aptInstall(...COMPILER);
	await run(
		'npm',
		['rebuild', 'sqlite3', '--ignore-scripts=false', `--nodedir=${nodeFolder()}`],
		PLAYGROUND,
	);
}

/** The one package of `optionalDependencies` that is for this machine. */
function nodeFolder(): string {
	const { optionalDependencies } = JSON.parse(
		readFileSync(join(PLAYGROUND, 'package.json'), 'utf8'),
	) as { optionalDependencies: Record<string, string> };
	const found = Object.keys(optionalDependencies)
		.map((name) => join(MODULES, name))
		.find((folder) => existsSync(folder));
	if (found) return found;
	throw new Error(`There is no Node.js 24 package for ${process.platform} ${process.arch}`);
}
