/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions -- runs npm; the node starts nothing */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDER = __dirname;
const MODULES = join(FOLDER, 'node_modules');
const LOCK = join(FOLDER, 'package-lock.json');
const STAMP = join(MODULES, '.installed');

const requireHere = createRequire(join(FOLDER, 'package.json'));

/**
 * Packages that the engine and n8n's nodes have to share, as they do in an n8n: with a copy of its
 * own, HTTP Request would run code that nothing has warmed up.
 */
const SHARED = ['n8n-workflow'];

/** A module of the packages that only the bench needs. */
export function requireInstalled(id: string): unknown {
	return requireHere(id);
}

/** A file of those packages. */
export function installedFile(path: string): string {
	return join(MODULES, path);
}

/** Installs what the bench compares with and draws with, unless it is there as the lock file says. */
export function install(): void {
	const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
	if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
	process.stdout.write('Installing what the bench compares with (some 900 packages, a minute)…\n');
	const { status } = spawnSync('npm', ['ci', '--silent'], { cwd: FOLDER, stdio: 'inherit' });
	if (status !== 0) throw new Error('npm ci has failed in test/bench');
	SHARED.forEach(share);
	writeFileSync(STAMP, wanted);
}

/** Removes the second copy, so that Node finds the project's own. */
function share(name: string): void {
	const versionIn = (folder: string) =>
		(JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { version: string })
			.version;
	const [theirs, ours] = [versionIn(MODULES), versionIn(join(FOLDER, '../../node_modules'))];
	if (theirs !== ours) throw new Error(`${name} is ${theirs} in test/bench and ${ours} here`);
	rmSync(join(MODULES, name), { recursive: true });
}
