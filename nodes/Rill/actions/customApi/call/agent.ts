import type { INodeExecutionData } from 'n8n-workflow';

import { AGENT_CHARS, AGENT_ROWS } from '../../limits';
import type { CallWish } from './parameters';

/** No more rows than an agent is shown, and one to tell that there are more. */
export function limitForAgent(wish: CallWish): CallWish {
	if (wish.output.shape !== 'items') return wish;
	const limit = Math.min(wish.rows.limit ?? AGENT_ROWS + 1, AGENT_ROWS + 1);
	return { ...wish, rows: { ...wish.rows, limit } };
}

/**
 * What a model gets to see: as many rows as it can use, and in words what it does not see. A note is
 * an item, because n8n shows a model neither hints nor an answer without items.
 */
export function capForAgent(
	items: INodeExecutionData[],
	wish: CallWish,
	itemIndex: number,
): INodeExecutionData[] {
	const note = (text: string) => ({ json: { note: text }, pairedItem: { item: itemIndex } });
	const api = `API "${wish.call.api.name}"`;
	if (items.length === 0) return [note(`${api} has no rows for these arguments.`)];

	let chars = 0;
	const fits = items.findIndex(({ json }, index) => {
		chars += JSON.stringify(json).length;
		return index >= AGENT_ROWS || chars > AGENT_CHARS;
	});
	if (fits < 0) return items;
	const narrow = 'Use narrower arguments to see others.';
	return fits === 0
		? [
				note(
					`The answer of ${api} is longer than the ${AGENT_CHARS} characters that are shown. ${narrow}`,
				),
			]
		: [
				...items.slice(0, fits),
				note(`Only the first ${fits} rows of ${api} are shown; there are more. ${narrow}`),
			];
}
