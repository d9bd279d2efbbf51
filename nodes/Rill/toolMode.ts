import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent is calling, and a model chose what stands in the parameters. n8n has two ways
 * of running a tool: its engine runs a node whose type ends in `Tool` like any other, and an older
 * wrapper says so by `isToolExecution()`. Each is silent about the other.
 */
export function isAiTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool') || context.isToolExecution();
}
