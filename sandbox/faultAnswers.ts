import { rpcError } from './runtime/answers';
import type { Delivered, Fault } from './faultKinds';
import type { RillAnswer } from './http';

const nothing: RillAnswer = { status: 200, headers: {}, body: '' };

/** A connection that is not taken. */
export const noConnection: Delivered = {
	answer: nothing,
	delivery: { how: 'resetBeforeHeaders' },
};

/** One of the delays that Rill's limiter was recorded with. */
const recordedDelay = '175.222039ms';

/** 429 in the words of Rill's limiter. */
export function rateLimited(delay = recordedDelay, retryAfter?: string): Delivered {
	const answer = rpcError(8, `Rate limit exceeded. Try again in ${delay} seconds`);
	if (retryAfter === undefined) return { answer };
	return { answer: { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter } } };
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

/** What a fault puts in an answer's place before Rill has seen the request. */
export function insteadOfAnswer(fault: Fault): Delivered | undefined {
	switch (fault.fault) {
		case 'rateLimited':
			return rateLimited(fault.delay, fault.retryAfter);
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
			return noConnection;
		case 'silence':
			return { answer: nothing, delivery: { how: 'silence' } };
		default:
			return undefined;
	}
}
