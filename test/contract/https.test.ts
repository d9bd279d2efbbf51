/* eslint-disable @n8n/community-nodes/no-dangerous-functions -- tests start tools (here jest); the node starts nothing */
/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox';
import { selfSigned } from '../support/certificate';
import { exchangesOf } from './support/exchange';
import { sandboxTokens } from './support/sandboxTokens';

/**
 * The suite as somebody runs it against a Rill of their own that speaks https, with a certificate that
 * only they trust: in a process of its own, since Node reads which ones to trust when it starts.
 */

const project = join(__dirname, '..', '..');
let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'https-'));
	const certificate = selfSigned();
	writeFileSync(join(folder, 'trusted.pem'), certificate.cert);
	sandbox = await startSandbox({ project: 'recorded', certificate });
	sandbox.control.wake('acme/sleeping');
});

afterAll(async () => {
	await sandbox.close();
	rmSync(folder, { recursive: true });
});

interface Outcome {
	numPassedTests: number;
	numFailedTests: number;
}

/** Replays groups of recordings as `test:contract:live` does, in another process. */
async function replay(kind: string, groups: string[], more: Record<string, string>) {
	const report = join(folder, `${kind}.json`);
	const jest = join(project, 'node_modules', 'jest', 'bin', 'jest.js');
	const only = `${groups.join(' |')} |byte for byte`;
	// By another name than the one that the server gives itself, as behind many an ingress.
	const url = sandbox.url.replace('127.0.0.1', 'localhost');
	const run = spawn(
		process.execPath,
		[jest, 'test/contract/replay', '-t', only, '--json', `--outputFile=${report}`],
		{
			cwd: project,
			stdio: 'ignore',
			env: { ...process.env, RILL_TEST_URL: url, RILL_TEST_KIND: kind, ...more },
		},
	);
	await new Promise((resolve) => run.once('exit', resolve));
	const outcome: Outcome = JSON.parse(readFileSync(report, 'utf8'));
	return outcome;
}

const environment = {
	...Object.fromEntries(
		Object.entries(sandboxTokens).map(([name, token]) => [`RILL_TEST_${name}`, token]),
	),
	RILL_TEST_DIFFERENCES: join(__dirname, 'differences.json'),
};

const runs: Array<[kind: string, groups: string[]]> = [
	['cloud', ['cloud-iframe', 'cloud-proxy-paths']],
	['local', ['runtime-openapi', 'runtime-methods']],
];

it.each(runs)(
	'a live run over https against %s finds everything the same',
	async (kind, groups) => {
		const trusted = { NODE_EXTRA_CA_CERTS: join(folder, 'trusted.pem'), ...environment };
		const count = groups.reduce((sum, group) => sum + exchangesOf(group).length, 0);
		expect(await replay(kind, groups, trusted)).toMatchObject({
			numPassedTests: kind === 'local' ? count + 1 : count,
			numFailedTests: 0,
		});
	},
	120_000,
);

it('a live run takes no certificate that nobody trusts', async () => {
	const { numPassedTests, numFailedTests } = await replay('local', ['runtime-rowcap'], {});
	expect(numPassedTests).toBe(0);
	expect(numFailedTests).toBeGreaterThan(0);
}, 120_000);
