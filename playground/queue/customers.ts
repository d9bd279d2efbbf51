import { tokens } from '../../sandbox/cloud';
import type { Sandbox } from '../../sandbox';

/** A customer of the reports: whose rows, and how many flights are in them. */
export interface Customer {
	origin: string;
	flights: number;
}

/** The busiest airports, as an admin asks Rill for them, without the node and without a row policy. */
export async function busiestAirports({ url }: Sandbox, limit: number): Promise<Customer[]> {
	const api = `${url}/v1/orgs/acme/projects/flight-ops/runtime/api/delays_by_airport`;
	const response = await fetch(`${api}?limit=${limit}`, {
		headers: { authorization: `Bearer ${tokens.serviceAdmin}` },
	});
	return (await response.json()) as Customer[];
}

export interface Order {
	/** Tells it from the others. */
	n: number;
	airport: string;
}

/** So many orders for reports, the customers taking turns. */
export function orders(customers: Customer[], count: number): Order[] {
	return Array.from({ length: count }, (_, n) => ({
		n,
		airport: customers[n % customers.length]?.origin ?? '',
	}));
}
