/** What the runtime half answers: a request at one instance of a runtime, for a caller it trusts. */
import type { Caller, RillAnswer, RillRequest } from '../http';

export type AnswerRuntime = (
	request: RillRequest,
	caller: Caller,
	instanceId: string,
) => Promise<RillAnswer>;

/** A path as Go's router cleans it: no empty and no dotted parts, a slash at the end stays. */
export function cleanPath(path: string): string {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	const end = parts.length > 0 && /\/\.{0,2}$/.test(path) ? '/' : '';
	return `/${parts.join('/')}${end}`;
}

const escapePath = (path: string): string =>
	path.split('/').map(encodeURIComponent).join('/').replace(/%3A/g, ':').replace(/%40/g, '@');

/**
 * Where the proxy sends a call: what follows `/runtime` is decoded, joined to the instance's address
 * and cleaned, so an encoded slash is one, and encoded dots lead out of the instance.
 */
export function runtimePath(instanceId: string, rest: string): string | undefined {
	try {
		return escapePath(cleanPath(`/v1/instances/${instanceId}${decodeURIComponent(rest)}`));
	} catch {
		return undefined;
	}
}

/** The instance that a runtime's path names, and whether it is one of its plain HTTP routes. */
export function addressed(path: string): { instanceId: string; plain: boolean } | undefined {
	const [, instanceId, route] = /^\/v1\/instances\/([^/]+)(?:\/([^/]*))?/.exec(path) ?? [];
	return instanceId === undefined ? undefined : { instanceId, plain: route === 'api' };
}
