/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/** Where the tests find the playground that was started for them. */
export interface Instance {
	/** What a person opens. */
	address: string;
	/** The folder of everything that it writes. */
	data: string;
	n8nUrl: string;
	sandboxUrl: string;
	/** Of a session in that n8n: one for all tests, since n8n lets nobody sign in very often. */
	cookie: string;
}

const VARIABLE = 'RILL_E2E_INSTANCE';

/** Playwright runs tests in other processes, which get this one's variables. */
export function shareWithTests(instance: Instance): void {
	process.env[VARIABLE] = JSON.stringify(instance);
}

export function instance(): Instance {
	return JSON.parse(process.env[VARIABLE] ?? '{}') as Instance;
}
