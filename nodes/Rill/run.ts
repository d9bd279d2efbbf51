import type { IExecuteFunctions } from 'n8n-workflow';

import { RillError } from './client/errors';
import type { IssuingConnection } from './client/runAs';
import { readApis, fetchSpec, type RillApi } from './client/spec';
import type { Json } from './client/schema';
import { DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS } from './client/transport';
import { connect } from './connection';

/** What the items of one execution share: the connection, the spec (read once), the hints. */
export interface RillRun {
	context: IExecuteFunctions;
	connection: IssuingConnection;
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
	const connection = await connect(context, timeoutOf(context));
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

/** One deadline for all requests of the execution, the spec's included, so the first item's. */
function timeoutOf(context: IExecuteFunctions): number {
	const wanted: unknown = context.getNodeParameter('options.timeout', 0, DEFAULT_TIMEOUT_MS);
	const timeout = Math.round(Number(wanted));
	if (timeout >= 1) return Math.min(timeout, MAX_TIMEOUT_MS);
	throw new RillError(
		'settings',
		`'Timeout' should be a number of milliseconds, but is ${JSON.stringify(wanted) ?? ''}`,
		'60000 is a minute.',
	);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return async () => {
		if (made) return await made;
		const making = make();
		made = making;
		// A failure is not kept: the next item may find Rill awake.
		making.catch(() => {
			made = undefined;
		});
		return await making;
	};
}
