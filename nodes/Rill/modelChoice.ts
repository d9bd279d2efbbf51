import type { IExecuteFunctions } from 'n8n-workflow';

import { RillError } from './client/errors';
import { isModelBehind } from './modelNodes';
import { ownNode } from './ownNode';
import { isAiTool } from './toolMode';

/** What an expression may look at without seeing what the model of an agent has chosen. */
const OUT_OF_REACH = new Set([
	...['$env', '$execution', '$now', '$today', '$vars', '$workflow'],
	...['$if', '$ifEmpty', '$jmespath', '$max', '$min'],
]);

/** The data of a node that is named by a plain text: `$('Webhook')`. */
const NAMED_NODE = /\$\s*\(\s*(['"`])((?:(?!\1)[^\\$])*)\1\s*\)/g;

/** Ways to put an expression together, and the text that somebody wrote to the agent. */
const OPEN_WAYS = /\\|\bthis\b|\bchatInput\b/;

/**
 * A parameter that decides whose rows are read, and that no model may have a say in. Its text as it
 * stands in the workflow tells: once resolved, a value of the model's looks like any other. An
 * agent's input item counts as the model's too, since n8n puts there what the model has chosen.
 *
 * @throws RillError `settings`
 */
export function readUnlessFromModel(
	context: IExecuteFunctions,
	name: string,
	label: string,
	itemIndex: number,
): unknown {
	if (isLeftToModel(context, name)) {
		throw new RillError(
			'settings',
			`The AI model could fill in '${label}' of this tool, and so choose whose rows it sees`,
			`Give '${label}' a fixed value, or one of a node before the agent, such as {{ $('Webhook').item.json.email }}. What a model or its user may have chosen ($fromAI(), $json, $input, chatInput, the output of a node behind an AI node, other fields of the tool) is refused there.`,
		);
	}
	return context.getNodeParameter(name, itemIndex);
}

/** Whether the node is a model's tool, and the model may have a say in this parameter. */
export function isLeftToModel(context: IExecuteFunctions, name: string): boolean {
	return (
		isAiTool(context) &&
		mayHoldChoice(ownNode(context).parameters[name], (node) => isModelBehind(context, node))
	);
}

/**
 * Whether a model may have a say in what is written. What is not known to be safe counts as unsafe:
 * n8n knows more ways to the input item than anybody lists ($json, $input, $data, $thisItem, ...),
 * and a way to evaluate a text put together.
 *
 * @param isOfModel whether a model may have written the output of the node with this name
 */
export function mayHoldChoice(written: unknown, isOfModel: (nodeName: string) => boolean): boolean {
	if (typeof written === 'object' && written !== null) {
		return Object.entries(written).some((entry) =>
			entry.some((part) => mayHoldChoice(part, isOfModel)),
		);
	}
	if (typeof written !== 'string') return false;
	if (/\$fromai/i.test(written)) return true;
	if (!written.startsWith('=')) return false;
	if (OPEN_WAYS.test(written)) return true;
	const others = written.replace(NAMED_NODE, ' ').match(/\$(?!\{)[\w$]*/g) ?? [];
	return (
		others.some((name) => !OUT_OF_REACH.has(name)) ||
		[...written.matchAll(NAMED_NODE)].some(([, , name]) => isOfModel(name))
	);
}
