import { ask } from '../../nodes/Rill/client/ask';
import type { RillConnection } from '../../nodes/Rill/client/transport';

/** A project of Rill Cloud whose requests are answered by whoever tests the client alone. */
export function connectionOf(
	send: RillConnection['send'],
	more: Partial<RillConnection> = {},
): RillConnection {
	return {
		address: {
			deployment: 'cloud',
			baseUrl: 'https://rill.test',
			organization: 'acme',
			project: 'flight-ops',
		},
		token: 'service',
		timeoutMs: 1000,
		conceal: (text) => text,
		send,
		...more,
	};
}

/** Asks for the rows of an API, as a call of the node does in the end. */
export async function askForFlights<T>(
	connection: RillConnection,
	read: Parameters<typeof ask<T>>[3],
): Promise<T> {
	return await ask(
		connection,
		{ method: 'GET', url: 'https://rill.test/v1/api/flights', headers: {} },
		{ task: 'run API "flights"', api: 'flights' },
		read,
	);
}
