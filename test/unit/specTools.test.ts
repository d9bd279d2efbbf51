/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { toYaml } from '../../nodes/Rill/client/yaml';
import { raw, ready } from '../support/recordedSpec';

const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'rill-spec-'));

function save(name: string, text: string): string {
	const file = join(folder, name);
	writeFileSync(file, text);
	return file;
}

const bin = (name: string, file: string) =>
	join(dirname(require.resolve(`${name}/package.json`)), file);

/** What Redocly's linter has against a document, by rule. */
async function complaints(file: string): Promise<string[]> {
	const config = save(
		'redocly.yaml',
		[
			'rules:',
			'  struct: error',
			'  security-defined: error',
			'  operation-operationId: error',
			'  operation-operationId-unique: error',
			'  operation-operationId-url-safe: error',
			'  no-empty-servers: error',
			'  no-server-example.com: error',
			'  no-unresolved-refs: error',
			'',
		].join('\n'),
	);
	const script = `
		const { loadConfig, lint } = require(${JSON.stringify(require.resolve('@redocly/openapi-core'))});
		(async () => {
			const config = await loadConfig({ configPath: ${JSON.stringify(config)} });
			const problems = await lint({ ref: ${JSON.stringify(file)}, config });
			console.log(JSON.stringify([...new Set(problems.map((p) => p.ruleId))]));
		})();`;
	const { stdout } = await run(process.execPath, ['-e', script], { maxBuffer: 1e8 });
	return JSON.parse(stdout) as string[];
}

/** The operations that openapi-typescript generates code for. */
async function generated(file: string): Promise<string> {
	const { stdout } = await run(process.execPath, [bin('openapi-typescript', 'bin/cli.js'), file], {
		maxBuffer: 1e8,
	});
	return stdout;
}

describe('a client-ready spec', () => {
	it("passes a linter that the project's own spec does not pass", async () => {
		expect(await complaints(save('raw.json', JSON.stringify(raw)))).toEqual(
			expect.arrayContaining(['security-defined', 'operation-operationId']),
		);
		expect(await complaints(save('ready.json', JSON.stringify(ready)))).toEqual([]);
		expect(await complaints(save('ready.yaml', toYaml(ready)))).toEqual([]);
	});

	it("gives a generator operations to generate, which the project's own spec does not", async () => {
		expect(await generated(save('raw.json', JSON.stringify(raw)))).toContain(
			'export type operations = Record<string, never>',
		);
		const types = await generated(save('ready.json', JSON.stringify(ready)));
		expect(types).toContain('export interface operations');
		expect(types).toMatch(/^\s+lateArrivals: \{/m);
		expect(types).toContain('sort_by?: "departed_at" | "delay_minutes" | "distance_miles"');
	});
});
