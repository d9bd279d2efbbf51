import { placeName } from './address';
import { concealed } from './conceal';
import { RillError, type TransientKind } from './errors';
import { errorFromAnswer } from './failedAnswer';
import { isUnfinished } from './json';
import type { ErrorContext, Question } from './knownAnswers';
import { explainRejection } from './rejection';
import { withRetries } from './retry';
import { send, type HttpAnswer, type HttpRequest, type RillConnection } from './transport';

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
	}).catch(async (error: unknown) => {
		await connection.learnTokens?.();
		throw concealed(error, connection.conceal);
	});
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
