import type { IExecuteFunctions } from 'n8n-workflow';

import { readApis, fetchSpec, type RillApi } from './client/spec';
import type { Json } from './client/schema';
import type { RillConnection } from './client/transport';
import { connect } from './connection';

/** What the items of one execution share: the connection, the spec (read once), the hints. */
export interface RillRun {
	context: IExecuteFunctions;
	connection: RillConnection;
	/** The project's OpenAPI document, live. */
	spec(): Promise<Record<string, Json>>;
	/** The APIs that it describes. */
	apis(): Promise<RillApi[]>;
	/** The same work asked for twice is done once; a failure is shared too. */
	once<T>(key: string, work: () => Promise<T>): Promise<T>;
	/** Tells the person who runs the workflow something once, beside the output. */
	warn(message: string): void;
}

/** Starts an execution of the node. */
export async function startRun(context: IExecuteFunctions): Promise<RillRun> {
	const connection = await connect(context);
	const spec = once(async () => await fetchSpec(connection));
	const said = new Set<string>();
	const done = new Map<string, Promise<unknown>>();
	return {
		context,
		connection,
		spec,
		apis: once(async () => readApis(await spec())),
		once: async <T>(key: string, work: () => Promise<T>) => {
			const known = done.get(key) ?? work();
			done.set(key, known);
			return (await known) as T;
		},
		warn: (message) => {
			if (said.has(message)) return;
			said.add(message);
			context.addExecutionHints({ message, location: 'outputPane', type: 'warning' });
		},
	};
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return async () => await (made ??= make());
}
