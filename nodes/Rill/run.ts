import type { IExecuteFunctions } from 'n8n-workflow';

import { concurrentRequests, optionOf } from './actions/limits';
import { firstOf, LONGEST_TIMER_MS } from './client/abort';
import { specUrl } from './client/address';
import { RillError } from './client/errors';
import type { Spare } from './client/pagesAhead';
import type { IssuingConnection } from './client/runAs';
import { RecentSpecs } from './client/recentSpecs';
import { RunSpec, SpecOfWork } from './client/runSpec';
import { fetchSpec } from './client/spec';
import { APART_MS, DEFAULT_MAX_TOTAL_MS, DEFAULT_MAX_TRIES, MAX_TRIES, Pace } from './client/pace';
import { DEFAULT_TIMEOUT_MS, neededUntil } from './client/transport';
import { connect, type Limits } from './connection';
import { asHtml } from './failure';
import { doneOnce, type Once } from './once';
import { inWords } from './retriesInWords';

/** What the items of one execution share: the connection, the spec (read once), the hints. */
export interface RillRun {
	context: IExecuteFunctions;
	connection: IssuingConnection;
	/** The project's OpenAPI spec. */
	spec: SpecOfWork;
	once: Once;
	/** What one result may ask for before it is needed, within what the run may ask at a time. */
	spare(): Spare;
	/** Tells the person who runs the workflow something once, beside the output. */
	warn(message: string): void;
	/** Tells what the run as a whole has met with, when all its items are done. */
	finish(isComplete: boolean): void;
	/** Ends what is still under way, of which nobody needs the answer any more. */
	end(): void;
}

/** Of every execution in this process. */
const recentSpecs = new RecentSpecs();

/** A page that has come waits with all its rows until it is its turn. */
const MOST_PAGES_AHEAD = 5;

/** Starts an execution of the node. */
export async function startRun(context: IExecuteFunctions): Promise<RillRun> {
	const limits = limitsOf(context);
	const over = new AbortController();
	const connected = await connect(context, limits);
	const connection = {
		...connected,
		cancelSignal: firstOf(connected.cancelSignal, over.signal),
	};
	const said = new Set<string>();
	const once = doneOnce();
	const specKey = connection.fingerprint(specUrl(connection.address));
	// Whoever tries something in the editor has perhaps just changed the API.
	const recent = context.getMode() === 'manual' ? undefined : recentSpecs.recent(specKey);
	const spec = new RunSpec(
		recent,
		async () => await recentSpecs.read(specKey, async () => await fetchSpec(connection)),
	);
	return {
		context,
		connection,
		spec: new SpecOfWork(spec),
		once,
		spare: () => ({
			atATime: Math.min(concurrentRequests(context), MOST_PAGES_AHEAD),
			hasRoom: () => limits.patience.pace.hasRoom,
			unused: 0,
		}),
		warn: (message) => {
			if (said.has(message)) return;
			said.add(message);
			// n8n shows a hint as HTML, too.
			context.addExecutionHints({
				message: asHtml(message),
				location: 'outputPane',
				type: 'warning',
			});
		},
		finish: (isComplete) => {
			const { retries } = limits.patience.pace;
			if (retries.size === 0) return;
			context.addExecutionHints({
				message: `Rill had to be asked again: ${inWords(retries)}.${isComplete ? ' What came in the end is complete.' : ''}`,
				location: 'outputPane',
				type: 'info',
			});
		},
		end: () => over.abort(),
	};
}

/** The same run, for a piece of its work that nobody may need any more before it is done. */
export function runUntil(unneeded: AbortSignal, run: RillRun): RillRun {
	const connection = neededUntil(unneeded, run.connection);
	return {
		...run,
		connection,
		once: async (key, work, earlier) =>
			await run.once(key, work, firstOf(connection.unneeded, earlier)),
	};
}

/** For all requests of the execution, the spec's included, and so the first item's. */
function limitsOf(context: IExecuteFunctions): Limits {
	const read = (name: string, label: string, fallback: number, most: number, example: string) => {
		const wanted = optionOf(context, name, fallback);
		const number = Math.round(Number(wanted));
		if (number >= 1) return Math.min(number, most);
		throw new RillError(
			'settings',
			`'${label}' should be ${example}, but is ${JSON.stringify(wanted) ?? ''}`,
			`Without one, it is ${fallback}.`,
		);
	};
	const milliseconds = 'a number of milliseconds (60000 is a minute)';
	return {
		timeoutMs: read('timeout', 'Timeout', DEFAULT_TIMEOUT_MS, LONGEST_TIMER_MS, milliseconds),
		patience: {
			maxTries: read('maxTries', 'Maximum Tries', DEFAULT_MAX_TRIES, MAX_TRIES, 'a whole number'),
			maxTotalMs: read(
				'maxRetryTime',
				'Maximum Retry Time',
				DEFAULT_MAX_TOTAL_MS,
				LONGEST_TIMER_MS,
				milliseconds,
			),
			pace: new Pace(concurrentRequests(context), APART_MS),
		},
	};
}
