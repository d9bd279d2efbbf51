import { createHash } from 'node:crypto';
import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';

import { fieldsOf, sslOptions } from '../../credentials/RillApi.credentials';
import { unlessAborted } from './client/abort';
import { addressFrom } from './client/address';
import { concealing } from './client/conceal';
import { Pace, type Patience } from './client/pace';
import type { IssuingConnection } from './client/runAs';
import { asRecord } from './client/schema';
import { tokenKind } from './client/tokenKind';
import type { HttpAnswer, HttpRequest } from './client/transport';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

const CREDENTIAL = 'rillApi';

/**
 * The project that the node's credential names, ready to be asked. The only place that knows which
 * credential is used and how n8n sends a request.
 *
 * @throws RillError `settings` if the credential's fields name no project
 */
export async function connect(
	context: Context,
	limits: Limits = whileSomebodyEdits(),
): Promise<IssuingConnection> {
	const fields = fieldsOf(await context.getCredentials(CREDENTIAL));
	const cancelSignal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	return {
		address: addressFrom(fields),
		token: tokenKind(fields.token),
		send: async (request, signal) => await sendThroughN8n(context, request, signal),
		sendWith: async (accessToken, request, signal) =>
			await sendAsGiven(context, {
				...optionsFor(request),
				...sslOptions(fields),
				headers: { ...request.headers, authorization: `Bearer ${accessToken}` },
				abortSignal: signal,
			}),
		conceal: concealing(fields.token),
		fingerprint: (text) =>
			createHash('sha256')
				.update(JSON.stringify([fields, text]))
				.digest('hex'),
		cancelSignal,
		...limits,
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
	request: HttpRequest,
	signal: AbortSignal,
): Promise<HttpAnswer> {
	const bounded = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as Context;
	const answer: unknown = await unlessAborted(
		signal,
		context.helpers.httpRequestWithAuthentication.call(bounded, CREDENTIAL, optionsFor(request)),
	);
	return readAnswer(answer);
}

/** Without the credential, whose token must not go along where another one is used. */
async function sendAsGiven(context: Context, options: IHttpRequestOptions): Promise<HttpAnswer> {
	return readAnswer(await context.helpers.httpRequest(options));
}

function optionsFor(request: HttpRequest): IHttpRequestOptions {
	return {
		method: request.method,
		url: request.url,
		headers: request.headers,
		...(request.body === undefined ? {} : { body: request.body }),
		// As bytes, since text would hide what is no UTF-8.
		encoding: 'arraybuffer',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

function readAnswer(answer: unknown): HttpAnswer {
	const { statusCode, headers, body } = asRecord(answer) ?? {};
	return {
		status: typeof statusCode === 'number' ? statusCode : 0,
		headers: readHeaders(asRecord(headers) as IDataObject | undefined),
		...readBody(body),
	};
}

function readBody(body: unknown): Pick<HttpAnswer, 'body' | 'isGarbled'> {
	if (!Buffer.isBuffer(body)) return { body: '' };
	try {
		return { body: new TextDecoder('utf-8', { fatal: true }).decode(body) };
	} catch {
		return { body: body.toString('utf8'), isGarbled: true };
	}
}

function readHeaders(headers: IDataObject | undefined): Record<string, string | undefined> {
	return Object.fromEntries(
		Object.entries(headers ?? {}).map(([name, value]) => [
			name.toLowerCase(),
			value === undefined || value === null ? undefined : String(value),
		]),
	);
}
