import { placeName, projectUrl } from './address';
import { readErrorBody, rejectedReason } from './errorBody';
import { RillError } from './errors';
import { errorFromAnswer } from './failedAnswer';
import type { ErrorContext } from './knownAnswers';
import { send, type HttpAnswer, type HttpRequest, type RillConnection } from './transport';

/** What is asked for, in words that complete "Rill could not …". */
export interface Question {
	task: string;
	api?: string;
}

/**
 * Sends a request and returns Rill's successful answer.
 *
 * @throws RillError for every other answer, and for no answer
 */
export async function ask(
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
	try {
		const answer = await send(connection, {
			method: 'GET',
			url: projectUrl(address),
			headers: { accept: 'application/json' },
		});
		const body = readErrorBody(answer.body, answer.headers['content-type'] ?? '');
		if (answer.status !== 401 || body.shape === 'foreign') return error;
		return new RillError(
			error.kind,
			`Rill does not accept the credential's token: ${rejectedReason(body.text)}`,
			error.hint,
			{ ...error.details, body: body.text },
		);
	} catch (failure) {
		return failure instanceof RillError && failure.kind === 'cancelled' ? failure : error;
	}
}
