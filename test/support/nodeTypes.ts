/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';
import {
	NodeConnectionTypes,
	NodeHelpers,
	type ICredentialType,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';

import { agent, asTool, echoTool, TOOL_TYPE } from './agentTool';
import { standIns } from './standIns';
import { watchErrors } from './thrownErrors';

/** How workflows name the node: package and node. */
export const RILL_TYPE = 'n8n-nodes-rill.rill';

const PACKAGE_DIR = join(__dirname, '..', '..');

/** Starts a workflow; n8n's own does no more, and brings the 300 MB of n8n-nodes-base with it. */
const manualTrigger: INodeType = {
	description: {
		displayName: 'Manual Trigger',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		return [this.getInputData()];
	},
};

const noOp: INodeType = {
	description: {
		...manualTrigger.description,
		displayName: 'No Operation',
		name: 'noOp',
		group: ['transform'],
		inputs: [NodeConnectionTypes.Main],
	},
	async execute(this: IExecuteFunctions) {
		return [this.getInputData()];
	},
};

/** Gives out the items that a test wants the node to receive. */
const items: INodeType = {
	description: {
		...noOp.description,
		displayName: 'Items',
		name: 'items',
		properties: [{ displayName: 'Items', name: 'items', type: 'json', default: '[]' }],
	},
	async execute(this: IExecuteFunctions) {
		const list: unknown = JSON.parse(String(this.getNodeParameter('items', 0)));
		if (!Array.isArray(list)) throw new Error('items has to be a list');
		return [list.map((json, index) => ({ json, pairedItem: { item: index } }))];
	},
};

const TEST_NODES: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': manualTrigger,
	'n8n-nodes-base.noOp': noOp,
	'test.items': items,
	'test.agent': agent,
	'test.echo': echoTool,
	...standIns,
};

/** Node and credential types of other packages, by the names that workflows use. */
export interface OtherTypes {
	nodes: Record<string, INodeType | IVersionedNodeType>;
	credentials: Record<string, ICredentialType>;
}

const TOOL_TYPES = Object.values(TOOL_TYPE);

/** The package's node and credential types, loaded by n8n's own loader, and the few a test needs. */
export class NodeTypes implements INodeTypes {
	constructor(
		private readonly loader: PackageDirectoryLoader,
		private readonly others: OtherTypes = { nodes: {}, credentials: {} },
	) {}

	/** The same and these. */
	with(others: OtherTypes): NodeTypes {
		return new NodeTypes(this.loader, others);
	}

	getByName(type: string): INodeType | IVersionedNodeType {
		if (TOOL_TYPES.includes(type)) return asTool(this.getByNameAndVersion(RILL_TYPE));
		const own = this.others.nodes[type] ?? TEST_NODES[type];
		return own ?? this.loader.getNode(type.replace(/^n8n-nodes-rill\./, '')).type;
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}

	getKnownTypes() {
		return {};
	}

	credential(type: string): ICredentialType {
		return this.others.credentials[type] ?? this.loader.getCredential(type).type;
	}

	usesCredentials(type: string): boolean {
		return (this.getByNameAndVersion(type).description.credentials ?? []).length > 0;
	}
}

/** TypeScript source, or the built package as n8n would load it. */
export type LoadedFrom = 'source' | 'dist';

const loaded = new Map<LoadedFrom, Promise<NodeTypes>>();

async function load(from: LoadedFrom): Promise<NodeTypes> {
	const loader = new PackageDirectoryLoader(PACKAGE_DIR);
	if (from === 'dist') {
		await loader.loadAll();
	} else {
		loader.loadNodeFromFile('nodes/Rill/Rill.node.ts');
		loader.loadCredentialFromFile('credentials/RillApi.credentials.ts');
		loader.loadCredentialFromFile('credentials/RillOAuth2Api.credentials.ts');
	}
	watchErrors(loader.getNode('rill').type as INodeType);
	return new NodeTypes(loader);
}

export async function loadNodeTypes(from: LoadedFrom): Promise<NodeTypes> {
	const types = loaded.get(from) ?? load(from);
	loaded.set(from, types);
	return await types;
}
