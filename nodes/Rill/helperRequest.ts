import type { IHttpRequestOptions } from 'n8n-workflow';

import { asRecord } from './client/schema';
import type { HttpAnswer, HttpRequest } from './client/transport';

/** A request as n8n's helper takes it: no status is an exception, no redirect is followed. */
export function optionsFor(request: HttpRequest): IHttpRequestOptions {
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

/** What n8n's helper gives for such a request. */
export function readAnswer(answer: unknown): HttpAnswer {
	const { statusCode, headers, body } = asRecord(answer) ?? {};
	return {
		status: typeof statusCode === 'number' ? statusCode : 0,
		headers: readHeaders(asRecord(headers)),
		...readBody(body),
	};
}

/** What stands for bytes that are no UTF-8, unless somebody wrote it. */
const NO_UTF8 = '\uFFFD';
const BYTE_ORDER_MARK = '\uFEFF';

/** An answer's body, from its bytes. */
export function readBody(body: unknown): Pick<HttpAnswer, 'body' | 'isGarbled'> {
	if (!Buffer.isBuffer(body)) return { body: typeof body === 'string' ? body : '' };
	const text = body.toString('utf8');
	// Much faster than to decode strictly, which most texts do not need.
	if (!text.includes(NO_UTF8))
		return { body: text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text };
	try {
		return { body: new TextDecoder('utf-8', { fatal: true }).decode(body) };
	} catch {
		return { body: text, isGarbled: true };
	}
}

/** An answer's headers, their names in lower case. */
export function readHeaders(
	headers: Record<string, unknown> | undefined,
): Record<string, string | undefined> {
	return Object.fromEntries(
		Object.entries(headers ?? {}).map(([name, value]) => [
			name.toLowerCase(),
			value === undefined || value === null ? undefined : String(value),
		]),
	);
}
