import type { RillAnswer } from './http';
import type { Certificate } from './listen';
import { RillDeveloper, localInstance } from './local';
import { flightOps } from './projects/flightOps';
import { recorded } from './projects/recorded';
import { Runtime } from './runtime';
import { loadFlights } from './runtime/data';
import type { ProjectDefinition } from './runtime/project';
import { RequestLog, type LoggedRequest } from './requestLog';
import { serve, type Served } from './serve';

export interface SandboxOptions {
	/** Any free port, if not given. */
	port?: number;
	/** With one, both servers speak https. */
	certificate?: Certificate;
	/** `flight-ops` if not given; `recorded` is the project of the contract's recordings. */
	project?: 'flight-ops' | 'recorded' | ProjectDefinition;
	/** Sees every answer. */
	onAnswer?: (answer: RillAnswer) => void;
}

/** A running sandbox. */
export interface Sandbox extends Served {
	port: number;
	/**
	 * The requests since the start or the last `clearRequests`, oldest first, none of the switches'; of
	 * very many the last 10,000, so that a sandbox may run for weeks.
	 */
	requests: LoggedRequest[];
	/** The most of these requests that waited for their answers at one moment. */
	readonly mostAtOnce: number;
	/** What went wrong in the sandbox itself; nothing ever should. */
	faults: unknown[];
	clearRequests(): void;
	/** Puts another project in the place of the one that runs; the data stays. */
	setProject(project: ProjectDefinition): void;
}

function projectOf(project: SandboxOptions['project'] = 'flight-ops'): ProjectDefinition {
	if (typeof project !== 'string') return project;
	return project === 'recorded' ? recorded() : flightOps();
}

/** Starts a Rill on loopback, on 20,000 flights in memory. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const database = await loadFlights();
	const project = projectOf(options.project);
	const local = new Runtime(database, project);
	local.instances = new Set([localInstance]);
	const cloud = new Runtime(database, project);
	const log = new RequestLog();
	const faults: unknown[] = [];
	let atOnce = 0;
	let mostAtOnce = 0;
	const served = await serve({
		answerLocal: new RillDeveloper(local).answer,
		answerRuntime: cloud.answer,
		onFault: (fault) => faults.push(fault),
		log,
		onRequest: () => {
			atOnce++;
			mostAtOnce = Math.max(mostAtOnce, atOnce);
		},
		onAnswer: (answer) => {
			atOnce--;
			if (answer) options.onAnswer?.(answer);
		},
		port: options.port,
		certificate: options.certificate,
	});
	local.address = served.url;
	cloud.address = served.runtimeUrl;
	return {
		url: served.url,
		port: Number(new URL(served.url).port),
		runtimeUrl: served.runtimeUrl,
		requests: log.requests,
		get mostAtOnce() {
			return mostAtOnce;
		},
		faults,
		clearRequests: () => {
			log.clear();
			mostAtOnce = atOnce;
		},
		setProject: (next) => {
			local.project = next;
			cloud.project = next;
		},
		control: served.control,
		close: async () => {
			await served.close();
			database.closeSync();
		},
	};
}
