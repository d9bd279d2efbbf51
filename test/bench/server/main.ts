/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

import { selfSigned } from '../../support/certificate';
import { answerParent } from '../rpc';
import { Answers } from './answers';
import { farAway, portOf } from './remote';
import type { ServerSettings } from './settings';

/** Longer than a case has pauses: whoever wants to keep a connection may. */
const KEEP_ALIVE_MS = 600_000;

const certificate = selfSigned();
const opened = new Map<string, Answers>();

/** A Rill that behaves so, at an address of its own. */
async function open(settings: ServerSettings): Promise<string> {
	const answers = new Answers(settings);
	const server = settings.tls
		? createSecureServer(certificate, answers.listener)
		: createServer(answers.listener);
	server.keepAliveTimeout = KEEP_ALIVE_MS;
	server.on('connection', () => answers.counts.connections++);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { rttMs = 0 } = settings;
	const port = portOf(rttMs > 0 ? await farAway(portOf(server), rttMs) : server);
	const url = `${settings.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
	opened.set(url, answers);
	return url;
}

answerParent({
	open,
	counts: (url: string) => opened.get(url)?.counts,
	restart: (url: string) => opened.get(url)?.restart(),
});
