import { expect, type Locator, type Page } from '@playwright/test';

import type { Rest } from '../rest';

/** A node of a workflow, as an exported one holds it. */
export interface NodeJson {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
}

/** A part of the page, in its pixels. */
export interface Clip {
	x: number;
	y: number;
	width: number;
	height: number;
}

const TRIGGER: NodeJson = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** A node that gives out the items. */
export function itemsNode(items: object[]): NodeJson {
	return {
		name: 'Items',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: `return ${JSON.stringify(items.map((json) => ({ json })))};` },
	};
}

/** What the form holds for a call of an API; whatever is not said is as in a new node. */
export function callOf(
	api: string,
	values: Record<string, unknown> | null = null,
): Record<string, unknown> {
	return {
		api: { __rl: true, mode: 'list', value: api, cachedResultName: api },
		arguments: { mappingMode: 'defineBelow', value: values, matchingColumns: [], schema: [] },
	};
}

interface Saved {
	id: string;
}

/** A credential that is being edited. */
export interface CredentialForm {
	dialog: Locator;
	field(name: string): Locator;
	/** Saves it, and waits until n8n has tried it out. */
	save(): Promise<void>;
	/** The labels of all fields to be filled in. */
	labels(): Locator;
	/** Shows which kinds of credential the node takes. */
	openKinds(): Promise<void>;
	/** Makes it one of the kinds that show. */
	chooseKind(name: string): Promise<void>;
	close(): Promise<void>;
}

/** n8n's editor, as a person uses it; every step waits for what it brings about. */
export class Editor {
	/** The form of the open node. */
	readonly form: Locator;
	/** The open node: its input, its form and its output. */
	readonly whole: Locator;
	/** The form with what belongs to it: tabs, the button that runs it. */
	readonly panel: Locator;
	/** What the open node gave out. */
	readonly output: Locator;
	/** The fields for an API's own arguments. */
	readonly mapper: Locator;
	private readonly made: string[] = [];

	constructor(
		readonly page: Page,
		private readonly n8n: Rest,
	) {
		this.form = page.getByTestId('node-parameters');
		this.whole = page.getByTestId('ndv');
		this.panel = page
			.locator('[data-test-id="ndv"] :has(> [data-test-id="node-parameters"])')
			.last();
		this.output = page.getByTestId('output-panel');
		this.mapper = page.getByTestId('resource-mapper-container');
	}

	/** The credential that the playground brings. */
	async credential(): Promise<{ id: string; name: string }> {
		const all = await this.n8n.ask<Array<{ id: string; name: string; type: string }>>(
			'GET',
			'credentials',
		);
		const found = all.find(({ type }) => type === 'rillApi');
		if (!found) throw new Error('The playground has no credential for Rill');
		return { id: found.id, name: found.name };
	}

	/** Opens a workflow that a person starts, of these nodes, one after the other. */
	async openWorkflow(name: string, ...nodes: NodeJson[]): Promise<string> {
		return await this.openWorkflowWith(TRIGGER, name, ...nodes);
	}

	/** The same with another trigger; gives back the workflow's id. */
	async openWorkflowWith(trigger: NodeJson, name: string, ...nodes: NodeJson[]): Promise<string> {
		const all = [trigger, ...nodes];
		return await this.openMade({
			name,
			nodes: all.map((node, index) => ({
				id: `node-${index}`,
				position: [index * 240, 0],
				...node,
			})),
			connections: Object.fromEntries(
				nodes.map((node, index) => [
					all[index]?.name ?? '',
					{ main: [[{ node: node.name, type: 'main', index: 0 }]] },
				]),
			),
			settings: { executionOrder: 'v1' },
		});
	}

	/** Saves a workflow, which is deleted when the test is over, and opens it. */
	async openMade(workflow: object): Promise<string> {
		const { id } = await this.n8n.ask<Saved>('POST', 'workflows', workflow);
		this.made.push(id);
		await this.openSaved(id);
		return id;
	}

	/** Publishes the open workflow, so that its trigger starts it. */
	async publish(): Promise<void> {
		await this.page.getByTestId('workflow-open-publish-modal-button').click();
		await this.page.getByTestId('workflow-publish-button').click();
	}

	/** Says something to the workflow's chat, and gives back the answer. */
	async chat(words: string): Promise<Locator> {
		const button = this.page.getByTestId('workflow-chat-button');
		await expect(button).toHaveText(/(Open|Hide) chat/);
		if ((await button.textContent())?.includes('Open')) await button.click();
		const input = this.page.getByTestId('canvas-chat').getByRole('textbox');
		await input.fill(words);
		await input.press('Enter');
		return this.page.locator('.chat-message-from-bot').last();
	}

	/** Deletes the workflows that were made here. */
	async tidyUp(): Promise<void> {
		for (const id of this.made) {
			await this.n8n.ask('POST', `workflows/${id}/archive`);
			// One that was published takes a moment to end.
			await expect(async () => await this.n8n.ask('DELETE', `workflows/${id}`)).toPass();
		}
	}

	async openSaved(id: string): Promise<void> {
		await this.page.goto(`${this.n8n.url}/workflow/${id}`);
		await expect(this.page.getByTestId('canvas-node').first()).toBeVisible();
	}

	/** A workflow with a Rill node that has the playground's credential, and that node's form. */
	async openRill(parameters: Record<string, unknown>, before: NodeJson[] = []): Promise<void> {
		const rill: NodeJson = {
			name: 'Rill',
			type: 'n8n-nodes-rill.rill',
			typeVersion: 1,
			parameters,
			credentials: { rillApi: await this.credential() },
		};
		await this.openWorkflow('In a test', ...before, rill);
		await this.openNode('Rill');
	}

	async openNode(name: string): Promise<void> {
		await this.node(name)
			.getByTestId(/^canvas-(default|configuration|configurable|trigger)-node$/)
			.last()
			.dblclick();
		await expect(this.form).toBeVisible();
		await this.untilFetched();
	}

	/** On the canvas. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** The input of a parameter, by the name that workflows store. */
	parameter(name: string): Locator {
		return this.form.getByTestId(`parameter-input-${name}`);
	}

	/** Until the fields for arguments are there, or a notice in their place. */
	private async untilFetched(): Promise<void> {
		if ((await this.parameter('api').count()) === 0) return;
		const api = await this.parameter('api').getByTestId('rlc-input').inputValue();
		if (api === '' || (await this.mapper.count()) === 0) return;
		await expect(
			this.mapper.locator('.parameter-item').or(this.mapper.getByRole('alert')).first(),
		).toBeVisible();
	}

	/** A field for an argument of the chosen API, with its label. */
	argument(name: string): Locator {
		return this.mapper
			.locator('.parameter-item')
			.filter({ has: this.page.getByTestId(`parameter-input-${name}`) });
	}

	/** The labels of all fields for arguments, in their order. */
	argumentLabels(): Locator {
		// Beside the text, a label holds the switch between a value and an expression.
		return this.mapper.locator('.parameter-item label > div:first-child');
	}

	/** What a dropdown offers that has just been opened. */
	options(): Locator {
		return this.page.getByRole('option').filter({ visible: true });
	}

	async chooseOption(dropdown: Locator, option: string): Promise<void> {
		await dropdown.click();
		await this.options().filter({ hasText: option }).first().click();
	}

	async choose(parameter: string, option: string): Promise<void> {
		await this.chooseOption(this.parameter(parameter), option);
		await expect(this.parameter(parameter).locator('input').first()).toHaveValue(option);
	}

	/** Opens the list of APIs. */
	async openApiList(): Promise<Locator> {
		await this.parameter('api').getByTestId('rlc-input').click();
		const items = this.page.getByTestId('rlc-item');
		await expect(items.first()).toBeVisible();
		return items;
	}

	/** Chooses an API by typing a part of its name or summary. */
	async chooseApi(search: string, label: string): Promise<void> {
		await this.openApiList();
		await this.page.getByTestId('rlc-search').fill(search);
		await this.page.getByTestId('rlc-item').filter({ hasText: label }).click();
		await expect(this.parameter('api').getByTestId('rlc-input')).toHaveValue(label);
	}

	/** Closes the open node, to see the canvas. */
	async close(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await expect(this.form).toHaveCount(0);
	}

	async reopen(name: string): Promise<void> {
		await this.close();
		await this.openNode(name);
	}

	/** The rows of the open node's output, as a table. */
	rows(): Locator {
		return this.output.locator('tbody tr');
	}

	/** The cells of a column of that table. */
	column(name: string): Locator {
		return this.output.locator(
			`xpath=.//tbody/tr/td[count(ancestor::table//th[normalize-space()="${name}"]/preceding-sibling::th) + 1]`,
		);
	}

	async showOutput(as: 'table' | 'json' | 'schema' | 'binary'): Promise<void> {
		await this.output.getByTestId(`radio-button-${as}`).click();
	}

	/** Begins a new credential for the open node. */
	async newCredential(): Promise<CredentialForm> {
		await this.page.getByTestId('node-credentials-select').click();
		await this.page.getByTestId('node-credentials-select-item-new').click();
		return await this.credentialForm();
	}

	/** Opens the credential that the open node has. */
	async openCredential(): Promise<CredentialForm> {
		await this.page.getByTestId('credential-edit-button').click();
		return await this.credentialForm();
	}

	/** A credential whose form opens. */
	async credentialForm(): Promise<CredentialForm> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await expect(dialog).toBeVisible();
		const kinds = dialog.getByTestId('credential-mode-dropdown-trigger');
		return {
			dialog,
			field: (name) => dialog.getByTestId(`parameter-input-${name}`).getByRole('textbox'),
			save: async () =>
				// n8n does nothing for a click that comes while it still works on the one before.
				await expect(async () => {
					const tried = this.page.waitForResponse(/\/credentials\/test$/, { timeout: 5_000 });
					await Promise.all([tried, dialog.getByTestId('credential-save-button').click()]);
				}).toPass(),
			labels: () => dialog.getByTestId('credential-connection-parameter').locator('label'),
			openKinds: async () => {
				await kinds.click();
				await expect(this.page.getByRole('menuitem', { name: 'Access Token' })).toBeVisible();
			},
			chooseKind: async (name) => {
				await this.page.getByRole('menuitem', { name }).click();
				await expect(kinds).toHaveText(name);
			},
			close: async () => {
				await dialog.getByRole('button', { name: 'Close' }).click();
				await expect(dialog).toHaveCount(0);
			},
		};
	}

	/** Where the upper part of something is on the page: n8n's panels are as high as its window. */
	async topOf(something: Locator, height: number): Promise<Clip> {
		const box = await something.boundingBox();
		if (!box) throw new Error('There is nothing to be seen of it');
		return { ...box, height: Math.min(height, box.height) };
	}

	/** Runs the open node, and those before it, and waits for what comes of it. */
	async execute(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
		await expect(
			this.output
				.getByTestId(/^node-run-(status-success|info-stale)$/)
				.or(this.output.getByTestId('node-error-message'))
				.first(),
		).toBeVisible();
	}
}
