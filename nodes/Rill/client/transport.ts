import { firstOf } from './abort';
import { mayCarryToken, type RillAddress } from './address';
import type { Conceal } from './conceal';
import { RillError, stopped } from './errors';
import { networkFailure } from './networkFailure';
import type { Patience } from './pace';
import type { TokenKind } from './tokenKind';

/** One HTTP request, as the client wants it sent: never following a redirect, never decoding JSON. */
export interface HttpRequest {
	method: 'GET' | 'POST';
	url: string;
	headers: Record<string, string>;
	body?: string;
}

export interface HttpAnswer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string | undefined>;
	body: string;
	/** Whether the bytes were no UTF-8, so that some characters of the body are others than were sent. */
	isGarbled?: boolean;
}

/**
 * A project and how to reach it. `send` adds the credential and is handed in, so that this room
 * knows nothing of n8n; it must end when the signal does.
 */
export interface RillConnection {
	address: RillAddress;
	token: TokenKind;
	/** For whom the token was issued, in words, where it is not the credential's own. */
	issuedFor?: string;
	send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
	/** Takes the token that `send` adds out of what the server says. */
	conceal: Conceal;
	/** Has `conceal` know the tokens that `send` may have added since, where it renews them. */
	learnTokens?(): Promise<void>;
	/** Fires when the workflow is stopped. */
	cancelSignal?: AbortSignal;
	/**
	 * Fires when nobody needs the answer any more. A request that is under way ends by itself, since
	 * the server has it until then, whoever hangs up; but no other one is begun for the answer.
	 */
	unneeded?: AbortSignal;
	/** Bounds one whole request, from the first byte sent to the last byte read. */
	timeoutMs: number;
	/** What is put up with before a failure counts; undefined: nothing. */
	patience?: Patience;
}

/** The same connection, for an answer that nobody may need any more before it has come: by either signal. */
export function neededUntil<T extends RillConnection>(
	unneeded: AbortSignal | undefined,
	connection: T,
): T {
	return unneeded
		? { ...connection, unneeded: firstOf(connection.unneeded, unneeded) }
		: connection;
}

export const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Sends one request and reads the whole answer, whatever its status.
 *
 * @throws RillError `insecure` before anything is sent, `cancelled`, `timeout`, `unreachable`,
 *   `certificate`, or `settings` where n8n itself forbids the address.
 *   What else `connection.send` threw is never passed on: its causes hold the request with its token.
 */
export async function send(connection: RillConnection, request: HttpRequest): Promise<HttpAnswer> {
	const isSecret = connection.token !== 'none' && connection.token !== 'developer';
	if (isSecret && !mayCarryToken(request.url)) {
		throw new RillError(
			'insecure',
			`The token is not sent to ${new URL(request.url).origin}: over http:// anybody on the way could read it`,
			'Use an https:// address. Only an address on this machine (localhost) may be http:// with a token; Rill Developer needs no token at all.',
		);
	}
	const deadline = AbortSignal.timeout(connection.timeoutMs);
	const signal = firstOf(connection.cancelSignal, deadline) ?? deadline;
	try {
		signal.throwIfAborted();
		return await connection.send(request, signal);
	} catch (error) {
		throw toTransportError(error, connection, request, deadline.aborted);
	}
}

function toTransportError(
	error: unknown,
	connection: RillConnection,
	request: HttpRequest,
	deadlinePassed: boolean,
): RillError {
	if (connection.cancelSignal?.aborted) return stopped();
	const host = new URL(request.url).host;
	if (deadlinePassed) {
		const seconds = connection.timeoutMs / 1000;
		return new RillError(
			'timeout',
			`Rill at ${host} did not answer completely within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
			"The query may be slow or the network too. Ask for less (a shorter time range, fewer rows) or raise 'Timeout' in the node's options, where the operation has one.",
		);
	}
	if (error instanceof RillError) return error;
	return networkFailure(error, host, connection.address.deployment, connection.token);
}
