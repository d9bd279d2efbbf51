import type { Sandbox } from '../../sandbox';
import { kindOf } from '../../sandbox/faultKinds';

/** How many tokens Rill was asked for, for each airport, by the sandbox's own log. */
export function mintsByAirport({ requests }: Sandbox): Record<string, number> {
	const mints: Record<string, number> = {};
	for (const { path, body } of requests) {
		if (!path.endsWith('/credentials')) continue;
		const { attributes } = JSON.parse(body) as { attributes: { airport: string } };
		mints[attributes.airport] = (mints[attributes.airport] ?? 0) + 1;
	}
	return mints;
}

/** How many requests Rill got of each kind. */
export function requestsByKind({ requests }: Sandbox): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { path } of requests) counts[kindOf(path)] = (counts[kindOf(path)] ?? 0) + 1;
	return counts;
}
