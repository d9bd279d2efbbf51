import { placeName, projectUrl, type CloudAddress } from './address';
import { concealed } from './conceal';
import { readErrorBody, rejectedReason } from './errorBody';
import { RillError, type TransientKind } from './errors';
import { errorFromAnswer } from './failedAnswer';
import { isUnfinished } from './json';
import type { ErrorContext } from './knownAnswers';
import { withRetries } from './retry';
import { send, type HttpAnswer, type HttpRequest, type RillConnection } from './transport';

/** What is asked for, in words that complete "Rill could not …". */
export interface Question {
	task: string;
	api?: string;
}

/**
 * Sends a request, again where waiting may help, and reads Rill's successful answer.
 *
 * @param read is told what the tries before it failed of
 * @throws RillError for every other answer, and for no answer; and what `read` throws
 */
export async function ask<T>(
	connection: RillConnection,
	request: HttpRequest,
	question: Question,
	read: (answer: HttpAnswer, retries: readonly TransientKind[]) => T,
): Promise<T> {
	return await withRetries(connection, async (retries) => {
		const answer = await askOnce(connection, request, question);
		if (answer.isGarbled) throw garbled(question);
		try {
			return read(answer, retries);
		} catch (error) {
			throw isCutOff(answer) ? cutOff(question) : toError(error);
		}
	}).catch((error: unknown) => Promise.reject(concealed(error, connection.conceal)));
}

async function askOnce(
	connection: RillConnection,
	request: HttpRequest,
	question: Question,
): Promise<HttpAnswer> {
	const answer = await send(connection, request);
	if (answer.status >= 200 && answer.status < 300) return answer;

	const context: ErrorContext = {
		...question,
		place: placeName(connection.address),
		token: connection.token,
		issuedFor: connection.issuedFor,
	};
	const error = errorFromAnswer(answer, context);
	throw error.kind === 'tokenRejected' ? await explainRejection(connection, error) : error;
}

/** Begins as Rill's answers do, and ends in the middle: something on the way has cut it. */
function isCutOff({ body }: HttpAnswer): boolean {
	return /^\s*[[{]/.test(body) && isUnfinished(body);
}

function cutOff({ task, api }: Question): RillError {
	return new RillError(
		'cutOff',
		`Rill's answer was cut off when the node tried to ${task}`,
		'Something between n8n and Rill (a proxy, a gateway) ends large or slow answers early. Ask for less at a time, or have whoever runs it raise its limits.',
		{ api },
	);
}

function garbled({ task, api }: Question): RillError {
	return new RillError(
		'unexpected',
		`The answer is not UTF-8 text, as Rill's are, when the node tried to ${task}`,
		"Something other than Rill may stand at the credential's address, or change what it sends.",
		{ api },
	);
}

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}

/**
 * Rill's proxy says the same words for a garbled, an unknown, an expired and a revoked token. The
 * project's own endpoint tells them apart (`rill.md` §4), so it is asked once.
 */
async function explainRejection(connection: RillConnection, error: RillError): Promise<RillError> {
	const { address } = connection;
	if (connection.issuedFor !== undefined) return error;
	if (address.deployment === 'local') {
		return new RillError(
			error.kind,
			`Rill Developer does not accept the credential's token`,
			"Rill Developer on your own machine needs no token: empty the credential's 'Token'. (It takes ephemeral tokens only.)",
			error.details,
		);
	}
	if (connection.token === 'ephemeral') return error;
	const reason = await oncePerRun(connection, async () => await reasonOf(connection, address));
	if (reason instanceof RillError) return reason;
	return reason === undefined
		? error
		: new RillError(
				error.kind,
				`Rill does not accept the credential's token: ${rejectedReason(reason)}`,
				error.hint,
				{ ...error.details, body: reason },
			);
}

type Reason = string | RillError | undefined;

/** What is known of a token holds for all requests of a run: not each of them asks for it. */
const reasons = new WeakMap<object, Promise<Reason>>();

async function oncePerRun(
	{ patience }: RillConnection,
	work: () => Promise<Reason>,
): Promise<Reason> {
	if (!patience) return await work();
	const known = reasons.get(patience) ?? work();
	reasons.set(patience, known);
	return await known;
}

/** Rill's words for why it does not take the token; an error only where the workflow was stopped. */
async function reasonOf(connection: RillConnection, address: CloudAddress): Promise<Reason> {
	try {
		const answer = await send(connection, {
			method: 'GET',
			url: projectUrl(address),
			headers: { accept: 'application/json' },
		});
		const body = readErrorBody(answer.body, answer.headers['content-type'] ?? '');
		return answer.status === 401 && body.shape !== 'foreign' ? body.text : undefined;
	} catch (failure) {
		return failure instanceof RillError && failure.kind === 'cancelled' ? failure : undefined;
	}
}
