import type { RillAnswer } from './http';

/** Whether a value is an object of JSON: no list, and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text as JSON; nothing if it is none. */
export function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** An answer of the sandbox itself, for people to read. */
export function jsonAnswer(status: number, value: unknown): RillAnswer {
	return {
		status,
		headers: { 'content-type': 'application/json' },
		body: `${JSON.stringify(value, null, '\t')}\n`,
	};
}
