import type { TransientKind } from './client/errors';

const WORDS: Record<TransientKind, string> = {
	rateLimited: 'too many requests',
	waking: 'Rill was starting',
	unavailable: 'Rill was not available',
	unreachable: 'the connection broke off',
	timeout: 'no whole answer in time',
	cutOff: 'the answer was cut off',
};

/** Why something was asked again and how often, for people: "3 × too many requests". */
export function inWords(retries: ReadonlyMap<TransientKind, number>): string {
	return [...retries].map(([kind, count]) => `${count} × ${WORDS[kind]}`).join(', ');
}
