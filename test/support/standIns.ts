/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { runInNewContext } from 'node:vm';
import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

const description = (name: string, properties: INodeProperties[]): INodeTypeDescription => ({
	displayName: name,
	name,
	group: ['transform'],
	version: 1,
	description: '',
	defaults: { name },
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	properties,
});

/** Gives out what it gets: a schedule's tick, the rows that a sheet has taken. */
const passThrough = (name: string): INodeType => ({
	description: description(name, []),
	async execute(this: IExecuteFunctions) {
		return [this.getInputData()];
	},
});

/** Gives out what n8n's node would send: its parameters for each item, and the item's files. */
const outbox = (name: string, parameters: string[]): INodeType => ({
	description: description(
		name,
		parameters.map((field) => ({ displayName: field, name: field, type: 'json', default: '' })),
	),
	async execute(this: IExecuteFunctions) {
		return [
			this.getInputData().map(({ binary }, item) => ({
				json: Object.fromEntries(
					parameters.map((field) => [field, this.getNodeParameter(field, item)]),
				),
				...(binary ? { binary } : {}),
				pairedItem: { item },
			})),
		];
	},
});

/** Like n8n's Code in its mode for all items: the names it knows, and a result that is JSON. */
const code: INodeType = {
	description: description('code', [
		{ displayName: 'JavaScript', name: 'jsCode', type: 'string', default: '' },
	]),
	async execute(this: IExecuteFunctions) {
		const script = String(this.getNodeParameter('jsCode', 0));
		const { $, $input } = this.getWorkflowDataProxy(0) as Record<string, unknown>;
		const result: unknown = await runInNewContext(`(async () => {${script}\n})()`, {
			$,
			$input,
			$getWorkflowStaticData: (type: string) => this.getWorkflowStaticData(type),
		});
		return [JSON.parse(JSON.stringify(result)) as INodeExecutionData[]];
	},
};

/** Like n8n's If: the engine itself decides a parameter of the type `filter`. */
const decide: INodeType = {
	description: {
		...description('if', [
			{
				displayName: 'Conditions',
				name: 'conditions',
				type: 'filter',
				default: {},
				typeOptions: { filter: { version: 3, typeValidation: 'strict' } },
			},
		]),
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
	},
	async execute(this: IExecuteFunctions) {
		const outputs: [INodeExecutionData[], INodeExecutionData[]] = [[], []];
		this.getInputData().forEach((item, index) => {
			const isTrue = this.getNodeParameter('conditions', index, false, { extractValue: true });
			outputs[isTrue === true ? 0 : 1].push({ ...item, pairedItem: { item: index } });
		});
		return outputs;
	},
};

/**
 * What the example workflows have around the Rill node, without accounts and without the 300 MB of
 * n8n-nodes-base. Nothing leaves them; what they would send is what they give out.
 */
export const standIns: Record<string, INodeType> = {
	'n8n-nodes-base.scheduleTrigger': passThrough('scheduleTrigger'),
	'n8n-nodes-base.googleSheets': passThrough('googleSheets'),
	'n8n-nodes-base.emailSend': outbox('emailSend', ['toEmail', 'subject', 'text', 'options']),
	'n8n-nodes-base.slack': outbox('slack', ['channelId', 'text', 'blocksUi']),
	'n8n-nodes-base.readWriteFile': outbox('readWriteFile', ['fileName', 'dataPropertyName']),
	'n8n-nodes-base.code': code,
	'@n8n/n8n-nodes-langchain.chatTrigger': passThrough('chatTrigger'),
	'@n8n/n8n-nodes-langchain.openAi': passThrough('openAi'),
	'n8n-nodes-base.set': passThrough('set'),
	'n8n-nodes-base.if': decide,
	// Only to be read: the engine never comes to it.
	'n8n-nodes-base.stickyNote': passThrough('stickyNote'),
};
