import {
	ManualExecutionCancelledError,
	NodeApiError,
	NodeOperationError,
	type Failure,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { isCancellation, RillError, TRANSIENT_KINDS, type RillErrorKind } from './client/errors';

/** What a person has to change in the node or the credential; everything else came from outside. */
const OWN_MISTAKES: RillErrorKind[] = ['settings', 'argument', 'insecure'];

/** What only another token, or signing in again, can mend. */
const CREDENTIAL_KINDS: RillErrorKind[] = ['tokenMissing', 'tokenRejected', 'signInLost'];

/**
 * A failure as n8n shows it: what happened as the message, what to do as the description. The
 * original error never goes along, since what the HTTP helper threw holds the token.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	{ itemIndex, isTool = false }: { itemIndex?: number; isTool?: boolean } = {},
): Error {
	if (!(error instanceof RillError)) {
		return error instanceof Error ? error : new NodeOperationError(node, String(error));
	}
	if (isCancellation(error)) return new ManualExecutionCancelledError('');
	const description = isTool ? undefined : asHtml(error.hint);
	if (OWN_MISTAKES.includes(error.kind)) {
		return new NodeOperationError(node, messageOf(error, isTool), {
			description,
			itemIndex,
			failure: failureOf(error),
		});
	}
	return new NodeApiError(
		node,
		{},
		{
			message: messageOf(error, isTool),
			description,
			httpCode: statusOf(error),
			itemIndex,
			failure: failureOf(error),
		},
	);
}

/** Why it failed in n8n's own categories, by which n8n can wait or tell its user what to mend. */
function failureOf({ kind, turn, details: { retryAfterMs } }: RillError): Failure | undefined {
	if (CREDENTIAL_KINDS.includes(kind)) return { cause: 'credential-invalid' };
	const isTransient = TRANSIENT_KINDS.some((transient) => transient === kind);
	if (isTransient) {
		return {
			cause: kind === 'rateLimited' ? 'rate-limited' : 'temporarily-unavailable',
			...(retryAfterMs === undefined ? {} : { retryAfterMs }),
		};
	}
	return turn === 'user' || turn === 'projectAdmin'
		? { cause: 'configuration-invalid' }
		: undefined;
}

const HTML = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * n8n shows a description as HTML. Lines would run together there, and what Rill says of a template
 * whose argument is missing holds `<no value>`: it would be taken for a tag and vanish, with the
 * remedy behind it.
 */
export function asHtml(text: string): string {
	return text
		.replace(/[&<>]/g, (mark) => HTML[mark as keyof typeof HTML])
		.replace(/\n( *)/g, (_line, indent: string) => `<br>${'&nbsp;'.repeat(indent.length)}`);
}

/** A model is shown nothing but the message, so for it the remedy is part of it, and of nothing else. */
function messageOf(error: RillError, isTool: boolean): string {
	if (!isTool || error.hint === '') return withoutStopWord(error.message);
	const end = /[.?!]$/.test(error.message) ? '' : '.';
	return withoutStopWord(`${error.message}${end} ${error.hint}`);
}

/**
 * n8n takes a run for stopped by its user when a message holds the word "canceled", and an API of
 * cancelled flights may well be called that. An invisible joiner inside the word keeps it readable.
 */
function withoutStopWord(message: string): string {
	return message.replaceAll('canceled', 'cancel\u2060ed');
}

/**
 * One failed input as an item. n8n sends exactly this shape (`error` and `details`, no other key) to
 * the error output as it is.
 */
export function toErrorItem(error: unknown, itemIndex: number, isTool = false): INodeExecutionData {
	return {
		json: { error: textOf(error, isTool), details: detailsOf(error, isTool) },
		pairedItem: { item: itemIndex },
	};
}

function textOf(error: unknown, isTool: boolean): string {
	if (error instanceof RillError) return messageOf(error, isTool);
	return error instanceof Error ? error.message : String(error);
}

function detailsOf(error: unknown, isTool: boolean): IDataObject {
	if (error instanceof RillError) {
		const { status, api, body } = error.details;
		return {
			...(isTool ? {} : { description: error.hint }),
			kind: error.kind,
			turn: error.turn,
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
		throw toEditorError(context.getNode(), error);
	}
}

/**
 * A failure as n8n's lists show it, which is another way than a run's: the description is plain text
 * and comes along with a `NodeApiError` only, and a message is taken apart at every hyphen. One that
 * does not break the line looks the same and keeps names such as `flight-ops` whole.
 */
function toEditorError(node: INode, error: unknown): Error {
	if (!(error instanceof RillError) || isCancellation(error)) return toNodeError(node, error);
	return new NodeApiError(
		node,
		{},
		{
			message: error.message.replaceAll('-', '\u2011'),
			description: error.hint,
			httpCode: statusOf(error),
			failure: failureOf(error),
		},
	);
}

/** With 401 and 403, n8n's lists lead to the credential. */
function statusOf({ details: { status } }: RillError): string | undefined {
	return status === undefined ? undefined : String(status);
}
