/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import {
	createServer,
	request as askHttp,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net';

import { selfSigned } from '../support/certificate';

/** What stands at the credential's address instead of the sandbox. */
export interface OtherEnd {
	url: string;
	/** Requests, or connections where no request is ever read, that were to be harmed. */
	harmed(): number;
	close(): Promise<void>;
}

/** Harms the requests whose address contains this text, and passes the others on to the sandbox. */
export type StartOtherEnd = (sandboxUrl: string, path: string) => Promise<OtherEnd>;

interface Closing {
	server: Server | ReturnType<typeof createSocketServer>;
	scheme?: 'http' | 'https';
	harmed?: () => number;
}

async function listen({ server, scheme = 'http', harmed = () => 0 }: Closing): Promise<OtherEnd> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
		harmed,
		close: async () => {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}

/** Passes a request on, as it is, and its answer back. */
function passOn(sandboxUrl: string, request: IncomingMessage, response: ServerResponse): void {
	const onward = askHttp(
		`${sandboxUrl}${request.url ?? ''}`,
		{ method: request.method, headers: request.headers },
		(answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		},
	);
	onward.on('error', () => response.destroy());
	request.pipe(onward);
}

/** A proxy that spoils the requests it is told to, in its own way. */
export function spoilt(
	spoil: (response: ServerResponse, request: IncomingMessage, sandboxUrl: string) => void,
): StartOtherEnd {
	return async (sandboxUrl, path) => {
		let harmed = 0;
		const server = createServer((request, response) => {
			if (request.url?.includes(path) !== true) return passOn(sandboxUrl, request, response);
			harmed++;
			spoil(response, request, sandboxUrl);
		});
		return await listen({ server, harmed: () => harmed });
	};
}

/** Bytes of somebody's own instead of an answer, and then the end. */
export function raw(text: string): StartOtherEnd {
	return spoilt((response) => {
		response.socket?.end(text);
	});
}

/** A proxy that reads the whole answer, and sends only so many bytes of its body, without its length. */
export function cutAt(bytes: number): StartOtherEnd {
	return spoilt((response, request, sandboxUrl) => {
		const { authorization } = request.headers;
		void fetch(`${sandboxUrl}${request.url ?? ''}`, {
			headers: authorization === undefined ? {} : { authorization },
		})
			.then(async (answer) => await answer.text())
			.then((body) => {
				response.socket?.end(
					`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${body.slice(0, bytes)}`,
				);
			});
	});
}

/** A proxy that passes requests on without the header that says who asks. */
export const withoutAuthorization: StartOtherEnd = spoilt((response, request, sandboxUrl) => {
	delete request.headers.authorization;
	passOn(sandboxUrl, request, response);
});

/** A server that speaks TLS, with a certificate that nobody else has signed. */
export const ownCertificate: StartOtherEnd = async (sandboxUrl) => {
	let harmed = 0;
	const server = createTlsServer(selfSigned(), (request, response) =>
		passOn(sandboxUrl, request, response),
	);
	server.on('tlsClientError', () => harmed++);
	return await listen({ server, scheme: 'https', harmed: () => harmed });
};

/** A server whose certificate is trusted, and is somebody else's (`rill.test`). */
export function wrongName(trust: (certificate: string) => void): StartOtherEnd {
	return async (sandboxUrl) => {
		const identity = selfSigned({ forLoopback: false });
		trust(identity.cert);
		let harmed = 0;
		const server = createTlsServer(identity, (request, response) =>
			passOn(sandboxUrl, request, response),
		);
		server.on('secureConnection', () => harmed++);
		return await listen({ server, scheme: 'https', harmed: () => harmed });
	};
}

/** Plain HTTP where https is expected. */
export const withoutTls: StartOtherEnd = async () => {
	let harmed = 0;
	const server = createServer((_request, response) => response.end());
	server.on('connection', () => harmed++);
	return await listen({ server, scheme: 'https', harmed: () => harmed });
};

/** Takes the connection, and says nothing, not even in TLS. */
export function mute(scheme: 'http' | 'https'): StartOtherEnd {
	return async () => {
		let harmed = 0;
		const server = createSocketServer(() => {
			harmed++;
		});
		return await listen({ server, scheme, harmed: () => harmed });
	};
}

/** Takes the connection, and closes it. */
export const hangsUp: StartOtherEnd = async () => {
	let harmed = 0;
	const server = createSocketServer((socket) => {
		harmed++;
		socket.destroy();
	});
	return await listen({ server, harmed: () => harmed });
};
