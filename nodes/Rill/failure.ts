import {
	ManualExecutionCancelledError,
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { RillError, type RillErrorKind } from './client/errors';

/** What a person has to change in the node or the credential; everything else came from outside. */
const OWN_MISTAKES: RillErrorKind[] = ['settings', 'argument', 'insecure'];

/**
 * A failure as n8n shows it: what happened as the message, what to do as the description. The
 * original error never goes along, since what the HTTP helper threw holds the token.
 */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): Error {
	if (!(error instanceof RillError)) {
		return error instanceof Error ? error : new NodeOperationError(node, String(error));
	}
	if (error.kind === 'cancelled') return new ManualExecutionCancelledError('');
	if (OWN_MISTAKES.includes(error.kind)) {
		return new NodeOperationError(node, error.message, {
			description: error.hint,
			itemIndex,
		});
	}
	return new NodeApiError(
		node,
		{},
		{
			message: error.message,
			description: error.hint,
			httpCode: error.details.status === undefined ? undefined : String(error.details.status),
			itemIndex,
		},
	);
}

/** Tells whether the workflow itself was stopped, which no setting of the node may turn into data. */
export function isCancellation(error: unknown): boolean {
	return error instanceof RillError && error.kind === 'cancelled';
}

/**
 * One failed input as an item. n8n sends exactly this shape (`error` and `details`, no other key) to
 * the error output as it is.
 */
export function toErrorItem(error: unknown, itemIndex: number): INodeExecutionData {
	const message = error instanceof Error ? error.message : String(error);
	return {
		json: { error: message, details: detailsOf(error) },
		pairedItem: { item: itemIndex },
	};
}

function detailsOf(error: unknown): IDataObject {
	if (error instanceof RillError) {
		const { status, api, body } = error.details;
		return {
			description: error.hint,
			...(status === undefined ? {} : { status }),
			...(api === undefined ? {} : { api }),
			...(body === undefined ? {} : { body }),
		};
	}
	const description: unknown =
		typeof error === 'object' && error !== null && 'description' in error
			? error.description
			: undefined;
	return typeof description === 'string' ? { description } : {};
}

/** Runs what the editor asks while somebody edits, so that a failure is readable there too. */
export async function inEditor<T>(
	context: ILoadOptionsFunctions,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
