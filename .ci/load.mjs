// Loads an unpacked tarball with n8n's own loader, as n8n does after an installation: every entry of
// the manifest has to come, with its icons and its codex, and with no module but n8n-workflow.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const [, , unpacked] = process.argv;
const { PackageDirectoryLoader } = createRequire(import.meta.url)('n8n-core');

/** What n8n itself provides, and the only module that stands beside the package. */
function provideN8nWorkflow() {
	const modules = dirname(resolve(unpacked));
	mkdirSync(modules, { recursive: true });
	const link = join(modules, 'n8n-workflow');
	if (!existsSync(link)) symlinkSync(resolve('node_modules/n8n-workflow'), link);
}

function assertIcons(what, { iconUrl }) {
	assert.notEqual(iconUrl?.light, iconUrl?.dark, `${what} has an icon for light and one for dark`);
	for (const url of [iconUrl.light, iconUrl.dark]) {
		const path = url.replace(/^icons\/n8n-nodes-rill\//, '');
		assert.ok(existsSync(join(unpacked, path)), `${what}: ${url} is in the tarball`);
		console.log(`${what}: ${url}`);
	}
}

provideN8nWorkflow();
const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
const loader = new PackageDirectoryLoader(resolve(unpacked));
await loader.loadAll();

const { nodes, credentials } = loader.types;
// A node that can be an agent's tool is one type here; n8n makes the second when it starts.
assert.equal(nodes.length, manifest.n8n.nodes.length, 'every node of the manifest is loaded');
assert.equal(
	credentials.length,
	manifest.n8n.credentials.length,
	'every credential of the manifest is loaded',
);
for (const node of nodes) {
	assertIcons(`node ${node.name}`, node);
	// n8n drops a codex without `resources` and says nothing.
	assert.ok(node.codex?.categories?.length > 0, `node ${node.name} has categories`);
	assert.ok(
		node.codex.resources?.primaryDocumentation,
		`node ${node.name} names its documentation`,
	);
}
for (const credential of credentials) assertIcons(`credential ${credential.name}`, credential);
const exported = Object.keys(createRequire(join(resolve(unpacked), 'x'))('./index.js'));
assert.equal(exported.length, nodes.length + credentials.length, 'index.js exports every entry');
process.exit(0);
