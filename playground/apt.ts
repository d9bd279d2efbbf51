/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { run } from './command';

/** Whether Debian's packages can be installed: as root, which in CI everybody is. */
export const mayInstall = (): boolean =>
	process.platform === 'linux' && process.getuid?.() === 0 && isInPath('apt-get');

export const isInPath = (program: string): boolean => folderWith(program) !== undefined;

/** The first folder, of those in the PATH if no others are named, that has this program. */
export function folderWith(
	program: string,
	folders = (process.env.PATH ?? '').split(delimiter),
): string | undefined {
	return folders.find((folder) => existsSync(join(folder, program)));
}

/** Installs packages of Debian, without those that they only recommend. */
export async function aptInstall(...packages: string[]): Promise<void> {
	await run('apt-get', ['update', '-q'], '/');
	const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
	// Broken off, it would leave Debian's packages in a state that somebody has to mend by hand.
	await run('apt-get', install, '/', false);
}
