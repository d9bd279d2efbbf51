import type { IExecuteFunctions } from 'n8n-workflow';

import { RillError } from './client/errors';
import { isAiTool } from './toolMode';

/** What an expression may look at without seeing what the model of an agent has chosen. */
const OUT_OF_REACH = new Set(['$', '$env', '$execution', '$now', '$today', '$vars', '$workflow']);

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
	if (isAiTool(context) && mayHoldChoice(context.getNode().parameters[name])) {
		throw new RillError(
			'settings',
			`The AI model could fill in '${label}' of this tool, and so choose whose rows it sees`,
			`Give '${label}' a fixed value, or one of a node before the agent, such as {{ $('Webhook').item.json.email }}. What a model may have chosen ($fromAI(), $json, $input, other fields of the tool) is refused there.`,
		);
	}
	return context.getNodeParameter(name, itemIndex);
}

/**
 * Whether a model may have a say in what is written. What is not known to be safe counts as unsafe:
 * n8n knows more ways to the input item than anybody lists ($json, $input, $data, $thisItem, ...),
 * and a way to evaluate a text put together.
 */
export function mayHoldChoice(written: unknown): boolean {
	if (typeof written === 'object' && written !== null) {
		return Object.entries(written).some((entry) => entry.some(mayHoldChoice));
	}
	if (typeof written !== 'string') return false;
	if (/\$fromai/i.test(written)) return true;
	if (!written.startsWith('=')) return false;
	const names = written.match(/\$[\w$]*/g) ?? [];
	return names.some((name) => !OUT_OF_REACH.has(name)) || /\\|\bthis\b/.test(written);
}
