/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';

import type { BenchCase, Size } from './cases/case';
import type { Batching, Measured } from './contenders/contender';
import type { Task } from './contenders/worker';
import { Child } from './rpc';
import type { Counts, ServerSettings } from './server/settings';

/** One run of one contender, and what the server saw of it. */
export interface Run extends Measured {
	counts: Counts;
}

export interface CaseResult {
	benchCase: BenchCase;
	/** By contender, one for each round. */
	runs: Record<string, Run[]>;
	/** The batches that were settled on, where the case leaves them open. */
	batching?: Batching;
	/** Where the node spent its time, if that was wanted. */
	profile?: string[];
}

/** How often batches have to lose nothing before they are taken for such that lose nothing. */
const TRIES = 2;

/** The one process of all servers, and those that it has opened. */
export class Servers {
	private readonly process = Child.start(join(__dirname, 'server', 'main.ts'), 'the server');
	private readonly urls = new Map<string, Promise<string>>();

	/** The address of a server that behaves so. */
	async url(settings: ServerSettings): Promise<string> {
		const key = JSON.stringify(settings);
		const url = this.urls.get(key) ?? this.process.ask<string>('open', settings);
		this.urls.set(key, url);
		return await url;
	}

	async counted<T extends object>(
		url: string,
		work: () => Promise<T>,
	): Promise<T & { counts: Counts }> {
		await this.process.ask('restart', url);
		const result = await work();
		return { ...result, counts: await this.process.ask<Counts>('counts', url) };
	}

	async stop(): Promise<void> {
		await this.process.stop();
	}
}

/** Contenders, each in a process of its own. */
export class Workers {
	private readonly started = new Map<string, Child>();

	of(contender: string): Child {
		const child =
			this.started.get(contender) ??
			Child.start(join(__dirname, 'contenders', 'worker.ts'), contender);
		this.started.set(contender, child);
		return child;
	}

	async stop(contender?: string): Promise<void> {
		for (const [name, child] of this.started) {
			if (contender !== undefined && name !== contender) continue;
			await child.stop();
			this.started.delete(name);
		}
	}
}

/** What cases are measured with. */
export interface Bench {
	size: Size;
	servers: Servers;
	workers: Workers;
	/** How far cases before have come among the batches, so that not each begins with too fast ones. */
	settled: number;
	/** Whether to look where the node spends its time, after it was measured. */
	profiles: boolean;
}

async function runOnce(
	{ size, servers, workers }: Bench,
	{ id, server, servers: own, inNewProcess }: BenchCase,
	contender: string,
	batching: Batching | undefined,
): Promise<Run> {
	const url = await servers.url(own?.[contender] ?? server);
	const task: Task = { size, id, contender, place: { url, batching } };
	if (inNewProcess) {
		await workers.stop(contender);
		await workers.of(contender).ask('prepare', task);
	}
	return await servers.counted(
		url,
		async () => await workers.of(contender).ask<Measured>('measure', task),
	);
}

async function profileOf(
	{ size, servers, workers }: Bench,
	{ id, server, rounds }: BenchCase,
	batching: Batching | undefined,
): Promise<string[]> {
	const place = { url: await servers.url(server), batching };
	const task: Task = { size, id, contender: 'rill', place };
	return await workers.of('rill').ask('profile', { ...task, times: rounds });
}

type RunOne = (contender: string, batching: Batching | undefined) => Promise<Run>;

/** The first batches from there on that lose no call; where all do, the slowest. */
async function settle(
	run: RunOne,
	{ of, from }: NonNullable<BenchCase['batches']>,
	start: number,
): Promise<number> {
	for (let index = start; index < from.length - 1; index++) {
		let lost = 0;
		for (let attempt = 0; attempt < TRIES && lost === 0; attempt++) {
			lost = (await run(of, from[index])).failed;
		}
		if (lost === 0) return index;
	}
	return from.length - 1;
}

/** Every contender once a round, in an order that turns from round to round. */
async function playRounds(
	{ contenders }: BenchCase,
	rounds: number,
	run: (contender: string) => Promise<Run>,
): Promise<Record<string, Run[]>> {
	const names = Object.keys(contenders);
	const runs: Record<string, Run[]> = Object.fromEntries(names.map((name) => [name, []]));
	for (let round = 0; round < rounds; round++) {
		for (let turn = 0; turn < names.length; turn++) {
			const name = names[(round + turn) % names.length];
			runs[name].push(await run(name));
		}
	}
	return runs;
}

/**
 * Measures one case. Where it leaves the batches open and a round loses calls with those settled on,
 * they were too fast: the next are settled on, and all rounds begin anew.
 */
export async function measureCase(bench: Bench, benchCase: BenchCase): Promise<CaseResult> {
	const { batches, rounds, warmUps } = benchCase;
	const run: RunOne = async (contender, batching) =>
		await runOnce(bench, benchCase, contender, batching);
	for (let start = batches ? bench.settled : 0; ; start++) {
		if (batches) start = await settle(run, batches, start);
		const batching = batches?.from[start];
		const runHere = async (contender: string) => await run(contender, batching);
		await playRounds(benchCase, warmUps, runHere);
		const runs = await playRounds(benchCase, rounds, runHere);
		const lost = batches && runs[batches.of].some(({ failed }) => failed > 0);
		if (lost && start < batches.from.length - 1) continue;
		if (batches) bench.settled = start;
		const profile = bench.profiles ? await profileOf(bench, benchCase, batching) : undefined;
		return { benchCase, runs, batching, profile };
	}
}
