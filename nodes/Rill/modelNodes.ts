import { NodeConnectionTypes, type IExecuteFunctions } from 'n8n-workflow';

/** A node that has one of these connected asks a model, or is asked by one. */
const MODEL_INPUTS = [NodeConnectionTypes.AiLanguageModel, NodeConnectionTypes.AiTool];

/**
 * n8n's package of nodes for AI: also those that ask a model without having one connected. Its
 * triggers give what somebody sent.
 */
const AI_NODE = /^@n8n\/n8n-nodes-langchain\.(?!.*Trigger$)/;

/**
 * Whether a model may have written what a node of the workflow puts out: the node asks one, or one
 * before it does. A node of which nothing is known counts as such.
 */
export function isModelBehind(context: IExecuteFunctions, nodeName: string): boolean {
	// n8n tells the types of the nodes before a node, but not the node's own.
	const own = context
		.getChildNodes(nodeName)
		.flatMap((child) => context.getParentNodes(child.name))
		.find(({ name }) => name === nodeName);
	if (!own) return true;
	return [own, ...context.getParentNodes(nodeName)].some(
		({ name, type }) =>
			AI_NODE.test(type) ||
			MODEL_INPUTS.some(
				(connectionType) => context.getParentNodes(name, { connectionType, depth: 1 }).length > 0,
			),
	);
}
