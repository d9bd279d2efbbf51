/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { endWithUs } from './children';
import { killGroup } from './ending';

/** Who runs a program, if it is not whoever runs the playground. */
export interface Owner {
	uid: number;
	gid: number;
}

/** A program that runs until it is stopped. */
export interface Service {
	pid: number;
	/** Resolves when it has ended, by itself or because it was stopped. */
	ended: Promise<void>;
	/** Asks it to end, and kills it if it does not. */
	stop(): Promise<void>;
	/** Ends it and all that it has started at once, as a machine that fails would. */
	kill(): Promise<void>;
}

export interface ServiceOptions {
	/** The folder that it runs in. */
	cwd: string;
	/** The file for what it prints, which it begins anew. */
	log: string;
	/** Asked again and again, until it says so. */
	isReady: () => Promise<boolean>;
	env?: NodeJS.ProcessEnv;
	owner?: Owner;
	/** By which it ends in order. */
	endSignal?: NodeJS.Signals;
	/** How long to wait until it is ready, and how long for its end. */
	patience?: { startMs: number; stopMs?: number };
}

/** n8n makes its database on its first start, which takes minutes on a machine that is busy enough. */
const PATIENCE = { startMs: 300_000 };

/** Longer than the half minute that n8n itself gives executions which are still running. */
const GRACE_MS = 45_000;

const LOOK_EVERY_MS = 100;

/** Of what it has printed, as much as an error shows. */
const SHOWN = 3_000;

/**
 * Starts a program that serves, and waits until it is ready.
 *
 * @throws Error with what it printed last, if it ends instead or never gets ready; it is then killed
 */
export async function startService(
	command: string,
	args: string[],
	{ cwd, log, isReady, env, owner, endSignal = 'SIGTERM', patience = PATIENCE }: ServiceOptions,
): Promise<Service> {
	const output = openSync(log, 'w');
	const child = spawn(command, args, {
		...{ cwd, env, ...owner },
		stdio: ['ignore', output, output],
		// A group of its own: who interrupts a playground has it stop what it started, in order.
		detached: process.platform !== 'win32',
	});
	closeSync(output);
	const { pid } = child;
	// What it has started goes with it, however it ends.
	if (pid !== undefined) child.once('exit', () => killGroup(pid));
	endWithUs(child, endSignal);
	await once(child, 'spawn');
	const ended = once(child, 'exit').then(() => {});
	const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
	// Never by its number, which may be somebody else's once it has ended.
	const kill = async () => {
		child.kill('SIGKILL');
		await ended;
	};
	const service: Service = {
		...{ pid: pid ?? 0, ended, kill },
		stop: async () => {
			if (hasEnded()) return;
			child.kill(endSignal);
			await Promise.race([ended, sleep(patience.stopMs ?? GRACE_MS, undefined, { ref: false })]);
			if (!hasEnded()) await kill();
		},
	};
	const problem = await whyNotReady(isReady, hasEnded, Date.now() + patience.startMs).catch(
		async (error: unknown) => {
			await kill();
			throw error;
		},
	);
	if (problem === undefined) return service;
	if (!hasEnded()) await kill();
	throw new Error(`${basename(command)} ${problem}:\n${readFileSync(log, 'utf8').slice(-SHOWN)}`);
}

async function whyNotReady(
	isReady: () => Promise<boolean>,
	hasEnded: () => boolean,
	deadline: number,
): Promise<string | undefined> {
	while (!hasEnded()) {
		if (await isReady()) return undefined;
		if (Date.now() > deadline) return 'did not get ready';
		await sleep(LOOK_EVERY_MS);
	}
	return 'ended instead of getting ready';
}
