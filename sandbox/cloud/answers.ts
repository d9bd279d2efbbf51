import { randomBytes } from 'node:crypto';
import type { RillAnswer } from '../http';

/** Rill's codes of an error, and the HTTP status that it gives each. */
export const statusOfCode = {
	2: 500,
	3: 400,
	5: 404,
	7: 403,
	8: 429,
	9: 400,
	13: 500,
	16: 401,
} as const;

export type ErrorCode = keyof typeof statusOfCode;

const always = (): Record<string, string> => ({
	'cache-control': 'no-store, no-cache, must-revalidate',
	vary: 'Origin',
	'x-trace-id': randomBytes(16).toString('hex'),
});

/**
 * JSON as Go writes it: the characters that could leave an HTML attribute or a script are escaped.
 */
export function goJson(value: unknown): string {
	return JSON.stringify(value).replace(
		/[<>&\u2028\u2029]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

/** An answer of the admin server's own routes. */
export function adminJson(value: unknown, status = 200): RillAnswer {
	return {
		status,
		headers: { ...always(), 'content-type': 'application/json' },
		body: JSON.stringify(value),
	};
}

export function adminError(code: ErrorCode, message: string): RillAnswer {
	return adminJson({ code, message, details: [] }, statusOfCode[code]);
}

/** The plain text of a Go server: unknown paths, wrong methods, tokens that a runtime cannot read. */
export function plainText(
	status: number,
	text: string,
	headers: Record<string, string> = {},
): RillAnswer {
	return {
		status,
		headers: {
			...always(),
			'content-type': 'text/plain; charset=utf-8',
			'x-content-type-options': 'nosniff',
			...headers,
		},
		body: `${text}\n`,
	};
}

/** An error of the proxy, or of a runtime's routes that are no RPC. */
export function httpError(
	status: number,
	error: string,
	headers: Record<string, string> = {},
): RillAnswer {
	return {
		status,
		headers: {
			...always(),
			'content-type': 'application/json; charset=utf-8',
			'x-content-type-options': 'nosniff',
			...headers,
		},
		body: goJson({ error }),
	};
}
