/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import fastify, { type FastifyInstance } from 'fastify';
import {
	createServer,
	METHODS,
	type IncomingMessage,
	type RequestListener,
	type Server,
	type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { deliver } from './delivery';
import type { Delivered } from './faultKinds';
import type { RillRequest } from './http';
import { panic } from './runtime/answers';

/** A server on loopback, and how to end it. */
export interface Listener {
	/** `http://127.0.0.1:port`, or the same with https. */
	url: string;
	close(): Promise<void>;
}

/** What a server shows to whom it speaks https, both as PEM. */
export interface Certificate {
	key: string;
	cert: string;
}

export interface ListenOptions {
	/** Any free port, if not given. */
	port?: number;
	/** With one, the server speaks https. */
	certificate?: Certificate;
	/** Hears of every fault of the sandbox's own. */
	onFault?: (fault: unknown) => void;
}

/** Of a header that was sent twice, Rill's server reads the first. */
function headersOf(request: IncomingMessage): Record<string, string | undefined> {
	const named = Object.entries(request.headersDistinct);
	return Object.fromEntries(named.map(([name, values]) => [name, values?.[0]]));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks);
}

/** Aborted when the connection ends before the answer does. */
function hangUp(response: ServerResponse): AbortSignal {
	const controller = new AbortController();
	response.once('close', () => {
		if (!response.writableFinished) controller.abort();
	});
	return controller.signal;
}

/** Go's server reads a megabyte of headers, the path among them, and 4 kB of slack. */
const maxHeaderSize = 1024 * 1024 + 4096;

/** What Go's server says to a request that cannot be read, before it ends the connection. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
	const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
	const line = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
	if (!socket.writable) return;
	socket.end(
		`HTTP/1.1 ${line}\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n\r\n${line}`,
	);
}

/** How long a connection may wait for its next request; Node's own five seconds end some too early. */
const keepAliveTimeout = 72_000;

function webServer(handler: RequestListener, certificate?: Certificate): Server {
	const options = { maxHeaderSize, keepAliveTimeout, requestTimeout: 0 };
	return certificate
		? createSecureServer({ ...options, ...certificate }, handler)
		: createServer(options, handler);
}

/**
 * A web server that hands every request to one function as it was sent: Rill's answers depend on the
 * spelling of a path, on the body of a GET and on methods that frameworks do not route.
 */
function serverFor(
	answer: (request: RillRequest) => Promise<Delivered>,
	{ certificate, onFault }: ListenOptions,
): FastifyInstance {
	const server = fastify({
		rewriteUrl: () => '/',
		forceCloseConnections: true,
		serverFactory: (handler) => webServer(handler, certificate),
		clientErrorHandler: refuse,
	});
	// A fault of the sandbox's own reads like one of Rill's, and is told to whoever runs the sandbox.
	server.setErrorHandler(async (error, _request, reply) => {
		onFault?.(error);
		process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
		const { status, headers, body } = panic();
		return await reply.code(status).headers(headers).send(Buffer.from(body));
	});
	const methods = METHODS.filter((method) => method !== 'CONNECT');
	// Bodies are read below, whatever the method and the content type: for Rill neither matters.
	for (const method of methods) {
		server.addHttpMethod(method, { hasBody: false, overrideExisting: true });
	}
	server.route({
		method: methods,
		url: '/',
		handler: async (request, reply) => {
			const [path = '', ...query] = request.originalUrl.split('?');
			const delivered = await answer({
				method: request.method,
				path,
				query: query.join('?'),
				headers: headersOf(request.raw),
				body: await bodyOf(request.raw),
				signal: hangUp(reply.raw),
			});
			const { answer: whole, delivery } = delivered;
			if (delivery) {
				reply.hijack();
				await deliver(reply.raw, { answer: whole, delivery });
				return reply;
			}
			reply.code(whole.status).headers(whole.headers);
			// As bytes, since the framework would add a charset to the content type of a text.
			return await reply.send(Buffer.from(whole.body));
		},
	});
	return server;
}

export async function listen(
	answer: (request: RillRequest) => Promise<Delivered>,
	options: ListenOptions = {},
): Promise<Listener> {
	const server = serverFor(answer, options);
	const { host } = new URL(await server.listen({ host: '127.0.0.1', port: options.port ?? 0 }));
	const url = `${options.certificate ? 'https' : 'http'}://${host}`;
	return { url, close: async () => await server.close() };
}
