import type { INodeExecutionData } from 'n8n-workflow';

import { RillError } from '../../../client/errors';
import { atStart, titleOf } from '../../../client/titles';
import { AGENT_CHARS, AGENT_ROWS } from '../../limits';
import type { CallWish } from './parameters';

/**
 * A call as an agent gets it: an item per row, since a model reads nothing else, and one row more
 * than it is shown, which tells that there are more.
 *
 * @throws RillError `settings` for a file, of which a model would see the size and nothing else
 */
export function wishForAgent(asked: CallWish): CallWish {
	const { api } = asked.call;
	if (asked.output.shape === 'file') {
		throw new RillError(
			'settings',
			`An AI agent cannot read a file, so ${titleOf(api)} was not called`,
			"Choose 'Item per Row' as the output of this tool.",
			{ api: api.name },
		);
	}
	return {
		...asked,
		rows: { ...asked.rows, limit: shownRows(asked) + 1 },
		output: {
			...asked.output,
			shape: 'items',
			whenEmpty: asked.output.whenEmpty === 'fail' ? 'fail' : 'nothing',
		},
	};
}

/** How many rows an agent is shown at most. */
function shownRows({ rows }: CallWish): number {
	return Math.min(rows.limit ?? AGENT_ROWS, AGENT_ROWS);
}

/**
 * What a model gets to see: as many rows as it can use, and in words what it does not see. A note is
 * an item, because n8n shows a model neither hints nor an answer without items.
 */
export function showToAgent(
	rows: INodeExecutionData[],
	asked: CallWish,
	{ notes, itemIndex }: { notes: string[]; itemIndex: number },
): INodeExecutionData[] {
	const shown = rows.slice(0, fitting(rows, shownRows(asked)));
	return [...shown, ...cutNotes(rows, shown.length, asked), ...notes].map((entry) =>
		typeof entry === 'string' ? { json: { note: entry }, pairedItem: { item: itemIndex } } : entry,
	);
}

/** How many of the first rows are few and short enough. */
function fitting(rows: INodeExecutionData[], most: number): number {
	let chars = 0;
	const tooMuch = rows.findIndex(({ json }, index) => {
		chars += JSON.stringify(json).length;
		return index >= most || chars > AGENT_CHARS;
	});
	return tooMuch < 0 ? rows.length : tooMuch;
}

function cutNotes(rows: INodeExecutionData[], shown: number, { call }: CallWish): string[] {
	const api = titleOf(call.api);
	if (rows.length === 0) return [`${atStart(api)} has no rows for these arguments.`];
	if (shown === rows.length) return [];
	return shown === 0
		? [
				`${atStart(api)} has rows for these arguments, but none is shown: the first one alone has more than ${AGENT_CHARS} characters.`,
			]
		: [
				`Only the first ${shown} rows of ${api} are shown; there are more. Use narrower arguments to see others.`,
			];
}
