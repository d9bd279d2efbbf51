/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';

import { freePort, LOOPBACK } from './ports';
import type { Login, Rest } from './rest';

export interface Door {
	/** What somebody opens in a browser. Whoever has it is let in, so it holds a key. */
	address: string;
	close(): Promise<void>;
}

const DEFAULT_PORT = 5680;

/**
 * An address that signs a browser in and sends it on to n8n. Cookies belong to a host, whatever the
 * port, so the session that is set here is n8n's.
 */
export async function openDoor(rest: Rest, login: Login): Promise<Door> {
	const port = await freePort(DEFAULT_PORT);
	const path = `/${randomBytes(12).toString('hex')}`;
	const workflows = `${rest.url}/home/workflows`;
	const server = createServer((request, response) => {
		if (request.url !== path) {
			response.writeHead(404).end('The address of the playground is the one that it printed.');
			return;
		}
		rest.session(login).then(
			(cookie) => response.writeHead(302, { 'set-cookie': cookie, location: workflows }).end(),
			(error: unknown) => response.writeHead(502).end(String(error)),
		);
	});
	await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
	return {
		address: `http://${LOOPBACK}:${port}${path}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
