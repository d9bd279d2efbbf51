/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** Every request that this process sends, by whatever means, from the start of the file to its end. */
export function watchOutgoing(): { hosts: Set<string> } {
	const hosts = new Set<string>();
	const seen = (message: unknown) => {
		const { request } = message as { request: ClientRequest };
		hosts.add(String(request.getHeader('host')));
	};
	const fetched = (message: unknown) => {
		const { request } = message as { request: { origin: string } };
		hosts.add(request.origin);
	};
	beforeAll(() => {
		subscribe('http.client.request.start', seen);
		subscribe('undici:request:create', fetched);
	});
	afterAll(() => {
		unsubscribe('http.client.request.start', seen);
		unsubscribe('undici:request:create', fetched);
	});
	return { hosts };
}
