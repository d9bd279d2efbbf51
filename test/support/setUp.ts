/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before all tests: what any of them or the engine writes to a temporary folder lands in this one. */
export default function setUp(): void {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-rill-'));
	process.env.TMPDIR = folder;
	process.env.RILL_TEST_FOLDER = folder;
}
