// Compares an unpacked tarball with the checkout, file by file: what a source file turns into, what
// people read, and nothing else, each with the bytes of the checkout.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [, , unpacked] = process.argv;
const READ_BY_PEOPLE = ['CHANGELOG.md', 'LICENSE', 'README.md', 'index.js', 'package.json'];

function filesIn(root, folder = '.') {
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function builtFrom(path) {
	if (!path.endsWith('.ts')) return [`dist/${path}`];
	return ['.js', '.js.map', '.d.ts'].map((end) => `dist/${path.replace(/\.ts$/, end)}`);
}

const sources = ['nodes', 'credentials', 'icons'].flatMap((folder) => filesIn('.', folder));
const wanted = new Set([...READ_BY_PEOPLE, ...sources.flatMap(builtFrom)]);
const found = new Set(filesIn(unpacked));

const problems = [
	...[...wanted].filter((path) => !found.has(path)).map((path) => `missing: ${path}`),
	...[...found].filter((path) => !wanted.has(path)).map((path) => `unexpected: ${path}`),
	...[...found]
		.filter((path) => wanted.has(path))
		.filter((path) => !readFileSync(path).equals(readFileSync(join(unpacked, path))))
		.map((path) => `differs from the checkout: ${path}`),
];

for (const path of [...found].sort()) console.log(path);
console.log(`${found.size} files`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
