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
