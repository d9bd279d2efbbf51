import { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

import { Container } from './engineServices';

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
