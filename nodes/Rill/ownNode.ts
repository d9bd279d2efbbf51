import type { INode } from 'n8n-workflow';

import { asRecord } from './client/schema';

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

/** The options that somebody has added, as they are written; undefined if that is no list of them. */
export function writtenOptions(context: { getNode(): INode }): Record<string, unknown> | undefined {
	return asRecord(ownNode(context).parameters.options);
}
