import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { clientReadySpec } from '../../client/clientReadySpec';
import { fetchSpecText, parseSpec, type SpecFormat } from '../../client/spec';
import { toYaml } from '../../client/yaml';
import type { RillRun } from '../../run';
import type { RillOperation } from '../operation';
import { readSwitch } from '../switches';

const MIME_TYPE: Record<SpecFormat, string> = {
	json: 'application/json',
	yaml: 'application/yaml',
};

async function execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]> {
	const { context } = run;
	const format: SpecFormat =
		context.getNodeParameter('format', itemIndex) === 'yaml' ? 'yaml' : 'json';
	const clientReady = readSwitch(
		context.getNodeParameter('clientReady', itemIndex),
		'Client-Ready',
	);
	const text = clientReady
		? await clientReadyText(run, format)
		: await fetchSpecText(run.connection, format);
	const document = format === 'json' ? parseSpec(text) : undefined;

	const pairedItem = { item: itemIndex };
	if (context.getNodeParameter('output', itemIndex) !== 'file') {
		return [{ json: document ? (document as IDataObject) : { spec: text }, pairedItem }];
	}
	const property = String(context.getNodeParameter('binaryProperty', itemIndex)).trim() || 'data';
	const binary = await context.helpers.prepareBinaryData(
		Buffer.from(text, 'utf8'),
		fileName(run, format),
		MIME_TYPE[format],
	);
	return [{ json: {}, binary: { [property]: binary }, pairedItem }];
}

async function clientReadyText(run: RillRun, format: SpecFormat): Promise<string> {
	const { document } = await run.spec.live();
	const spec = clientReadySpec(document, run.connection.address);
	return format === 'yaml' ? toYaml(spec) : JSON.stringify(spec, null, 2);
}

function fileName(run: RillRun, format: SpecFormat): string {
	const { address } = run.connection;
	const place =
		address.deployment === 'cloud'
			? `${address.organization}-${address.project}`
			: `rill-${address.instance}`;
	return `${place.replace(/[^\w.-]+/g, '-')}-openapi.${format}`;
}

/** The project's own description of its APIs, for documentation and for code generators. */
export const getOpenApiSpec: RillOperation = {
	value: 'getOpenApiSpec',
	name: 'Get OpenAPI Spec',
	action: 'Get OpenAPI spec',
	description: 'Get the machine-readable description of all APIs of the project',
	fields: [
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			options: [
				{ name: 'JSON', value: 'json' },
				{ name: 'YAML', value: 'yaml' },
			],
			default: 'json',
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			options: [
				{ name: 'Item', value: 'item', description: 'The spec as the data of one item' },
				{ name: 'File', value: 'file', description: 'The spec as a file, to save or send on' },
			],
			default: 'item',
		},
		{
			displayName: 'Put Output File in Field',
			name: 'binaryProperty',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output binary field to put the file in',
			displayOptions: { show: { output: ['file'] } },
		},
		{
			displayName: 'Client-Ready',
			name: 'clientReady',
			type: 'boolean',
			default: false,
			description:
				"Whether to add what generators of API clients need and Rill leaves out: the project's public address, sign-in by token, and a name for each operation",
		},
	],
	execute,
};
