/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { writeFileSync } from 'node:fs';

import { RequestError, Server as Proxy } from 'proxy-chain';
import { generate } from 'selfsigned';

import { LOOPBACK } from '../ports';

/** A request as a stand-in reads it. */
export interface ServiceRequest {
	method: string;
	/** As it was sent: percent-encoded, without the query. */
	path: string;
	query: URLSearchParams;
	headers: Record<string, string | string[] | undefined>;
	body: string;
}

/** An answer; its body is sent as JSON. */
export interface ServiceAnswer {
	status: number;
	body: unknown;
}

/** Stands in for a service of somebody else's. */
export type Service = (request: ServiceRequest) => ServiceAnswer;

export interface Interception {
	/** The environment of a process whose requests are to come here. */
	environment: Record<string, string>;
	/** Hosts that were asked for and that nobody stands in for; nothing was sent to them. */
	strangers: string[];
	close(): Promise<void>;
}

/**
 * Answers requests for hosts of the internet on this machine: a proxy takes every connection, and hands
 * it to one HTTPS server with a certificate that holds for these hosts and for this run alone.
 *
 * @param services by their hosts
 * @param certificateFile where to write the certificate, for the environment to name
 */
export async function intercept(
	services: Record<string, Service>,
	certificateFile: string,
): Promise<Interception> {
	const hosts = Object.keys(services);
	const { private: key, cert } = await certificateFor(hosts);
	writeFileSync(certificateFile, cert);
	const server = createServer({ key, cert }, (request, response) => {
		void answer(services[request.headers.host ?? ''], request, response);
	});
	const strangers: string[] = [];
	const proxy = new Proxy({
		host: LOOPBACK,
		port: 0,
		prepareRequestFunction: ({ hostname, isHttp }) => {
			if (hosts.includes(hostname) && !isHttp) return { customConnectServer: server };
			strangers.push(hostname);
			throw new RequestError(`Nobody stands in for ${hostname}`, 403);
		},
	});
	await proxy.listen();
	const { port } = proxy.server.address() as AddressInfo;
	const address = `http://${LOOPBACK}:${port}`;
	return {
		environment: {
			HTTP_PROXY: address,
			HTTPS_PROXY: address,
			NO_PROXY: LOOPBACK,
			// Node.js itself then goes there as well, for those who do not know of proxies.
			NODE_USE_ENV_PROXY: '1',
			NODE_EXTRA_CA_CERTS: certificateFile,
		},
		strangers,
		close: async () => await proxy.close(true),
	};
}

/** A certificate that vouches for itself, so that whoever is given it trusts it, and nobody else. */
async function certificateFor(hosts: string[]) {
	return await generate([{ name: 'commonName', value: 'Stand-ins of the playground' }], {
		keyType: 'ec',
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{ name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
		],
	});
}

async function answer(
	service: Service | undefined,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const { method = '', url = '', headers } = request;
	const [path = '', query] = url.split('?');
	const body = await text(request);
	const given = service?.({ method, path, query: new URLSearchParams(query), headers, body });
	response.writeHead(given?.status ?? 421, { 'content-type': 'application/json; charset=utf-8' });
	response.end(JSON.stringify(given?.body ?? {}));
}
