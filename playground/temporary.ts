/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { deleteWithUs } from './children';

/** Deletes a folder and what is in it, if that is still there. */
export function remove(folder: string): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A new folder, which is gone at the latest when this process is, even if somebody kills it. */
export function temporaryFolder(name: string): string {
	const folder = mkdtempSync(join(tmpdir(), `rill-${name}-`));
	deleteWithUs(folder);
	return folder;
}
