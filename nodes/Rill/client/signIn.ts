import { mayCarryToken } from './address';
import { readErrorBody } from './errorBody';
import { notFromRill, RillError, type RillErrorKind } from './errors';
import { parseHttpUrl } from './pastedUrl';
import { serverDelayMs } from './retryTiming';

/**
 * What a person reads when signing in has to be done anew, whoever noticed it: Rill, which refuses
 * the token, or n8n, which could not get the next one.
 */
export const SIGN_IN_LOST = {
	message:
		'The connection to Rill is lost: the sign-in of this credential has ended or was revoked',
	hint: "Open the credential, press 'Switch account' (in older n8n 'Reconnect') and sign in, even though it says 'Account connected'. For a workflow that runs by itself, a credential of the type Rill API with a service token is better.",
};

/** No token to be had any more, until a person has signed in again. */
export function signInLost(): RillError {
	return new RillError('signInLost', SIGN_IN_LOST.message, SIGN_IN_LOST.hint, { status: 401 });
}

/** A credential that was filled in and saved, but whose button nobody has pressed. */
export function notSignedIn(): RillError {
	return new RillError(
		'tokenMissing',
		'The credential is not connected to Rill: nobody has signed in',
		"Open the credential, press 'Connect' (in older n8n 'Connect my account'), and sign in to Rill.",
	);
}

/** What n8n keeps of where somebody has signed in, if it does. */
export interface SignedInAt {
	/** Where n8n renews: as the discovery document named it, which may be any host. */
	tokenUrl: unknown;
	/** What the Rill at the base URL called itself (RFC 9728) when it was asked for discovery. */
	resource: unknown;
}

/**
 * Looks, before anything is sent, where the tokens of a sign-in would go.
 *
 * @param baseUrl as the credential names it now
 * @throws RillError `insecure`, `settings`
 */
export function checkSignIn(baseUrl: string, { tokenUrl, resource }: SignedInAt): void {
	const renewedAt = urlFrom(tokenUrl);
	if (renewedAt && !mayCarryToken(renewedAt.href)) {
		throw new RillError(
			'insecure',
			`The refresh token is not sent to ${renewedAt.origin}: over http:// anybody on the way could read it`,
			"The Rill at the credential's 'Base URL' names this address for renewing sign-ins. Whoever runs it has to name an https:// one; then connect the credential again.",
		);
	}
	const signedInAt = urlFrom(resource);
	if (signedInAt && !isSameRill(signedInAt, new URL(baseUrl))) {
		throw new RillError(
			'settings',
			`The credential is signed in at ${signedInAt.origin}, but its 'Base URL' is ${baseUrl}: connect it again`,
			`Open the credential, press 'Switch account' (in older n8n 'Reconnect') and sign in. If that changes nothing, this Rill calls itself ${signedInAt.origin}: fill that in as 'Base URL'.`,
		);
	}
}

function urlFrom(kept: unknown): URL | undefined {
	return typeof kept === 'string' ? parseHttpUrl(kept) : undefined;
}

/** Rill Cloud answers at `api.rilldata.com`, and signs people in at `admin.rilldata.com`. */
function isSameRill(one: URL, other: URL): boolean {
	const isHosted = ({ protocol, host }: URL) =>
		protocol === 'https:' && host.endsWith('.rilldata.com');
	return one.origin === other.origin || (isHosted(one) && isHosted(other));
}

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

/**
 * Whether the sign-in has ended, or only could not be renewed just now. Rill's token endpoint refuses
 * by 400 and 401 with a line of text, and its limiter by JSON (recorded in `cloud-oauth`); another
 * authorization server may do as RFC 6749 says. Nothing of the body is repeated: whoever answers may
 * say the refresh token again.
 */
export function renewalRefused(refusal: Refusal): RillError {
	const { status } = refusal;
	const { text, shape } = readErrorBody(refusal.body, 'text/plain');
	const isRills = shape !== 'foreign';
	if (status === 429 || (isRills && LIMITER.test(text))) {
		return notRenewed(
			'rateLimited',
			'Rill is asked too often, so n8n could not renew the sign-in',
			refusal,
		);
	}
	if ([502, 503, 504].includes(status ?? 0) || text === 'temporarily_unavailable') {
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

/** The words of Rill's limiter (`rill.md` §5). Its JSON n8n's client reads as an error of OAuth. */
const LIMITER = /rate limit|try again/i;

function notRenewed(
	kind: RillErrorKind,
	message: string,
	{ status, body, retryAfter }: Refusal,
): RillError {
	const { text } = readErrorBody(body, '');
	const retryAfterMs = serverDelayMs(retryAfter, text, Date.now());
	return new RillError(
		kind,
		message,
		'The sign-in itself has not ended: run the workflow again later. If it happens again, whoever runs this Rill should look at its authorization server.',
		{
			...(status === undefined ? {} : { status }),
			...(retryAfterMs === undefined ? {} : { retryAfterMs }),
		},
	);
}
