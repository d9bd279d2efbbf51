import type { IExecuteFunctions } from 'n8n-workflow';

import { RillError } from './client/errors';
import { ownNode } from './ownNode';

/**
 * Whether an AI agent is calling, and a model chose what stands in the parameters. n8n has two ways
 * of running a tool: its engine runs a node whose type ends in `Tool` like any other, and an older
 * wrapper says so by `isToolExecution()`. Each is silent about the other.
 */
export function isAiTool(context: IExecuteFunctions): boolean {
	return ownNode(context).type.endsWith('Tool') || context.isToolExecution();
}

/**
 * For what a model must not get to see at all, such as a token.
 *
 * @throws RillError `settings`
 */
export function refuseAsTool(context: IExecuteFunctions, operation: string): void {
	if (!isAiTool(context)) return;
	throw new RillError(
		'settings',
		`'${operation}' is not for AI agents: the model would see a token, and could pass it on`,
		"Use 'Call' as the tool, with 'Run As' to decide whose rows it reads.",
	);
}
