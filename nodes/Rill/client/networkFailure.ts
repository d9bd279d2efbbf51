import { causes } from './causes';
import { RillError } from './errors';
import type { TokenKind } from './tokenKind';

/**
 * The error for a request that brought no answer. Of what the HTTP helper threw only the code and the
 * name are read: its causes hold the request with its token.
 *
 * @param host where the request went, for the message
 * @param token which credential's remedies to name
 */
export function networkFailure(
	error: unknown,
	host: string,
	deployment: 'cloud' | 'local',
	token: TokenKind,
): RillError {
	const all = causes(error);
	if (all.some(isBlocked)) {
		return new RillError(
			'settings',
			`n8n does not let its nodes connect to Rill at ${host}`,
			'This n8n is protected against requests to internal addresses (SSRF). Whoever runs it can put the host on its list of allowed ones.',
		);
	}
	const code = all
		.map(({ code: one }) => one)
		.find((one): one is string => typeof one === 'string' && /^[A-Z_0-9]+$/.test(one));
	if (code !== undefined && /CERT|SELF_SIGNED|ISSUER|UNABLE_TO/.test(code)) {
		return new RillError(
			'tls',
			`The TLS certificate of Rill at ${host} is not trusted here (${code.toLowerCase().replaceAll('_', ' ')})`,
			`Check the credential's 'Base URL'. For a Rill of your own with a certificate of your own, add its authority to n8n (NODE_EXTRA_CA_CERTS)${token === 'signedIn' ? '' : ", or switch on 'Ignore SSL Issues (Insecure)' in the credential"}.`,
		);
	}
	if (code !== undefined && /SSL|TLS|EPROTO/.test(code)) {
		return new RillError(
			'tls',
			`Rill at ${host} does not speak TLS as this n8n does`,
			"Check the credential's 'Base URL': the port may be one for http://, or a proxy in between may answer.",
		);
	}
	const { name } = all[0] ?? {};
	if (name === 'TypeError' || name === 'RangeError' || /^ERR_(?:INVALID|STRING)/.test(code ?? '')) {
		return new RillError(
			'unexpected',
			`n8n could not send the request to Rill at ${host}, or not take its answer`,
			'The answer may be larger than Node.js can hold (half a gigabyte): ask for less at a time.',
		);
	}
	return new RillError(
		'unreachable',
		`Rill at ${host} could not be reached: ${reasonOf(code)}`,
		deployment === 'local'
			? "Is Rill Developer running (rill start)? If n8n runs in Docker, 'localhost' is the container itself: use http://host.docker.internal:9009 as the credential's 'Local URL'."
			: "Check the credential's 'Base URL', and that this n8n may connect to it (firewall, proxy, DNS).",
	);
}

function isBlocked({ name }: Record<string, unknown>): boolean {
	return typeof name === 'string' && name.startsWith('SsrfBlocked');
}

/** In words, since n8n replaces a message that holds one of its known codes (`ECONNREFUSED`). */
function reasonOf(code: string | undefined): string {
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
		case 'HPE_INVALID_CONSTANT':
		case 'HPE_INVALID_CONTENT_LENGTH':
		case 'HPE_INVALID_CHUNK_SIZE':
		case 'HPE_HEADER_OVERFLOW':
			return 'what answers there does not speak HTTP as it should';
		case 'EHOSTUNREACH':
		case 'ENETUNREACH':
			return 'there is no route to it from this network';
		default:
			return 'the connection broke off';
	}
}
