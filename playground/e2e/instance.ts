/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/** Where the tests find the playground that was started for them. */
export interface Instance {
	/** What a person opens. */
	address: string;
	data: string;
	n8nUrl: string;
	sandboxUrl: string;
}

const VARIABLE = 'RILL_E2E_INSTANCE';

/** Playwright runs tests in other processes, which get this one's variables. */
export function shareWithTests(instance: Instance): void {
	process.env[VARIABLE] = JSON.stringify(instance);
}

/** Whether somebody named a running playground, which is then used and left alone. */
export function isGiven(): boolean {
	return process.env[VARIABLE] !== undefined;
}

export function instance(): Instance {
	return JSON.parse(process.env[VARIABLE] ?? '{}') as Instance;
}
