/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { parseArgs } from 'node:util';

import { casesOf } from './cases';
import type { BenchCase, Size } from './cases/case';
import { install } from './install';
import { measureCase, Servers, Workers, type Bench, type CaseResult } from './measure';
import { lineOf, problemsOf } from './console';
import { writeReport } from './report';

const { values: options } = parseArgs({
	options: {
		/** One round of small cases: looks at results, not at times. */
		quick: { type: 'boolean', default: false },
		/** Only cases whose name begins so, or so; nothing is written then. */
		only: { type: 'string', multiple: true, default: [] },
		/** Prints where the node spends its time. */
		profile: { type: 'boolean', default: false },
	},
});

const print = (line: string) => process.stdout.write(`${line}\n`);

/** In the full bench each case has new processes, so that none finds what another one has left. */
async function measureAll(size: Size, cases: BenchCase[]): Promise<CaseResult[]> {
	const servers = new Servers();
	const results: CaseResult[] = [];
	const workers = new Workers();
	const bench: Bench = { size, servers, workers, settled: 0, profiles: options.profile };
	for (const benchCase of cases) {
		const result = await measureCase(bench, benchCase);
		if (size === 'full') await workers.stop();
		results.push(result);
		print(lineOf(result, size));
		result.profile?.forEach((line) => print(`    ${line}`));
	}
	await workers.stop();
	await servers.stop();
	return results;
}

async function main(): Promise<void> {
	install();
	const size: Size = options.quick ? 'quick' : 'full';
	const { only } = options;
	const isWanted = ({ id }: BenchCase) => only.some((start) => id.startsWith(start));
	const cases = casesOf(size).filter((one) => only.length === 0 || isWanted(one));
	const results = await measureAll(size, cases);
	const problems = results.flatMap(problemsOf);
	problems.forEach((problem) => print(`PROBLEM ${problem}`));
	print(`${results.length} cases, ${problems.length} with wrong results`);
	if (problems.length > 0) process.exitCode = 1;
	else if (size === 'full' && only.length === 0) await writeReport(results);
}

void main();
