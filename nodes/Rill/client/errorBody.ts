import { showableText } from './errors';
import { parseJson } from './json';
import { asRecord } from './schema';

/** The three shapes in which Rill answers errors, and everything that is none of them. */
export interface ErrorBody {
	text: string;
	/** gRPC status code, in answers of the admin server. */
	code?: number;
	/** JSON `{"error"}`, JSON `{"code","message"}`, plain text, or something that Rill never sends. */
	shape: 'runtime' | 'admin' | 'text' | 'foreign';
}

/** Reads an error answer (`rill.md` §7). Never throws. */
export function readErrorBody(body: string, contentType: string): ErrorBody {
	const parsed = asRecord(parseJson(body));
	if (parsed && typeof parsed.error === 'string') {
		return { shape: 'runtime', text: showableText(parsed.error) };
	}
	if (parsed && typeof parsed.message === 'string' && typeof parsed.code === 'number') {
		return { shape: 'admin', text: showableText(parsed.message), code: parsed.code };
	}
	const isPlain = contentType.startsWith('text/plain') && !/^\s*</.test(body);
	return { shape: isPlain ? 'text' : 'foreign', text: showableText(body) };
}

/** Rill's words for what it has not loaded yet, and for what is not there (`rill.md` §4). */
export function isMissing(text: string): boolean {
	return /Catalog Error: Table .* does not exist|^metrics view ".*" is not valid/.test(text);
}

/** The first line of Rill's text, for a message. */
export function firstLine(text: string): string {
	return (text.split('\n')[0] ?? '').trim();
}

/** What to do, after those lines of Rill's text that a message with its first line has not said yet. */
export function afterFirstLine(text: string, remedy: string): string {
	const rest = text
		.split('\n')
		.slice(1)
		.join('\n')
		.replace(/^\s*\n/, '')
		.trimEnd();
	return rest === '' ? remedy : `${rest}\n\n${remedy}`;
}

/** What the proxy's and the admin server's words for a refused token mean. */
export function rejectedReason(text: string): string {
	if (/service auth token not found/.test(text)) return 'it was revoked or deleted';
	if (/invalid auth token/.test(text)) return 'its secret is wrong (was it copied whole?)';
	if (/auth token is expired|jwt is expired/.test(text)) return 'it has expired';
	if (/verification error|invalid kid|key ID was not found/.test(text)) {
		return 'it was signed by another Rill (one of Rill Developer works only there)';
	}
	if (/auth token not found/.test(text)) return 'it is unknown, or was revoked';
	if (/malformed auth token/.test(text)) return 'it is not a user or service token';
	if (/no bearer token/.test(text)) return 'it was not sent as a bearer token';
	return 'it is unknown, expired or revoked';
}
