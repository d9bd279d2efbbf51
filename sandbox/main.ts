/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { tokens } from './cloud';
import type { Certificate } from './listen';
import { startSandbox } from './server';

const { values } = parseArgs({
	options: {
		port: { type: 'string', default: '9009' },
		project: { type: 'string', default: 'flight-ops' },
		key: { type: 'string' },
		cert: { type: 'string' },
	},
});

/** `flight-ops` as people see it, or the project of the contract's recordings. */
function projectNamed(name: string): 'flight-ops' | 'recorded' {
	if (name === 'flight-ops' || name === 'recorded') return name;
	throw new Error(`--project is flight-ops or recorded, not ${name}`);
}

/** Two files in PEM, with which the sandbox speaks https; neither, and it speaks http. */
function certificateIn(key?: string, cert?: string): Certificate | undefined {
	if (key === undefined && cert === undefined) return undefined;
	if (key === undefined || cert === undefined) throw new Error('--key and --cert belong together');
	return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

async function main(): Promise<void> {
	const project = projectNamed(values.project);
	const certificate = certificateIn(values.key, values.cert);
	const port = Number(values.port);
	const { url, close } = await startSandbox({ port, project, certificate });
	const call = `${url}/v1/orgs/acme/projects/flight-ops/runtime/api/flights?origin=ORD&limit=3`;
	const lines = [
		`A Rill on this machine: ${url}`,
		'',
		'Rill Cloud        organization acme, project flight-ops',
		...Object.entries(tokens).map(([name, token]) => `  ${name.padEnd(20)}${token}`),
		`  in a browser        ${url}/auth/login, no password`,
		'Rill Developer    instance default, no token',
		'',
		`curl '${url}/v1/instances/default/api/flights?origin=ORD&limit=3'`,
		`curl -H 'Authorization: Bearer ${tokens.serviceAdmin}' '${call}'`,
		'',
		'Ctrl-C stops it.',
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	const stop = () => {
		void close().then(() => process.exit(0));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
