/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { startSandbox } from '../sandbox';
import { tokens } from '../sandbox/cloud';
import { runWorkflow, searchList, type Execution, type WorkflowJson } from '../test/support/engine';

const WORKFLOW = 'late-arrivals.json';
const RILL_NODE = 'Late arrivals';

function readWorkflow(): WorkflowJson {
	return JSON.parse(readFileSync(join(__dirname, WORKFLOW), 'utf8')) as WorkflowJson;
}

/** The example workflow with another API. */
function withApi(name: string): WorkflowJson {
	const workflow = readWorkflow();
	const parameters = rillNode(workflow).parameters;
	parameters.api = { __rl: true, mode: 'name', value: name };
	return workflow;
}

function rillNode(workflow: WorkflowJson) {
	const found = workflow.nodes.find(({ name }) => name === RILL_NODE);
	if (!found) throw new Error(`${WORKFLOW} has no node "${RILL_NODE}"`);
	return found;
}

function argumentsOf(workflow: WorkflowJson): Record<string, unknown> {
	const mapper = rillNode(workflow).parameters.arguments as { value: Record<string, unknown> };
	return mapper.value;
}

function heading(text: string): void {
	console.log(`\n\u001b[1m${text}\u001b[0m`);
}

function showRows({ items, durationMs, status, error }: Execution): void {
	const rows = items(RILL_NODE).map(({ json }) => json);
	if (rows.length === 0) throw new Error(`No rows: ${status} ${error?.message ?? ''}`);
	console.table(rows);
	console.log(`${rows.length} rows in ${Math.round(durationMs)} ms, an item each`);
}

async function main(): Promise<void> {
	const sandbox = await startSandbox();
	const credentials = {
		rillApi: {
			deployment: 'cloud',
			baseUrl: sandbox.url,
			organization: 'acme',
			project: 'flight-ops',
			token: tokens.serviceViewer,
		},
	};
	try {
		const workflow = readWorkflow();
		heading(`${WORKFLOW}: manual trigger → Rill, in n8n's engine`);
		console.log(
			'Project    acme/flight-ops, 20,000 US flights, in a sandbox that answers as Rill does',
		);
		console.log('API        late-arrivals');
		for (const [name, value] of Object.entries(argumentsOf(workflow))) {
			console.log(`           ${name} = ${String(value).replace('T00:00:00', '')}`);
		}
		console.log(`Limit      ${String(rillNode(workflow).parameters.limit)} rows`);
		showRows(await runWorkflow(workflow, { credentials, from: 'dist' }));

		heading("What the API picker shows, live from the project's OpenAPI spec");
		const { results } = await searchList('searchApis', { credentials, from: 'dist' });
		for (const { name } of results) console.log(`  ${name}`);

		heading('A misspelt name');
		const { error } = await runWorkflow(withApi('late-arivals'), { credentials, from: 'dist' });
		console.log(`  ${error?.message ?? 'It did not fail'}`);
		console.log(`  → ${error?.description ?? ''}`);
	} finally {
		await sandbox.close();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
