/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { inspect } from 'node:util';
import { LoggerProxy, type Logger } from 'n8n-workflow';

import { Container, requireOfEngine } from './engineServices';
import { isInJest } from './inJest';

const written: string[] = [];

const write =
	(level: string): Logger['debug'] =>
	(message, metadata = {}) =>
		void written.push(
			inspect([level, message, metadata], { depth: Infinity, maxStringLength: Infinity }),
		);

const recorder: Logger & { scoped(): Logger } = {
	error: write('error'),
	warn: write('warn'),
	info: write('info'),
	debug: write('debug'),
	scoped: () => recorder,
};

interface Logging {
	Logger: abstract new (...args: never[]) => Logger;
}

/**
 * From now on the engine writes its log, that of the level `debug` too, where a test can read it.
 * Outside of jest it goes where n8n would write it.
 */
export function startLog(): void {
	if (!isInJest) return;
	const { Logger } = requireOfEngine('@n8n/backend-common') as Logging;
	Container.set(Logger, recorder);
	LoggerProxy.init(recorder);
}

/** What the engine has written since the last time somebody asked. */
export function takeLog(): string {
	return written.splice(0).join('\n');
}
