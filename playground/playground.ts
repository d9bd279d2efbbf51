import { startSandbox } from '../sandbox';
import { openDoor } from './door';
import { furnish } from './furnish';
import { install } from './install';
import { startN8n } from './n8n';
import { installPackage } from './pack';
import { freePort } from './ports';
import { loginOf, Rest } from './rest';
import type { Step } from './steps';

/** A real n8n with this package in it, and a Rill for it to talk to. */
export interface Playground {
	/** What somebody opens in a browser. */
	address: string;
	n8n: Rest;
	sandboxUrl: string;
	/** Ends when n8n ends by itself. */
	ended: Promise<void>;
}

const SANDBOX_PORT = 9009;

/**
 * Starts everything, in the order in which one needs the other.
 *
 * @param onStop is told how to stop each part as soon as it runs, so that an interrupted start can be
 * cleaned up as well; what came last has to be stopped first
 * @param variables of n8n, beside those that every n8n of the playground has
 */
export async function startPlayground(
	data: string,
	step: Step,
	onStop: (stop: () => Promise<void>) => void,
	variables: Record<string, string> = {},
): Promise<Playground> {
	await install(step);
	await step('Building this package into it', async () => await installPackage(data));
	const sandbox = await step('Starting a Rill on 20,000 flights', async () => {
		return await startSandbox({ port: await freePort(SANDBOX_PORT) });
	});
	onStop(sandbox.close);
	const running = await step('Starting n8n', async () => await startN8n(data, { variables }));
	onStop(running.stop);
	const n8n = new Rest(running.url);
	const login = loginOf(data);
	await step('Putting credential and examples into it', async () => {
		await n8n.signIn(login);
		await furnish(n8n, sandbox.url);
	});
	const door = await openDoor(n8n, login);
	onStop(door.close);
	return { address: door.address, n8n, sandboxUrl: sandbox.url, ended: running.ended };
}
