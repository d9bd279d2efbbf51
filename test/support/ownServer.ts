/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type IncomingHttpHeaders } from 'node:http';

import { useListening } from './listening';

/** A request as it came in. */
export interface SeenRequest {
	method: string;
	/** Path and query as sent. */
	url: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** An answer as no Rill may give it. */
export interface OwnAnswer {
	status?: number;
	headers?: Record<string, string>;
	body: string | Buffer;
}

/** A server of a test's own, for what the sandbox, which answers as Rill does, never says. */
export interface OwnServer {
	/** `http://127.0.0.1:port`. */
	readonly url: string;
	/** The requests since the test began, oldest first. */
	readonly requests: SeenRequest[];
	/** A credential for a project of Rill Cloud at this server. */
	cloud(token: string): { rillApi: Record<string, string> };
	/** What it answers from now on. */
	answer: (request: SeenRequest) => OwnAnswer;
}

/** The place of every project at such a server. */
export const PROJECT = '/v1/organizations/acme/projects/flight-ops';

/** As much of an address as Rill takes. */
const MEGABYTE = 2 ** 20;

/** Starts a server for the file that calls this, and ends it afterwards. */
export function useServer(): OwnServer {
	const own = createServer({ maxHeaderSize: MEGABYTE }, (request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			const seen = { method, url, headers, body: Buffer.concat(chunks) };
			used.requests.push(seen);
			const { status = 200, headers: more = {}, body } = used.answer(seen);
			response.writeHead(status, { 'content-type': 'application/json', ...more }).end(body);
		});
	});
	const listening = useListening(own);
	const used: OwnServer = {
		get url() {
			return `http://127.0.0.1:${listening.port}`;
		},
		requests: [],
		cloud: (token) => ({
			rillApi: {
				deployment: 'cloud',
				organization: 'acme',
				project: 'flight-ops',
				baseUrl: used.url,
				token,
			},
		}),
		answer: () => ({ status: 503, body: '' }),
	};
	beforeEach(() => {
		used.requests.splice(0);
	});
	return used;
}
