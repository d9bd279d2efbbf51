/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test as base } from '@playwright/test';
import { parse } from 'flatted';

import { flightOps, startSandbox, type Sandbox } from '../../sandbox';
import { accessTo, readExample, withCredential, type WorkflowFile } from '../furnish';
import { startN8n, type RunningN8n } from '../n8n';
import { packageFolder } from '../pack';
import { loginOf, Rest } from '../rest';
import { GoogleSheets, type Spreadsheet } from '../services/googleSheets';
import { intercept, type Interception } from '../services/interception';
import { startMailServer, type MailServer } from '../services/mailServer';
import { Slack } from '../services/slack';
import { remove, temporaryFolder } from '../temporary';
import { PATIENCE_MS } from './browser';
import { instance } from './instance';

type Node = WorkflowFile['nodes'][number];

/** A credential of n8n, as a node names it. */
interface Account {
	id: string;
	name: string;
}

/** A workflow that n8n keeps. */
interface Saved {
	id: string;
	versionId: string;
}

/** How a run ended, and all of it in n8n's own packing. */
interface Execution {
	status: string;
	data: string;
}

const SLACK_TOKEN = 'xoxb-of-the-playground';

/** The hosts that n8n's nodes ask, and who answers for them. */
const SLACK_HOST = 'slack.com';
const SHEETS_HOST = 'sheets.googleapis.com';
const ACCOUNTS_HOST = 'oauth2.googleapis.com';

/** The channel that the examples write to. */
export const CHANNEL = '#operations';

/** What runs beside n8n. */
interface Around {
	rill: Sandbox;
	slack: Slack;
	sheets: GoogleSheets;
	mail: MailServer;
	interception: Interception;
}

/** An n8n whose workflows reach a Rill, Slack, Google Sheets and a mail server, all on this machine. */
export class Office {
	private accounts: Record<string, Account> = {};

	private constructor(
		private readonly data: string,
		private running: RunningN8n,
		/** What the editor asks this n8n. */
		private n8n: Rest,
		readonly around: Around,
	) {}

	/** @param onStop is told how to stop each part; what came last has to be stopped first */
	static async open(onStop: (stop: () => Promise<void> | void) => void): Promise<Office> {
		const data = temporaryFolder('office');
		onStop(() => remove(data));
		// The playground that runs already has it built.
		cpSync(packageFolder(instance().data), packageFolder(data), { recursive: true });
		const around = await startAround(data, onStop);
		const running = await startN8n(data, {
			variables: around.interception.environment,
		});
		const office = new Office(data, running, new Rest(running.url), around);
		onStop(async () => await office.running.stop());
		await office.n8n.signIn(loginOf(data));
		await office.openAccounts();
		return office;
	}

	/** Stops n8n, as somebody does who updates it, and starts it again on what it wrote. */
	async restart(): Promise<void> {
		await this.running.stop();
		this.running = await startN8n(this.data, {
			variables: this.around.interception.environment,
		});
		this.n8n = new Rest(this.running.url);
		await this.n8n.signIn(loginOf(this.data));
	}

	/** An example with its accounts and, where it has one, its spreadsheet chosen. */
	example(file: string, { spreadsheet }: { spreadsheet?: Spreadsheet } = {}): WorkflowFile {
		const { rillApi } = this.accounts;
		if (!rillApi) throw new Error('No account has been opened');
		const workflow = withCredential(readExample(file), rillApi);
		return changed(workflow, (node) => this.chosen(node, spreadsheet));
	}

	/** Runs a workflow by hand, to its end. */
	async run(workflow: WorkflowFile): Promise<void> {
		const { id } = await this.n8n.ask<Saved>('POST', 'workflows', workflow);
		const { executionId } = await this.n8n.ask<{ executionId: string }>(
			'POST',
			`workflows/${id}/run`,
			{ triggerToStartFrom: { name: triggerOf(workflow).name } },
		);
		const ended = await this.end(executionId);
		if (ended.status !== 'success') throw new Error(whyFailed(ended));
	}

	/** Publishes a workflow, so that its trigger runs it; what is given back ends that. */
	async publish(workflow: WorkflowFile): Promise<() => Promise<void>> {
		const { id, versionId } = await this.n8n.ask<Saved>('POST', 'workflows', workflow);
		await this.n8n.ask('POST', `workflows/${id}/activate`, { versionId });
		return async () => await this.n8n.ask('POST', `workflows/${id}/deactivate`, {});
	}

	/** What Rill's data say, asked without the node: what a test compares with. */
	async sql<Row>(sql: string): Promise<Row[]> {
		const answer = await fetch(`${this.around.rill.url}/v1/instances/default/api/sql`, {
			method: 'POST',
			body: JSON.stringify({ sql }),
		});
		return (await answer.json()) as Row[];
	}

	/** Rill as it is without a test, and nothing in what anybody was asked. */
	tidyUp(): void {
		const { rill, slack, sheets, mail } = this.around;
		rill.setProject(flightOps());
		for (const seen of [slack.posted, sheets.requests, mail.mails]) seen.splice(0);
	}

	private async end(executionId: string): Promise<Execution> {
		const ask = async () => await this.n8n.ask<Execution>('GET', `executions/${executionId}`);
		await expect
			.poll(async () => (await ask()).status, { timeout: PATIENCE_MS })
			.toMatch(/success|error|crashed|canceled/);
		return await ask();
	}

	private chosen(node: Node, spreadsheet?: Spreadsheet): Node {
		const { slackApi, googleApi, smtp } = this.accounts;
		switch (node.type) {
			case 'n8n-nodes-base.slack':
				return { ...node, credentials: { ...(slackApi && { slackApi }) } };
			case 'n8n-nodes-base.emailSend':
				return { ...node, credentials: { ...(smtp && { smtp }) } };
			case 'n8n-nodes-base.googleSheets':
				return {
					...node,
					credentials: { ...(googleApi && { googleApi }) },
					parameters: {
						...node.parameters,
						authentication: 'serviceAccount',
						documentId: { __rl: true, mode: 'id', value: spreadsheet?.id },
					},
				};
			default:
				return node;
		}
	}

	private async openAccounts(): Promise<void> {
		const { rill, sheets, mail } = this.around;
		const contents = {
			rillApi: accessTo(rill.url),
			slackApi: { accessToken: SLACK_TOKEN },
			googleApi: sheets.account.credential,
			smtp: mail.credential,
		};
		for (const [type, data] of Object.entries(contents)) {
			const { id, name } = await this.n8n.ask<Account>('POST', 'credentials', {
				name: type,
				type,
				data,
			});
			this.accounts[type] = { id, name };
		}
	}
}

async function startAround(
	data: string,
	onStop: (stop: () => Promise<void>) => void,
): Promise<Around> {
	const rill = await startSandbox();
	onStop(rill.close);
	const mail = await startMailServer();
	onStop(mail.close);
	const slack = new Slack(SLACK_TOKEN, [CHANNEL]);
	const sheets = new GoogleSheets();
	const interception = await intercept(
		{
			[SLACK_HOST]: slack.answer,
			[SHEETS_HOST]: sheets.answer,
			[ACCOUNTS_HOST]: sheets.account.answer,
		},
		join(data, 'stand-ins.pem'),
	);
	onStop(interception.close);
	return { rill, mail, slack, sheets, interception };
}

/** The workflow with each node as a function wants it. */
export function changed(workflow: WorkflowFile, change: (node: Node) => Node): WorkflowFile {
	return { ...workflow, nodes: workflow.nodes.map(change) };
}

/** The workflow with other values of parameters in one node. */
export function withParameters(
	workflow: WorkflowFile,
	name: string,
	parameters: Record<string, unknown>,
): WorkflowFile {
	return changed(workflow, (node) =>
		node.name === name ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
	);
}

/** The node that starts a workflow. */
export function triggerOf({ nodes }: WorkflowFile): Node {
	const found = nodes.find(({ type }) => type.endsWith('Trigger'));
	if (!found) throw new Error('Nothing starts this workflow');
	return found;
}

function whyFailed({ status, data }: Execution): string {
	const { resultData } = parse(data) as { resultData: { error?: { message: string } } };
	return `The run ended with ${status}: ${resultData.error?.message ?? 'no message'}`;
}

/** Tests whose workflows leave n8n. */
export const test = base.extend<{ nobodyElse: void }, { office: Office }>({
	office: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what is needed
		async ({}, use) => {
			const stops: Array<() => Promise<void> | void> = [];
			try {
				await use(await Office.open((stop) => stops.push(stop)));
			} finally {
				for (const stop of stops.reverse()) await stop();
			}
		},
		{ scope: 'worker', timeout: 5 * PATIENCE_MS },
	],
	// Whatever a test looks at: what it runs asks nobody but those who stand in for somebody.
	nobodyElse: [
		async ({ office }, use) => {
			office.tidyUp();
			await use();
			expect(office.around.interception.strangers).toEqual([]);
		},
		{ auto: true },
	],
});

export { expect };
