/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { parse } from 'flatted';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeExecutionData, IRunExecutionData } from 'n8n-workflow';

import type { WorkflowFile } from '../furnish';
import type { Rest } from '../rest';
import type { Postgres } from './postgres';
import type { QueueMode } from './queueMode';

/** An execution, and how far it is in n8n's words. */
export interface Execution {
	id: number;
	status: string;
}

/** What one execution has left behind. */
export interface Left {
	/** The items that a node has put out. */
	items(node: string): INodeExecutionData[];
	/** What n8n shows as the reason why it failed. */
	error?: { message: string; description?: string | null };
}

const LOOK_EVERY_MS = 500;
const AT_A_TIME = 20;

/** States in which an execution still waits or runs; every other one is its end. */
const UNENDED = ['new', 'running', 'waiting', 'unknown'];

/** A workflow that is published, and starts when its webhook is called. */
export class Published {
	private constructor(
		private readonly main: Rest,
		private readonly postgres: Postgres,
		private readonly id: string,
		private readonly path: string,
	) {}

	static async publish(
		{ main, postgres }: Pick<QueueMode, 'main' | 'postgres'>,
		workflow: WorkflowFile,
	): Promise<Published> {
		const { id, versionId } = await main.ask<{ id: string; versionId: string }>(
			'POST',
			'workflows',
			workflow,
		);
		await main.ask('POST', `workflows/${id}/activate`, { versionId });
		const webhook = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.webhook');
		return new Published(main, postgres, id, String(webhook?.parameters.path));
	}

	/** Calls the webhook once for each body, some at a time. n8n answers when it has noted the call. */
	async start(bodies: object[]): Promise<void> {
		const left = [...bodies];
		const one = async () => {
			for (let body = left.shift(); body; body = left.shift()) await this.call(body);
		};
		await Promise.all(Array.from({ length: AT_A_TIME }, one));
	}

	private async call(body: object): Promise<void> {
		const response = await fetch(`${this.main.url}/webhook/${this.path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		// n8n says that it is published before its webhook is there.
		if (response.status === 404) {
			await sleep(LOOK_EVERY_MS);
			await this.call(body);
		} else if (!response.ok) {
			throw new Error(`The webhook: ${response.status} ${await response.text()}`);
		}
	}

	/**
	 * All executions, the oldest first, as n8n has noted them. Its list would lose some from one page to
	 * the next, where they did not begin in the order of their ids.
	 */
	async executions(): Promise<Execution[]> {
		return await this.postgres.query(
			`SELECT id, status FROM execution_entity WHERE "workflowId" = '${this.id}' ORDER BY id`,
		);
	}

	/** Waits until so many executions have ended, whatever their end. */
	async ended(count: number): Promise<Execution[]> {
		for (;;) {
			const all = await this.executions();
			if (all.filter(({ status }) => !UNENDED.includes(status)).length >= count) return all;
			await sleep(LOOK_EVERY_MS);
		}
	}

	/** What an execution has left behind, as n8n shows it to whoever opens it. */
	async left({ id }: Execution): Promise<Left> {
		const { data } = await this.main.ask<{ data: string }>('GET', `executions/${id}`);
		const { resultData } = parse(data) as IRunExecutionData;
		return {
			items: (node) =>
				(resultData.runData[node] ?? []).flatMap(({ data: out }) => out?.main[0] ?? []),
			error: resultData.error,
		};
	}

	/** Presses *Retry* in n8n's list of executions, and tells how that ended. */
	async retry({ id }: Execution): Promise<string> {
		const { status } = await this.main.ask<Execution>('POST', `executions/${id}/retry`, {
			loadWorkflow: false,
		});
		return status;
	}
}
