import { rpcError, httpError } from './runtime/answers';
import type { RuntimeTarget } from './cloud/proxy';
import type { ActiveFault, Delivered } from './faultKinds';
import type { RillAnswer, RillRequest } from './http';

const nothing: RillAnswer = { status: 200, headers: {}, body: '' };

/** One of the delays that Rill's limiter was recorded with. */
const recordedDelay = '175.222039ms';

function rateLimited(delay = recordedDelay, retryAfter?: string): RillAnswer {
	const answer = rpcError(8, `Rate limit exceeded. Try again in ${delay} seconds`);
	if (retryAfter === undefined) return answer;
	return { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter } };
}

function plain(
	status: number,
	contentType: string,
	body: string,
	headers: Record<string, string> = {},
): Delivered {
	return { answer: { status, headers: { 'content-type': contentType, ...headers }, body } };
}

const page = (status: number): string =>
	`<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

/** A project that has started but not read its data: the words are those of a recorded start. */
const catalogError =
	'Catalog Error: Table with name flights does not exist!\nDid you mean "flights_raw"?\n\nLINE 2: FROM flights\n             ^';

/** What a fault puts in an answer's place before Rill has seen the request. */
export function insteadOfAnswer(
	{ fault, hits }: ActiveFault,
	{ path }: RillRequest,
	inFlight: number,
): Delivered | undefined {
	switch (fault.fault) {
		case 'rateLimited':
			return { answer: rateLimited(fault.delay, fault.retryAfter) };
		case 'atMost':
			return inFlight > fault.inFlight ? { answer: rateLimited(fault.delay) } : undefined;
		case 'status': {
			const { status, contentType = 'text/plain; charset=utf-8', body = '', headers } = fault;
			return plain(status, contentType, body, headers);
		}
		case 'html': {
			const status = fault.status ?? 502;
			return plain(status, 'text/html', page(status));
		}
		case 'redirect':
			return plain(fault.status ?? 302, 'text/html; charset=utf-8', '', {
				location: fault.location,
			});
		case 'resetBeforeHeaders':
			return { answer: nothing, delivery: { how: 'resetBeforeHeaders' } };
		case 'silence':
			return { answer: nothing, delivery: { how: 'silence' } };
		case 'runtimeDown':
			// Without a proxy in front, a runtime that is down takes no connection.
			return path.startsWith('/v1/instances/')
				? { answer: nothing, delivery: { how: 'resetBeforeHeaders' } }
				: undefined;
		case 'waking':
			return path.startsWith('/v1/instances/') && path.includes('/api/') && isEmpty(fault, hits)
				? { answer: httpError(400, catalogError) }
				: undefined;
		default:
			return undefined;
	}
}

type Waking = { unreachable?: number; empty?: number };

const isUnreachable = ({ unreachable = 1 }: Waking, hits: number): boolean => hits <= unreachable;
const isEmpty = ({ unreachable = 1, empty = 2 }: Waking, hits: number): boolean =>
	hits <= unreachable + empty;

/** Go names the method in its errors in capitals and small letters: `Get "http://…": dial tcp …`. */
function proxyError(method: string, url: string, reason: string): RillAnswer {
	const name = `${method.charAt(0)}${method.slice(1).toLowerCase()}`;
	return httpError(500, `${name} "${url}": ${reason}`);
}

/** What Rill's proxy answers when a fault keeps it from its runtime. */
export function insteadOfRuntime(
	{ fault, hits }: ActiveFault,
	method: string,
	{ origin, pathWithQuery, rest }: RuntimeTarget,
): RillAnswer | undefined {
	if (fault.fault === 'runtimeDown') {
		const { host } = new URL(origin);
		const refused = `dial tcp ${host}: connect: connection refused`;
		return proxyError(method, `${origin}${pathWithQuery}`, refused);
	}
	if (fault.fault !== 'waking') return undefined;
	if (isUnreachable(fault, hits)) {
		const query = pathWithQuery.includes('?') ? `?${pathWithQuery.split('?')[1]}` : '';
		const url = `v1/instances${rest}${query}`;
		return proxyError(method, url, 'unsupported protocol scheme ""');
	}
	const isCall = rest.startsWith('/api/') && rest !== '/api/openapi';
	return isCall && isEmpty(fault, hits) ? httpError(400, catalogError) : undefined;
}
