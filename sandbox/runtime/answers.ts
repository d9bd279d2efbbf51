import { randomBytes } from 'node:crypto';
import type { RillAnswer } from '../http';
import { json } from './go';

const always = (): Record<string, string> => ({
	'cache-control': 'no-store, no-cache, must-revalidate',
	vary: 'Origin',
	'x-trace-id': randomBytes(16).toString('hex'),
});

export function ok(body: string, contentType = 'application/json'): RillAnswer {
	return { status: 200, headers: { ...always(), 'content-type': contentType }, body };
}

/** A message of an RPC in JSON, in which Go escapes nothing. */
export function okJson(value: unknown): RillAnswer {
	return ok(JSON.stringify(value));
}

/** An error as Go's HTTP library sends it: nobody is to guess its type. */
function goError(
	status: number,
	contentType: string,
	body: string,
	headers: Record<string, string>,
): RillAnswer {
	return {
		status,
		headers: {
			...always(),
			'content-type': contentType,
			'x-content-type-options': 'nosniff',
			...headers,
		},
		body,
	};
}

/** An error of the HTTP routes (APIs and spec): one field, and a content type with a charset. */
export function httpError(
	status: number,
	error: string,
	headers: Record<string, string> = {},
): RillAnswer {
	return goError(status, 'application/json; charset=utf-8', json({ error }), headers);
}

/** Rill's codes of an error, and the HTTP status that it gives each. */
const statusOfCode = {
	2: 500,
	3: 400,
	5: 404,
	7: 403,
	8: 429,
	9: 400,
	12: 501,
	13: 500,
	16: 401,
} as const;

/** An error of a route that is an RPC in JSON. */
export function rpcError(code: keyof typeof statusOfCode, message: string): RillAnswer {
	const body = JSON.stringify({ code, message, details: [] });
	return { ...ok(body), status: statusOfCode[code] };
}

/** What Go's own server says in plain text. */
export function plainText(
	status: number,
	text: string,
	headers: Record<string, string> = {},
): RillAnswer {
	return goError(status, 'text/plain; charset=utf-8', `${text}\n`, headers);
}

/** What is left when a handler panics: not even a line break. */
export function panic(): RillAnswer {
	return {
		status: 500,
		headers: { ...always(), 'content-type': 'text/plain; charset=utf-8' },
		body: 'Internal Server Error',
	};
}
