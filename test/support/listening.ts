/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Has a server of a test's own listen on loopback for the file that calls this, and ends it afterwards. */
export function useListening(server: Server): { readonly port: number } {
	beforeAll(async () => {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
	});
	afterAll(async () => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	});
	return {
		get port() {
			return (server.address() as AddressInfo).port;
		},
	};
}
