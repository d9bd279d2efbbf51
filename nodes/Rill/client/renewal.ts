import { readErrorBody } from './errorBody';
import { notFromRill, RillError, type RillErrorKind } from './errors';
import { serverDelayMs } from './retryTiming';
import { signInLost } from './signIn';

/** What the authorization server's token endpoint answered instead of new tokens. */
export interface Refusal {
	/** Unknown where n8n's client keeps only the body: some 4xx whose JSON has an `error`. */
	status?: number;
	body: string;
	retryAfter?: string;
}

/** The codes of RFC 6749 (§4.1.2.1, §5.2) after which the same refresh token is never taken again. */
const FINAL_CODES = [
	'invalid_grant',
	'invalid_client',
	'unauthorized_client',
	'unsupported_grant_type',
	'invalid_request',
	'invalid_scope',
	'access_denied',
];

/** A server that will answer some other time. */
const UNAVAILABLE = [502, 503, 504];

/**
 * Whether the sign-in has ended, or only could not be renewed just now: by the status and by the field
 * `error` of RFC 6749, and by words only where neither is there. Rill's token endpoint refuses by 400
 * and 401 with a line of text (recorded in `cloud-oauth`); another authorization server may do as the
 * RFC says. Nothing of the body is repeated: whoever answers may say the refresh token again.
 */
export function renewalRefused(refusal: Refusal): RillError {
	const { status } = refusal;
	const { text, shape } = readErrorBody(refusal.body, 'text/plain');
	const isRills = shape !== 'foreign';
	if (status === 429 || (status === undefined && LIMITER.test(text))) {
		return notRenewed(
			'rateLimited',
			'Rill is asked too often, so n8n could not renew the sign-in',
			refusal,
		);
	}
	if (UNAVAILABLE.includes(status ?? 0) || text === 'temporarily_unavailable') {
		return notRenewed(
			'unavailable',
			'Rill is overloaded or being updated, so n8n could not renew the sign-in',
			refusal,
		);
	}
	if (FINAL_CODES.includes(text)) return signInLost();
	if (isRills && (status === undefined || status >= 500)) {
		return notRenewed(
			'server',
			'n8n could not renew the sign-in: Rill answered with an error',
			refusal,
		);
	}
	if (isRills && (status === 400 || status === 401)) return signInLost();
	return notFromRill('Something other than Rill answered when n8n renewed the sign-in');
}

/**
 * How Rill's limiter begins (recorded in `cloud-ratelimit`). On this route it answers 429 with JSON
 * that has an `error`, by its source, of which n8n's client keeps no status.
 */
const LIMITER = /^Rate limit exceeded\. Try again in /;

const HAS_NOT_ENDED =
	'The sign-in itself has not ended: run the workflow again later. If it happens again, whoever runs this Rill should look at its authorization server.';

/** After an answer of which nobody can tell. */
const MAY_HAVE_ENDED =
	"Run the workflow again later. If it happens again, open the credential, press 'Switch account' (in older n8n 'Reconnect') and sign in. If that does not help either, whoever runs this Rill should look at its authorization server.";

function notRenewed(
	kind: RillErrorKind,
	message: string,
	{ status, body, retryAfter }: Refusal,
): RillError {
	const { text } = readErrorBody(body, '');
	const retryAfterMs = serverDelayMs(retryAfter, text, Date.now());
	return new RillError(kind, message, kind === 'server' ? MAY_HAVE_ENDED : HAS_NOT_ENDED, {
		...(status === undefined ? {} : { status }),
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	});
}
