import type { RillAnswer, RillRequest } from './http';
import { jsonAnswer } from './json';

/** The sandbox's own path, beside that of its switches. */
export const requestsPath = '/sandbox/requests';

/** A request as a test reads it. */
export interface LoggedRequest {
	method: string;
	path: string;
	query: string;
	headers: Record<string, string | undefined>;
	body: string;
}

const logged = ({ method, path, query, headers, body }: RillRequest): LoggedRequest => ({
	method,
	path,
	query,
	headers,
	body: body.toString(),
});

const most = 10_000;

/** What a sandbox was asked, oldest first; of very much the last, so that it may run for weeks. */
export class RequestLog {
	readonly requests: LoggedRequest[] = [];

	add(request: RillRequest): void {
		this.requests.push(logged(request));
		if (this.requests.length > most) this.requests.shift();
	}

	clear(): void {
		this.requests.splice(0);
	}
}

/** `GET` gives the requests out, with the sandbox's tokens in them; `DELETE` forgets them. */
export function answerRequests(log: RequestLog, request: RillRequest): RillAnswer | undefined {
	if (request.path !== requestsPath) return undefined;
	if (request.method === 'DELETE') log.clear();
	return jsonAnswer(200, log.requests);
}
