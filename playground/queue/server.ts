/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports */
import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { endWithUs } from '../children';
import { LOOPBACK } from '../ports';

/** Who runs a program, if it is not whoever runs the tests. */
export interface Owner {
	uid: number;
	gid: number;
}

/** A server that is running, and how to end it. */
export interface Server {
	stop(signal: NodeJS.Signals): Promise<void>;
}

const LOOK_EVERY_MS = 50;

/** Starts a server of this machine, and waits until somebody can connect to it. */
export async function startServer(
	command: string,
	args: string[],
	{ folder, port, owner }: { folder: string; port: number; owner?: Owner },
): Promise<Server> {
	const log = join(folder, 'log');
	const output = openSync(log, 'a');
	const child = endWithUs(
		// A group of its own: who interrupts the tests has them stop what they started, in order.
		spawn(command, args, {
			cwd: folder,
			stdio: ['ignore', output, output],
			detached: true,
			...owner,
		}),
	);
	const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	await Promise.race([
		failed,
		(async () => {
			while (!(await answers(port))) {
				if (child.exitCode !== null || child.signalCode !== null) {
					throw new Error(`${command} did not start:\n${readFileSync(log, 'utf8').slice(-3000)}`);
				}
				await sleep(LOOK_EVERY_MS);
			}
		})(),
	]);
	return {
		stop: async (signal) => {
			child.kill(signal);
			await ended;
		},
	};
}

async function answers(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, LOOPBACK);
		const say = (answer: boolean) => () => {
			socket.destroy();
			resolve(answer);
		};
		socket.once('connect', say(true)).once('error', say(false));
	});
}
