/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { callParameters, rillWorkflow, runWorkflow, searchList } from '../engine';

// A process of its own, with n8n's own log: a workflow fails, and then nobody handles that a list
// cannot be shown, which ends the process. Its arguments are a base URL and a token.

async function main(): Promise<void> {
	const [baseUrl, token] = process.argv.slice(2);
	const credentials = {
		rillApi: {
			deployment: 'cloud',
			organization: 'acme',
			project: 'flight-ops',
			baseUrl,
			token,
		},
	};
	const parameters = callParameters('flights', null, { options: { maxTries: 1 } });
	await runWorkflow(rillWorkflow(parameters), { credentials, from: 'dist' });
	// The node's waits keep no process alive; a server does.
	setInterval(() => {}, 60_000);
	void searchList('searchApis', { credentials, from: 'dist' });
}

void main();
