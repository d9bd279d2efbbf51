import type { RillAnswer } from '../http';
import { httpError } from '../runtime/answers';
import type { RuntimeFaults } from '../runtimeFaults';

/** The address that the proxy was about to call. */
export interface RuntimeTarget {
	/** `http://host:port` of the runtime. */
	origin: string;
	/** The runtime's own path. */
	path: string;
	/** With its question mark, if there is one. */
	query: string;
	/** What follows `/runtime` in the path that was called. */
	rest: string;
}

/**
 * What Rill's proxy answers when it gets no connection, in the words of Go's client, which names the
 * method in capitals and small letters. Of a deployment that has no runtime yet, host and instance are
 * empty.
 */
export function unreachable(
	why: Required<RuntimeFaults>['unreachable'],
	method: string,
	{ origin, path, query, rest }: RuntimeTarget,
): RillAnswer {
	const name = `${method.charAt(0)}${method.slice(1).toLowerCase()}`;
	const refused = `dial tcp ${new URL(origin).host}: connect: connection refused`;
	const [url, reason] =
		why === 'down'
			? [`${origin}${path}`, refused]
			: [`v1/instances${rest}`, 'unsupported protocol scheme ""'];
	return httpError(500, `${name} "${url}${query}": ${reason}`);
}
