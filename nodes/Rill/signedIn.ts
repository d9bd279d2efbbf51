import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { causes } from './client/causes';
import { RillError } from './client/errors';
import { isWithoutPermission } from './client/knownAnswers';
import { renewalRefused, type Refusal } from './client/renewal';
import { asRecord } from './client/schema';
import type { SignedInAt } from './client/signedInAt';
import { notSignedIn, signInLost } from './client/signIn';
import type { HttpAnswer } from './client/transport';
import { readBody, readHeaders } from './helperRequest';

/**
 * The access token of a credential that somebody has signed in with.
 *
 * @throws RillError `tokenMissing` if nobody has
 */
function accessTokenOf({ oauthTokenData }: ICredentialDataDecryptedObject): string {
	const token = asRecord(oauthTokenData)?.access_token;
	if (typeof token !== 'string' || token === '') throw notSignedIn();
	return token;
}

/**
 * The tokens of a sign-in as n8n keeps them. Each renewal replaces them, this worker's or another's,
 * and n8n's helper does not tell.
 */
export class KeptTokens {
	/** All that were seen, of both kinds. Secret. */
	readonly all = new Set<string>();

	/** The access token that was seen last. */
	latest: string;

	/**
	 * @param read the credential as it is now
	 * @throws RillError `tokenMissing` if nobody has signed in
	 */
	constructor(
		first: ICredentialDataDecryptedObject,
		private readonly read: () => Promise<ICredentialDataDecryptedObject>,
	) {
		this.latest = this.take(first);
	}

	/** Looks at the credential. What cannot be read has not changed, as far as anybody knows. */
	async look(): Promise<void> {
		try {
			this.latest = this.take(await this.read());
		} catch {
			return;
		}
	}

	private take(credentials: ICredentialDataDecryptedObject): string {
		const token = accessTokenOf(credentials);
		this.all.add(token);
		const refreshToken = asRecord(credentials.oauthTokenData)?.refresh_token;
		if (typeof refreshToken === 'string' && refreshToken !== '') this.all.add(refreshToken);
		return token;
	}
}

/** Where n8n was told to renew, and at which Rill somebody has signed in. */
export function signedInAt({
	accessTokenUrl,
	oauthTokenData,
}: ICredentialDataDecryptedObject): SignedInAt {
	return { tokenUrl: accessTokenUrl, resource: asRecord(oauthTokenData)?.resource };
}

/** n8n's helper gets a new access token when a request fails with this status, and only if it throws. */
export const RENEWABLE: IHttpRequestOptions['ignoreHttpStatusErrors'] = {
	ignore: true,
	except: [401],
};

/**
 * Sends a request, and sends it once more where it is refused although there are newer tokens than
 * when it was begun. Several workers share one sign-in, and n8n's helper takes turns renewing it: by
 * the time that it is this one's turn, the other's token may have expired again, or, where Rill was
 * slow to answer the other, the refresh token may be a used one. Neither is the end of the sign-in.
 *
 * @param hasNewer looks at the tokens that are kept now
 */
export async function unlessRenewedMeanwhile(
	sendOnce: () => Promise<HttpAnswer>,
	hasNewer: () => Promise<boolean>,
): Promise<HttpAnswer> {
	const refusal = async (error: unknown) =>
		error instanceof RillError && error.kind === 'signInLost' && (await hasNewer())
			? undefined
			: await Promise.reject(error);
	const answer = await sendOnce().catch(refusal);
	if (answer && !(mayBeOutdated(answer) && (await hasNewer()))) return answer;
	return await sendOnce();
}

/** A token whose owner lacks the rights is refused as well, and a newer one would be, too. */
function mayBeOutdated({ status, body }: HttpAnswer): boolean {
	return status === 401 && !isWithoutPermission(status, { text: body });
}

/**
 * What n8n's helper threw is Rill's answer to the request, or says why there is no new access token.
 * Nothing of it is passed on but an answer: its texts and causes hold tokens.
 *
 * @throws RillError `signInLost`, what else `renewalRefused` gives; and what was thrown, where it is
 *   none of these
 */
export function answerOrLost(thrown: unknown): HttpAnswer {
	const all = causes(thrown);
	for (const cause of all) {
		const answer = answerIn(cause);
		// Of the request's own answers only this one is thrown (`RENEWABLE`).
		if (answer?.status === 401) return answer;
		const refusal = answer ? refusalOf(answer) : refusalIn(cause);
		if (refusal) throw renewalRefused(refusal);
	}
	throw all.some(isLost) ? signInLost() : thrown;
}

/** Axios' errors hold the answer: the request's own, or a 5xx of the token endpoint. */
function answerIn({ response }: Record<string, unknown>): HttpAnswer | undefined {
	const { status, headers, data } = asRecord(response) ?? {};
	if (typeof status !== 'number') return undefined;
	return {
		status,
		headers: readHeaders(asRecord(headers)),
		...readBody(data),
	};
}

function refusalOf({ status, headers, body }: HttpAnswer): Refusal {
	return { status, body, retryAfter: headers['retry-after'] };
}

/**
 * The errors of n8n's OAuth2 client hold what the token endpoint answered below 500: its status and
 * text (`ESTATUS`), or of JSON with an `error` nothing but that (`EAUTH`), whatever the status was.
 */
function refusalIn({ code, status, body }: Record<string, unknown>): Refusal | undefined {
	if (code === 'EAUTH') return { body: JSON.stringify(body) ?? '' };
	if (code !== 'ESTATUS' || typeof status !== 'number') return undefined;
	return { status, body: typeof body === 'string' ? body : '' };
}

/** As n8n itself asks to reconnect after `invalid_grant`, or finds itself without the means to renew. */
function isLost({ message, failure }: Record<string, unknown>): boolean {
	return (
		asRecord(failure)?.cause === 'credential-invalid' ||
		(typeof message === 'string' && /no refresh token is available/.test(message))
	);
}
