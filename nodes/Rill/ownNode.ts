import type { INode } from 'n8n-workflow';

const known = new WeakMap<object, INode>();

/**
 * The node that an execution is of, as it stands in the workflow. n8n copies it, and all that is filled
 * in, for whoever asks: here that is done once for all items. Not to be changed.
 */
export function ownNode(context: { getNode(): INode }): Readonly<INode> {
	const node = known.get(context) ?? context.getNode();
	known.set(context, node);
	return node;
}
