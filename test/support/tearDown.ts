/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { rmSync } from 'node:fs';

/** After all tests: nothing of them stays on the machine. */
export default function tearDown(): void {
	const folder = process.env.RILL_TEST_FOLDER;
	if (folder) rmSync(folder, { recursive: true, force: true });
}
