/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { endWithUs } from './children';
import { MODULES, n8nFolder, NODE } from './places';
import { freePort, LOOPBACK } from './ports';

export interface RunningN8n {
	url: string;
	/** Ends when n8n does, by itself or because it was stopped. */
	ended: Promise<void>;
	stop(): Promise<void>;
}

const DEFAULT_PORT = 5678;
const DEFAULT_BROKER_PORT = 5679;
const LOOK_EVERY_MS = 200;

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

/**
 * Starts n8n on loopback, with all its files in one folder, and waits until it answers.
 *
 * @param more variables of its environment
 */
export async function startN8n(
	data: string,
	more: Record<string, string> = {},
): Promise<RunningN8n> {
	const port = await freePort(DEFAULT_PORT);
	const url = `http://${LOOPBACK}:${port}`;
	const log = join(data, 'n8n.log');
	mkdirSync(n8nFolder(data), { recursive: true });
	const output = openSync(log, 'w');
	const child = endWithUs(
		spawn(NODE, [join(MODULES, 'n8n', 'bin', 'n8n'), 'start'], {
			cwd: data,
			env: {
				...Object.fromEntries(INHERITED.map((name) => [name, process.env[name]])),
				...QUIET,
				// n8n starts others by the name of "node", which has to be the same one.
				PATH: [dirname(NODE), process.env.PATH].join(delimiter),
				GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
				N8N_EDITOR_BASE_URL: url,
				N8N_HOST: LOOPBACK,
				N8N_LISTEN_ADDRESS: LOOPBACK,
				N8N_PORT: String(port),
				N8N_PYTHON_ENABLED: 'false',
				N8N_RUNNERS_BROKER_PORT: String(await freePort(DEFAULT_BROKER_PORT)),
				// Without https a browser would not keep the session's cookie otherwise.
				N8N_SECURE_COOKIE: 'false',
				N8N_USER_FOLDER: n8nFolder(data),
				NODE_ENV: 'production',
				...more,
			},
			stdio: ['ignore', output, output],
		}),
	);
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const stop = async () => {
		child.kill('SIGTERM');
		await ended;
	};
	if (!(await becomesReady(url, child))) {
		throw new Error(`n8n did not start:\n${readFileSync(log, 'utf8').slice(-3000)}`);
	}
	return { url, ended, stop };
}

/** Whether it gets ready before it ends. */
async function becomesReady(url: string, child: ChildProcess): Promise<boolean> {
	while (child.exitCode === null && child.signalCode === null) {
		const ready = await fetch(`${url}/healthz/readiness`).then(
			({ ok }) => ok,
			() => false,
		);
		if (ready) return true;
		await sleep(LOOK_EVERY_MS);
	}
	return false;
}
