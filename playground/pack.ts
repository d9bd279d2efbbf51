/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './command';
import { n8nFolder, PROJECT } from './places';
import { remove, temporaryFolder } from './temporary';

const NAME = 'n8n-nodes-rill';

/** Where n8n keeps the community packages that somebody installed. */
export const packageFolder = (data: string) =>
	join(n8nFolder(data), '.n8n', 'nodes', 'node_modules', NAME);

/**
 * Builds this package, packs it as for the registry, and unpacks it where n8n looks for it. (n8n's own
 * installation would ask its makers' server first.)
 */
export async function installPackage(data: string): Promise<void> {
	const target = packageFolder(data);
	const packed = temporaryFolder('package');
	try {
		await run('npm', ['run', 'build'], PROJECT);
		const printed = await run('npm', ['pack', '--silent', '--pack-destination', packed], PROJECT);
		const tarball = join(packed, printed.trim().split('\n').at(-1) ?? '');
		remove(target);
		mkdirSync(target, { recursive: true });
		await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], PROJECT);
	} finally {
		remove(packed);
	}
}
