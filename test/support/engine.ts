/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import './environment';

import { join } from 'node:path';
import { WorkflowExecute } from 'n8n-core';
import type { INodeExecutionData, IRun, ITaskData, WorkflowExecuteMode } from 'n8n-workflow';

import { takeLog } from './engineLog';
import { isInJest } from './inJest';
import { prepare, type InstanceOptions } from './instance';
import { expectNoSecret } from './secrets';
import { givenOut } from './secrets/givenOut';
import { takeThrown } from './thrownErrors';
import type { WorkflowJson } from './workflows';

export { binaryBuffer } from './binaryData';
export { testCredential } from './credentialTest';
export { mapperFields, optionList, searchList } from './editor';
export { callParameters, node, rillWorkflow, type WorkflowJson } from './workflows';

export interface RunOptions extends InstanceOptions {
	/** `manual`, as by the editor, unless said otherwise; `trigger` as in production. */
	mode?: WorkflowExecuteMode;
	/** Stops the execution, as the button in the editor does, this long after its start. */
	cancelAfterMs?: number;
	/** Stops the execution when it fires. */
	signal?: AbortSignal;
}

/** What an execution left behind. */
export interface Execution {
	run: IRun;
	status: IRun['status'];
	durationMs: number;
	/** The error that ended the execution, as the editor shows it. */
	error?: { message: string; description?: string | null; httpCode?: string | null; name: string };
	items(node: string, output?: number): INodeExecutionData[];
	hints(node: string): string[];
	task(node: string): ITaskData | undefined;
}

/**
 * Runs a workflow in n8n's own engine, from its trigger (or first node) on.
 *
 * @throws in tests, if anything that it leaves behind holds a token
 */
export async function runWorkflow(
	json: WorkflowJson,
	options: RunOptions = {},
): Promise<Execution> {
	const { mode = 'manual' } = options;
	const { workflow, data } = await prepare(json, options);
	const startNode = workflow.getStartNode() ?? workflow.getNode(json.nodes[0].name) ?? undefined;
	const startedAt = performance.now();
	const running = new WorkflowExecute(data, mode).run({ workflow, startNode });
	const cancel = () => running.cancel();
	const timer =
		options.cancelAfterMs === undefined ? undefined : setTimeout(cancel, options.cancelAfterMs);
	options.signal?.addEventListener('abort', cancel, { once: true });
	try {
		const run = await running;
		const durationMs = performance.now() - startedAt;
		const { nodes } = json;
		const { staticData } = workflow;
		const left = { run, nodes, staticData, log: takeLog(), thrown: takeThrown() };
		if (isInJest) expectNoSecret(await givenOut(left));
		return describe(run, durationMs);
	} finally {
		clearTimeout(timer);
		options.signal?.removeEventListener('abort', cancel);
	}
}

function describe(run: IRun, durationMs: number): Execution {
	const { runData, error } = run.data.resultData;
	const task = (node: string) => runData[node]?.[0];
	return {
		run,
		status: run.status,
		durationMs,
		error: error && {
			name: error.name,
			message: error.message,
			description: 'description' in error ? error.description : undefined,
			httpCode: 'httpCode' in error ? (error.httpCode as string | null) : undefined,
		},
		items: (node, output = 0) => task(node)?.data?.main[output] ?? [],
		hints: (node) => (task(node)?.hints ?? []).map(({ message }) => message),
		task,
	};
}

/** Where this checkout is. */
export const PROJECT_DIR = join(__dirname, '..', '..');
