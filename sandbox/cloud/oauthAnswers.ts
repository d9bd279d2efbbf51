import type { RillAnswer } from '../http';
import { locationText, redirectPage } from '../runtime/goRedirect';

/** The routes for signing in stand beside Rill's API: no `Vary`, no trace, no CORS. */
const headers = { 'cache-control': 'no-store, no-cache, must-revalidate' };

const html = 'text/html; charset=utf-8';

/** A struct in Go's JSON: its names in their order, and nothing that could leave a page of HTML. */
export function structText(value: unknown): string {
	return JSON.stringify(value).replace(
		/[<>&\u2028\u2029]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

export function oauthJson(body: string, status = 200): RillAnswer {
	return { status, headers: { ...headers, 'content-type': 'application/json' }, body };
}

/** An error of these routes: one line of text. */
export function oauthError(status: number, text: string): RillAnswer {
	return {
		status,
		headers: {
			...headers,
			'content-type': 'text/plain; charset=utf-8',
			'x-content-type-options': 'nosniff',
		},
		body: `${text}\n`,
	};
}

/** On to another address, with what is said to a client that stays. */
export function oauthRedirect(
	status: 302 | 307,
	location: string,
	{ after = '', cookie }: { after?: string; cookie?: string } = {},
): RillAnswer {
	const page = redirectPage(location, status === 302 ? 'Found' : 'Temporary Redirect');
	return {
		status,
		headers: {
			...headers,
			'content-type': html,
			location: locationText(location),
			...(cookie === undefined ? {} : { 'set-cookie': cookie }),
		},
		body: `${page}${after}`,
	};
}

export function oauthPage(body: string): RillAnswer {
	return { status: 200, headers: { ...headers, 'content-type': html }, body };
}
