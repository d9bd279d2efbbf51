/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createRequire } from 'node:module';
import { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

interface ServiceContainer {
	get<T>(service: new (...args: never[]) => T): T;
}

/** The engine's services are kept by its own copy of this package, not by the one next to it. */
const requireOfEngine = createRequire(require.resolve('n8n-core'));
const { Container } = requireOfEngine('@n8n/di') as { Container: ServiceContainer };

let started: Promise<void> | undefined;

/** Files go to disk, as in an n8n that nobody configured; without this they would stay in memory. */
export async function startBinaryData(): Promise<void> {
	started ??= Container.get(BinaryDataService).init();
	await started;
}

/** The bytes of a file that a node put into an item. */
export async function binaryBuffer(item: INodeExecutionData, property = 'data'): Promise<Buffer> {
	const file = item.binary?.[property];
	if (!file) throw new Error(`The item has no file in "${property}"`);
	return await Container.get(BinaryDataService).getAsBuffer(file);
}
