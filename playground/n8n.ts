/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { MODULES, n8nFolder, NODE } from './places';
import { freePort, LOOPBACK } from './ports';
import { startService, type Service } from './service';

export interface RunningN8n extends Service {
	url: string;
	/** The file that holds what it prints. */
	log: string;
}

/** How an n8n differs from one that stands alone. */
export interface N8nOptions {
	/** n8n's own words: `worker` has no editor, and takes executions from a queue. */
	command?: 'start' | 'worker';
	/** n8n's variables, beside those that every n8n of the playground has. */
	variables?: Record<string, string>;
	/** Where it would like to listen; any free port, where these are taken or 0. */
	ports?: { web: number; broker: number };
}

const DEFAULT_PORTS = { web: 5678, broker: 5679 };
const ANSWER_MS = 5_000;

/** Of this shell's variables, what any program needs; none that would configure n8n. */
const INHERITED = ['HOME', 'LANG', 'PATH', 'SystemRoot', 'TEMP', 'TMPDIR', 'USERPROFILE'];

/** n8n says nothing to its makers' servers, nor asks them: not for news, not for templates. */
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	// n8n's assistant works with its makers' servers only; the registry asks them on each start.
	N8N_DISABLED_MODULES: 'instance-ai,mcp-registry',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
};

/** Starts n8n on loopback, with all its files in one folder, and waits until it answers. */
export async function startN8n(
	data: string,
	{ command = 'start', variables = {}, ports = DEFAULT_PORTS }: N8nOptions = {},
): Promise<RunningN8n> {
	const port = await freePort(ports.web);
	const url = `http://${LOOPBACK}:${port}`;
	const log = join(data, 'n8n.log');
	mkdirSync(n8nFolder(data), { recursive: true });
	const n8n = await startService(NODE, [join(MODULES, 'n8n', 'bin', 'n8n'), command], {
		cwd: data,
		log,
		isReady: async () => await isReady(url),
		env: {
			...Object.fromEntries(INHERITED.map((name) => [name, process.env[name]])),
			...QUIET,
			...addresses(port),
			// n8n starts others by the name of "node", which has to be the same one.
			PATH: [dirname(NODE), process.env.PATH].join(delimiter),
			GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
			N8N_PYTHON_ENABLED: 'false',
			N8N_RUNNERS_BROKER_PORT: String(await freePort(ports.broker)),
			// Without https a browser would not keep the session's cookie otherwise.
			N8N_SECURE_COOKIE: 'false',
			N8N_USER_FOLDER: n8nFolder(data),
			NODE_ENV: 'production',
			...variables,
		},
	});
	return { ...n8n, url, log };
}

/** Where n8n listens: for its editor, or as a worker for those who ask whether it is ready. */
function addresses(port: number): Record<string, string> {
	return {
		N8N_EDITOR_BASE_URL: `http://${LOOPBACK}:${port}`,
		N8N_HOST: LOOPBACK,
		N8N_LISTEN_ADDRESS: LOOPBACK,
		N8N_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: LOOPBACK,
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
	};
}

async function isReady(url: string): Promise<boolean> {
	return await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
		({ ok }) => ok,
		() => false,
	);
}
