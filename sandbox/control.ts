import type { CloudState } from './cloud';
import { findProject, tokens, users, type Project, type User } from './cloud/people';
import { whyNoFault } from './faultFields';
import type { Fault } from './faultKinds';
import type { Faults } from './faults';
import type { RillAnswer, RillRequest } from './http';
import { jsonAnswer } from './json';

/** The sandbox's own path; no Rill has it, and no Rill path switches anything. */
export const controlPath = '/sandbox/control';

/** What can be switched on a running sandbox, as one JSON object; several at a time are fine. */
export interface Command {
	/** Everything back to how the sandbox started, before the rest of the command is done. */
	reset?: boolean;
	/** Switches a fault on; the answer names its number. */
	start?: Fault;
	/** Switches off the fault of this number, or every fault. */
	stop?: number | 'all';
	/** A project, as `acme/flight-ops`: takes its deployment away. */
	hibernate?: string;
	/** Runs it again, in a new deployment: tokens issued before do not belong to it. */
	wake?: string;
	/** Gives it a new deployment, to which tokens issued before do not belong. */
	redeploy?: string;
	/** The text of any token, or a name in the sandbox's table, such as `serviceAdmin`. */
	revoke?: string;
	/** How long Rill's caches still take a revoked token; ten seconds if not said. */
	revocationDelayMilliseconds?: number;
	/** A person's name, such as `viewer`: revokes every token that this person has signed in for. */
	signOut?: string;
	/** Lets so much time pass at once, so that issued tokens expire. */
	advanceSeconds?: number;
	/** How long access tokens of people who sign in from now on last, instead of an hour. */
	accessTokenSeconds?: number;
	/** How long their refresh tokens last, instead of a year. */
	refreshTokenSeconds?: number;
	/** Calls a minute that each caller may make of each of the admin server's methods. */
	callsPerMinute?: number;
}

/** What is switched on. */
export interface Status {
	faults: Array<{ id: number; fault: Fault; hits: number }>;
	/** The number of the fault that this command started. */
	started?: number;
}

class UnknownName extends Error {}

function projectNamed(key: string): Project {
	const [organization = '', name = ''] = key.split('/');
	const project = findProject(organization, name);
	if (!project) throw new UnknownName(`no project ${key} in the sandbox`);
	return project;
}

function userNamed(name: string): User {
	const user = users.find((one) => one.name === name);
	if (!user) throw new UnknownName(`no person ${name} in the sandbox`);
	return user;
}

const isTokenName = (name: string): name is keyof typeof tokens => Object.hasOwn(tokens, name);

/** A token's text, by it or by its name. */
function tokenNamed(name: string): string {
	if (isTokenName(name)) return tokens[name];
	if (Object.values<string>(tokens).includes(name)) return name;
	throw new UnknownName(
		`no token ${name} in the sandbox; known are ${Object.keys(tokens).join(', ')}`,
	);
}

/** The switches of a sandbox: for tests in the same process, and by its control route. */
export class Control {
	constructor(
		readonly faults: Faults,
		readonly cloud: CloudState,
	) {}

	/** Switches one fault on and gives back what switches it off. */
	start(fault: Fault): () => void {
		const id = this.faults.start(fault);
		return () => this.faults.stop(id);
	}

	reset(): void {
		this.faults.stop();
		this.cloud.reset();
	}

	hibernate(project: string): void {
		this.cloud.hibernate(projectNamed(project));
	}

	wake(project: string): void {
		this.cloud.wake(projectNamed(project));
	}

	redeploy(project: string): void {
		this.cloud.redeploy(projectNamed(project));
	}

	revoke(token: string): void {
		const issued = this.cloud.issued.find(token)?.text;
		this.cloud.revoke(issued ?? tokenNamed(token));
	}

	signOut(name: string): void {
		for (const { text } of this.cloud.issued.of(userNamed(name))) this.cloud.revoke(text);
	}

	private setLifetimes({
		accessTokenSeconds = this.cloud.lifetimes.accessSeconds,
		refreshTokenSeconds = this.cloud.lifetimes.refreshSeconds,
	}: Command): void {
		this.cloud.lifetimes = {
			accessSeconds: accessTokenSeconds,
			refreshSeconds: refreshTokenSeconds,
		};
	}

	status(): Status {
		const faults = this.faults.list().map(({ id, fault, hits }) => ({ id, fault, hits }));
		return { faults };
	}

	/** Does what a command says, in the order of its fields above. */
	apply(command: Command): Status {
		if (command.reset) this.reset();
		const started = command.start && this.faults.start(command.start);
		if (command.stop !== undefined) {
			this.faults.stop(command.stop === 'all' ? undefined : command.stop);
		}
		if (command.hibernate !== undefined) this.hibernate(command.hibernate);
		if (command.wake !== undefined) this.wake(command.wake);
		if (command.redeploy !== undefined) this.redeploy(command.redeploy);
		if (command.revocationDelayMilliseconds !== undefined) {
			this.cloud.revocationDelayMs = command.revocationDelayMilliseconds;
		}
		if (command.revoke !== undefined) this.revoke(command.revoke);
		if (command.signOut !== undefined) this.signOut(command.signOut);
		if (command.advanceSeconds !== undefined) this.cloud.advance(command.advanceSeconds);
		this.setLifetimes(command);
		if (command.callsPerMinute !== undefined) {
			this.cloud.rateLimit.perMinute = command.callsPerMinute;
		}
		return started === undefined ? this.status() : { ...this.status(), started };
	}
}

const ofCommand: Record<
	keyof Command,
	'boolean' | 'amount' | 'whole' | 'string' | 'object' | 'stop'
> = {
	reset: 'boolean',
	start: 'object',
	stop: 'stop',
	hibernate: 'string',
	wake: 'string',
	redeploy: 'string',
	revoke: 'string',
	revocationDelayMilliseconds: 'amount',
	signOut: 'string',
	advanceSeconds: 'amount',
	accessTokenSeconds: 'whole',
	refreshTokenSeconds: 'whole',
	callsPerMinute: 'amount',
};

function isOfType(type: (typeof ofCommand)[keyof Command], given: unknown): boolean {
	if (type === 'stop') return given === 'all' || typeof given === 'number';
	if (type === 'whole') return Number.isSafeInteger(given) && Number(given) >= 0;
	if (type === 'amount') return typeof given === 'number' && Number.isFinite(given) && given >= 0;
	return typeof given === type;
}

/** Why a text is no command, or nothing if it is one. */
function faultOf(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return 'a command is a JSON object';
	}
	for (const [name, given] of Object.entries(value)) {
		const type = Object.entries(ofCommand).find(([known]) => known === name)?.[1];
		if (type === undefined) return `unknown switch ${name}`;
		if (!isOfType(type, given)) return `${name} takes no ${JSON.stringify(given)}`;
		const problem = name === 'start' ? whyNoFault(given) : undefined;
		if (problem !== undefined) return problem;
	}
	return undefined;
}

function isCommand(value: unknown): value is Command {
	return faultOf(value) === undefined;
}

/** `GET` tells what is on, `POST` takes a command, `DELETE` switches everything off. */
export function answerControl(control: Control, request: RillRequest): RillAnswer | undefined {
	if (request.path !== controlPath) return undefined;
	if (request.method === 'GET') return jsonAnswer(200, control.status());
	if (request.method === 'DELETE') return jsonAnswer(200, control.apply({ reset: true }));
	try {
		const command: unknown = JSON.parse(request.body.toString());
		if (!isCommand(command)) return jsonAnswer(400, { error: faultOf(command) });
		return jsonAnswer(200, control.apply(command));
	} catch (error) {
		return jsonAnswer(400, { error: error instanceof Error ? error.message : String(error) });
	}
}
