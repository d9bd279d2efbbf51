import { mayCarryToken, type RillAddress } from './address';
import { RillError } from './errors';
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
	/** Fires when the workflow is stopped. */
	cancelSignal?: AbortSignal;
	/** Bounds one whole request, from the first byte sent to the last byte read. */
	timeoutMs: number;
}

export const DEFAULT_TIMEOUT_MS = 60_000;

/** Some 24 days: timers take no longer wait, and end at once instead. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Sends one request and reads the whole answer, whatever its status.
 *
 * @throws RillError `insecure` before anything is sent, `cancelled`, `timeout`, or `unreachable`.
 *   The error that `send` threw is never passed on: its causes hold the request with its token.
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
	const { cancelSignal } = connection;
	const signal = cancelSignal ? AbortSignal.any([cancelSignal, deadline]) : deadline;
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
	if (connection.cancelSignal?.aborted) {
		return new RillError('cancelled', 'The workflow was stopped', '');
	}
	const host = new URL(request.url).host;
	if (deadlinePassed) {
		const seconds = connection.timeoutMs / 1000;
		return new RillError(
			'timeout',
			`Rill at ${host} did not answer completely within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
			"The query may be slow or the network too. Ask for less (a shorter time range, fewer rows) or raise 'Timeout' in the node's options, where the operation has one.",
		);
	}
	const code = networkCode(error);
	return new RillError(
		'unreachable',
		`Rill at ${host} could not be reached: ${networkReason(code)}`,
		connection.address.deployment === 'local'
			? "Is Rill Developer running (rill start)? If n8n runs in Docker, 'localhost' is the container itself: use http://host.docker.internal:9009 as the credential's 'Local URL'."
			: "Check the credential's 'Base URL', and that this n8n may connect to it (firewall, proxy, DNS).",
	);
}

/** Node's and OpenSSL's code of a failed connection, wherever the HTTP helper has put it. */
function networkCode(error: unknown): string | undefined {
	let current: unknown = error;
	for (let depth = 0; depth < 6 && typeof current === 'object' && current !== null; depth++) {
		if (
			'code' in current &&
			typeof current.code === 'string' &&
			/^[A-Z_0-9]+$/.test(current.code)
		) {
			return current.code;
		}
		current = 'cause' in current ? current.cause : undefined;
	}
	return undefined;
}

/** In words, since n8n replaces a message that holds one of its known codes (`ECONNREFUSED`). */
function networkReason(code: string | undefined): string {
	switch (code) {
		case 'ECONNREFUSED':
			return 'nothing listens there (connection refused)';
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return 'there is no such host name';
		case 'ECONNRESET':
		case 'EPIPE':
		case 'ERR_BAD_RESPONSE':
			return 'the connection broke off before the answer was complete';
		case 'ETIMEDOUT':
		case 'ECONNABORTED':
			return 'the connection timed out';
		case 'EHOSTUNREACH':
		case 'ENETUNREACH':
			return 'there is no route to it from this network';
		default:
			return code !== undefined && /CERT|SSL|TLS|SELF_SIGNED|ISSUER/.test(code)
				? `its TLS certificate is not trusted here (${code.toLowerCase().replaceAll('_', ' ')})`
				: 'the connection broke off';
	}
}
