/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { output } from '../support/command';
import { PROJECT_DIR } from '../support/engine';

interface Packed {
	files: Array<{ path: string }>;
}

function packedFiles(): string[] {
	const answer = output('npm', ['pack', '--dry-run', '--json'], PROJECT_DIR);
	const [packed] = JSON.parse(answer) as Packed[];
	return packed.files.map(({ path }) => path).sort();
}

/** Project paths of the files below a folder. */
function filesIn(folder: string): string[] {
	return readdirSync(join(PROJECT_DIR, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(PROJECT_DIR.length + 1));
}

/** What a source file turns into; anything else in dist would have come from nowhere. */
function builtFrom(path: string): string[] {
	if (!path.endsWith('.ts')) return [`dist/${path}`];
	return ['.js', '.js.map', '.d.ts'].map((end) => `dist/${path.replace(/\.ts$/, end)}`);
}

it('ships the build, the entry file and what people read, and nothing else', () => {
	const sources = ['nodes', 'credentials', 'icons'].flatMap(filesIn);
	expect(packedFiles()).toEqual(
		[
			...sources.flatMap(builtFrom),
			'CHANGELOG.md',
			'LICENSE',
			'README.md',
			'index.js',
			'package.json',
		].sort(),
	);
});
