/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { PROJECT_DIR } from '../support/engine';

interface Manifest extends Record<string, unknown> {
	n8n: { nodes: string[]; credentials: string[] };
	peerDependencies: Record<string, string>;
}

const manifest = JSON.parse(readFileSync(join(PROJECT_DIR, 'package.json'), 'utf8')) as Manifest;

/** What n8n makes of an entry: the class of the file's name, instantiated. */
function instantiate<T>(entry: string): T {
	const [className] = basename(entry).split('.');
	const exported = jest.requireActual<Record<string, new () => T>>(join(PROJECT_DIR, entry));
	return new exported[className]();
}

function iconFiles(icon: INodeTypeDescription['icon']): string[] {
	return typeof icon === 'object' ? [icon.light, icon.dark] : [String(icon)];
}

describe.each([...manifest.n8n.nodes, ...manifest.n8n.credentials])('%s', (entry) => {
	it('names two icons that are in the build', () => {
		const type = instantiate<INodeType | ICredentialType>(entry);
		const icons = iconFiles('description' in type ? type.description.icon : type.icon);
		const paths = icons.map((icon) => join(dirname(entry), icon.replace(/^file:/, '')));

		expect(new Set(paths).size).toBe(2);
		for (const path of paths) expect(path).toMatch(/^dist\/icons\/.+\.svg$/);
		expect(paths.filter((path) => !existsSync(join(PROJECT_DIR, path)))).toEqual([]);
	});
});

it.each(manifest.n8n.nodes)('%s has a codex that n8n reads whole', async (entry) => {
	const loader = new PackageDirectoryLoader(PROJECT_DIR);
	await loader.loadAll();
	const { description } = instantiate<INodeType>(entry);
	const written: unknown = JSON.parse(
		readFileSync(join(PROJECT_DIR, entry.replace(/\.js$/, '.json')), 'utf8'),
	);

	// n8n drops a codex without `resources` and says nothing.
	expect(loader.getNode(description.name).type.description).toMatchObject({
		codex: { categories: expect.any(Array), resources: expect.any(Object) },
	});
	expect(written).toMatchObject({ node: `n8n-nodes-rill.${description.name}` });
});

it('is loaded by n8n with every entry of its manifest', async () => {
	const loader = new PackageDirectoryLoader(PROJECT_DIR);
	await loader.loadAll();
	const nodes = manifest.n8n.nodes.map((entry) => instantiate<INodeType>(entry).description.name);
	const credentials = manifest.n8n.credentials.map(
		(entry) => instantiate<ICredentialType>(entry).name,
	);

	expect(Object.keys(loader.nodeTypes).sort()).toEqual(nodes.sort());
	expect(Object.keys(loader.credentialTypes).sort()).toEqual(credentials.sort());
});

it('exports from index.js what the manifest names', () => {
	const exported = jest.requireActual<object>(join(PROJECT_DIR, 'index.js'));
	const named = [...manifest.n8n.nodes, ...manifest.n8n.credentials].map(
		(entry) => basename(entry).split('.')[0],
	);
	expect(Object.keys(exported).sort()).toEqual(named.sort());
});

it('depends on nothing at run time but the n8n that runs it', () => {
	expect(manifest).not.toHaveProperty('dependencies');
	expect(manifest).not.toHaveProperty('optionalDependencies');
	expect(manifest).not.toHaveProperty('bundleDependencies');
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
});
