import type { INodeExecutionData } from 'n8n-workflow';

import { copied } from '../client/json';
import type { RillRun } from '../run';

/**
 * The items of work that several input items may ask for: done once for all that have the same key.
 * The first one gets the very items, since the rows of a large result are copied for nobody who is
 * alone; the others get copies, since a later node may change an item in place.
 */
export async function itemsOnce(
	run: RillRun,
	key: string,
	itemIndex: number,
	work: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	let isMine = false;
	const items = await run.once(key, async () => {
		isMine = true;
		return await work();
	});
	return linkTo(itemIndex, isMine ? items : items.map(copyOf));
}

/** All share one link, which is cheapest for 150,000 of them. */
export function linkTo(itemIndex: number, items: INodeExecutionData[]): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	for (const item of items) item.pairedItem = pairedItem;
	return items;
}

function copyOf({ json, binary }: INodeExecutionData): INodeExecutionData {
	return { json: copied(json), ...(binary ? { binary: copied(binary) } : {}) };
}
