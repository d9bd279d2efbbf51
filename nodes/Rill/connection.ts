import { createHash } from 'node:crypto';
import type { IExecuteFunctions, IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';

import { fieldsOf, sslOptions } from '../../credentials/RillApi.credentials';
import { chosenCredential, type CredentialType } from './authentication';
import { unlessAborted } from './client/abort';
import { addressFrom, signInAddress, type RillAddress } from './client/address';
import { concealing, concealingAll } from './client/conceal';
import { Pace, type Patience } from './client/pace';
import type { IssuingConnection } from './client/runAs';
import { checkSignIn } from './client/signedInAt';
import { tokenKind, type TokenKind } from './client/tokenKind';
import type { HttpAnswer } from './client/transport';
import { optionsFor, readAnswer } from './helperRequest';
import {
	answerOrLost,
	KeptTokens,
	RENEWABLE,
	signedInAt,
	unlessRenewedMeanwhile,
} from './signedIn';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/**
 * The project that the node's credential names, ready to be asked. The only place that knows which
 * credential is used and how n8n sends a request.
 *
 * @throws RillError `settings` if the credential's fields name no project, `tokenMissing` if nobody
 *   has signed in
 */
export async function connect(
	context: Context,
	limits: Limits = whileSomebodyEdits(),
): Promise<IssuingConnection> {
	const { address, token, conceal, learnTokens, tls, identity, send } = await accessOf(context);
	const cancelSignal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	return {
		address,
		token,
		send,
		sendWith: async (accessToken, request, signal) =>
			await sendAsGiven(context, {
				...optionsFor(request),
				...tls,
				headers: { ...request.headers, authorization: `Bearer ${accessToken}` },
				abortSignal: signal,
			}),
		conceal,
		learnTokens,
		fingerprint: (text) =>
			createHash('sha256')
				.update(JSON.stringify([identity, text]))
				.digest('hex'),
		cancelSignal,
		...limits,
	};
}

/** What a credential gives: where to go, as whom, and how a request gets its token. */
interface Access {
	address: RillAddress;
	token: TokenKind;
	conceal: IssuingConnection['conceal'];
	learnTokens?: IssuingConnection['learnTokens'];
	tls: Partial<IHttpRequestOptions>;
	/** Everything that tells this access from another one. Secret. */
	identity: unknown;
	send: IssuingConnection['send'];
}

async function accessOf(context: Context): Promise<Access> {
	const type = chosenCredential(context);
	return type === 'rillOAuth2Api' ? await signedIn(context, type) : await withToken(context, type);
}

async function withToken(context: Context, type: CredentialType): Promise<Access> {
	const fields = fieldsOf(await context.getCredentials(type));
	return {
		address: addressFrom(fields),
		token: tokenKind(fields.token),
		conceal: concealing(fields.token),
		tls: sslOptions(fields),
		identity: fields,
		send: async (request, signal) =>
			readAnswer(await sendThroughN8n(context, type, optionsFor(request), signal)),
	};
}

/**
 * n8n's helper adds the access token, and gets a new one where Rill says 401. It looks at no address,
 * so that is done here; encryption is looked at for every credential, in `client/transport`.
 */
async function signedIn(context: Context, type: CredentialType): Promise<Access> {
	const credentials = await context.getCredentials(type);
	const address = signInAddress(fieldsOf(credentials));
	const tokens = new KeptTokens(credentials, async () => await context.getCredentials(type));
	checkSignIn(address.baseUrl, signedInAt(credentials));
	const sendOnce: Access['send'] = async (request, signal) => {
		const options = { ...optionsFor(request), ignoreHttpStatusErrors: RENEWABLE };
		try {
			return readAnswer(await sendThroughN8n(context, type, options, signal));
		} catch (error) {
			return answerOrLost(error);
		}
	};
	return {
		address,
		token: 'signedIn',
		conceal: concealingAll(tokens.all),
		learnTokens: async () => await tokens.look(),
		tls: {},
		// Somebody who signs in anew never gets what another's sign-in has had issued.
		identity: [address, tokens.latest],
		send: async (request, signal) => {
			if (new URL(request.url).origin !== new URL(address.baseUrl).origin) {
				throw new Error(`This credential is only for ${new URL(address.baseUrl).origin}`);
			}
			const known = tokens.latest;
			return await unlessRenewedMeanwhile(
				async () => await sendOnce(request, signal),
				async () => {
					await tokens.look();
					return tokens.latest !== known;
				},
			);
		},
	};
}

/** How long one request may take, and what is put up with before a failure counts. */
export interface Limits {
	timeoutMs: number;
	patience: Patience;
}

/** Somebody looks at a list that is being loaded: better a reason soon than the list in a minute. */
function whileSomebodyEdits(): Limits {
	return {
		timeoutMs: 10_000,
		patience: { maxTries: 3, maxTotalMs: 5_000, pace: new Pace() },
	};
}

/**
 * n8n's helper adds the credential. It takes its signal from the context and from nowhere else, so
 * it is called on the same context with another signal: one that a deadline fires too, since the
 * helper's own `timeout` does not bound a body that drips. An editor's context has no signal to hand
 * on, so the wait ends even if the request does not.
 */
async function sendThroughN8n(
	context: Context,
	type: CredentialType,
	options: IHttpRequestOptions,
	signal: AbortSignal,
): Promise<unknown> {
	const bounded = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as Context;
	return await unlessAborted(
		signal,
		context.helpers.httpRequestWithAuthentication.call(bounded, type, options),
	);
}

/** Without the credential, whose token must not go along where another one is used. */
async function sendAsGiven(context: Context, options: IHttpRequestOptions): Promise<HttpAnswer> {
	return readAnswer(await context.helpers.httpRequest(options));
}
