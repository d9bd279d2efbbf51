/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { caseNamed } from '../cases';
import type { Size } from '../cases/case';
import { answerParent } from '../rpc';
import type { Measured, Place } from './contender';

/** One contender in a process of its own, so that none pays for another one's memory. */
export interface Task {
	size: Size;
	id: string;
	contender: string;
	place: Omit<Place, 'run'>;
}

const KIB = 1024;
let runs = 0;

async function measure({ size, id, contender, place }: Task): Promise<Measured> {
	const work = caseNamed(size, id).contenders[contender];
	const whole = { ...place, run: runs++ };
	globalThis.gc?.();
	const restBytes = process.memoryUsage.rss();
	const started = performance.now();
	const check = await work(whole);
	const ms = performance.now() - started;
	const peakBytes = process.resourceUsage().maxRSS * KIB;
	return { ...(await check()), ms, peakBytes, restBytes };
}

/** Lets the engine load what it loads once. */
async function prepare({ size, id, contender, place }: Task): Promise<void> {
	await caseNamed(size, id).inNewProcess?.[contender]({ ...place, run: runs++ });
}

answerParent({ measure, prepare });
