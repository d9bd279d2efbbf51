import type { RillAnswer, RillRequest } from '../http';
import { redirectPage } from '../runtime/goRedirect';
import { cleanPath } from './runtimeAddress';

const uncached = { 'cache-control': 'no-store, no-cache, must-revalidate' };

/** A browser's question before a call from another origin: Rill's admin server lets everybody ask. */
export function answerPreflight({ method, headers }: RillRequest): RillAnswer | undefined {
	const asked = headers['access-control-request-method'];
	const { origin } = headers;
	if (method !== 'OPTIONS' || asked === undefined || origin === undefined) return undefined;
	const wanted = headers['access-control-request-headers'];
	return {
		status: 204,
		headers: {
			...uncached,
			'access-control-allow-credentials': 'true',
			...(wanted === undefined ? {} : { 'access-control-allow-headers': wanted }),
			'access-control-allow-methods': asked,
			'access-control-allow-origin': origin,
			'access-control-max-age': '3600',
			vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
		},
		body: '',
	};
}

/** A Go router sends a path with empty or dotted parts on to the clean one; encoded dots it leaves. */
export function redirectToCleanPath({ method, path, query }: RillRequest): RillAnswer | undefined {
	const clean = cleanPath(path);
	const bare = /\/runtime$/.test(clean) && clean.startsWith('/v1/') ? `${clean}/` : clean;
	if (bare === path || method === 'CONNECT') return undefined;
	const location = `${bare}${query === '' ? '' : `?${query}`}`;
	const readable = method === 'GET' || method === 'HEAD';
	return {
		status: 307,
		headers: {
			...uncached,
			...(readable ? { 'content-type': 'text/html; charset=utf-8' } : {}),
			location,
		},
		body: method === 'GET' ? redirectPage(location, 'Temporary Redirect') : '',
	};
}

/** Lets a page of another origin read the answer. */
export function allowOrigin(request: RillRequest, answer: RillAnswer): RillAnswer {
	const { origin } = request.headers;
	if (origin === undefined || answer.status === 307) return answer;
	return { ...answer, headers: { 'access-control-allow-origin': origin, ...answer.headers } };
}
