/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { tokens } from '../sandbox/cloud';
import { PROJECT } from './places';
import type { Rest } from './rest';

const EXAMPLES = join(PROJECT, 'examples');

/** The one to begin with; n8n lists what came last first. */
const FIRST = 'late-arrivals.json';

const CREDENTIAL_NAME = 'Rill (sandbox)';

interface Named {
	id: string;
	name: string;
}

/** A workflow as the editor exports it; of its nodes, what is changed here. */
export interface WorkflowFile {
	name: string;
	nodes: Array<{
		name: string;
		type: string;
		parameters: Record<string, unknown>;
		credentials?: Record<string, Named>;
	}>;
}

/** The workflows of `examples/`, the one to begin with last. */
export function exampleFiles(): string[] {
	const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'));
	return [...files.filter((name) => name !== FIRST).sort(), FIRST];
}

export function readExample(file: string): WorkflowFile {
	return JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as WorkflowFile;
}

/**
 * Puts into n8n what somebody needs to begin: a credential for the sandbox, which is corrected on each
 * start, and the examples with it filled in. Examples that are there already stay as they were left.
 */
export async function furnish(rest: Rest, sandboxUrl: string): Promise<void> {
	const credential = await saveCredential(rest, sandboxUrl);
	const there = await rest.ask<Named[]>('GET', 'workflows');
	for (const file of exampleFiles()) {
		const workflow = readExample(file);
		if (there.some(({ name }) => name === workflow.name)) continue;
		await rest.ask('POST', 'workflows', withCredential(workflow, credential));
	}
}

/** What a credential holds that may do everything in the sandbox's project. */
export const accessTo = (sandboxUrl: string) => ({
	deployment: 'cloud',
	organization: 'acme',
	project: 'flight-ops',
	token: tokens.serviceAdmin,
	baseUrl: sandboxUrl,
});

async function saveCredential(rest: Rest, sandboxUrl: string): Promise<Named> {
	const wanted = {
		name: CREDENTIAL_NAME,
		type: 'rillApi',
		data: accessTo(sandboxUrl),
	};
	const there = await rest.ask<Named[]>('GET', 'credentials');
	const known = there.find(({ name }) => name === CREDENTIAL_NAME);
	return known
		? await rest.ask('PATCH', `credentials/${known.id}`, wanted)
		: await rest.ask('POST', 'credentials', wanted);
}

/** Chosen in each Rill node, as somebody would after importing. */
export function withCredential(workflow: WorkflowFile, { id, name }: Named): WorkflowFile {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.type.startsWith('n8n-nodes-rill.')
				? { ...node, credentials: { rillApi: { id, name } } }
				: node,
		),
	};
}
