/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createRequire } from 'node:module';

type Service<T> = abstract new (...args: never[]) => T;

interface ServiceContainer {
	get<T>(service: Service<T>): T;
	set<T>(service: Service<T>, instance: T): void;
}

/** Loads what the engine itself loads: the package next to it may be another copy. */
export const requireOfEngine = createRequire(require.resolve('n8n-core'));

/** The engine's services, one of each class. */
export const { Container } = requireOfEngine('@n8n/di') as { Container: ServiceContainer };
