import type { Size } from './cases/case';
import type { CaseResult } from './measure';
import { cpuOf, judge, timesOf, type Judged } from './judge';
import { spreadOf, type Spread } from './statistics';

/** What one case has shown, while the others are still to come. */
export function lineOf(result: CaseResult, size: Size): string {
	const { id } = result.benchCase;
	if (size === 'quick') {
		const rows = Object.entries(result.runs).map(([name, [run]]) => `${name} ${run.rows}`);
		return `${id.padEnd(20)} ${rows.join(', ')}`;
	}
	const contenders = Object.keys(result.runs).map((name) => {
		const ms = spreadOf(timesOf(result, name));
		const cpu = spreadOf(cpuOf(result, name));
		const lost = result.runs[name].map(({ failed }) => failed);
		return `${name} ${spreadText(ms, 1)} ms, ${cpu.median.toFixed(1)} of the processor${lost.some((count) => count > 0) ? `, lost ${lost.join(', ')}` : ''}`;
	});
	const { batching } = result;
	const batches = batching ? `, batches of ${batching.size} each ${batching.interval} ms` : '';
	const judged = judge(result).map(textOf);
	return [`${id}${batches}`, ...judged, ...contenders].join('\n    ');
}

function spreadText({ median, low, high }: Spread, digits: number): string {
	return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

function textOf({ against, ratio, atMost, isMet }: Judged): string {
	const target = atMost === undefined ? '' : ` ≤ ${atMost} ${isMet === true ? 'ok' : 'MISSED'}`;
	return `against ${against} ${spreadText(ratio, 2)}${target}`;
}

/** What was wrong with the results, except of those contenders of whom the case expects it. */
export function problemsOf({ benchCase, runs }: CaseResult): string[] {
	const { id, mayFail = [] } = benchCase;
	return Object.entries(runs).flatMap(([name, all]) => {
		const found = all.flatMap(({ failed, problems }) => [
			...(failed > 0 && !mayFail.includes(name) ? [`${failed} calls failed`] : []),
			...problems,
		]);
		return [...new Set(found)].map((problem) => `${id}, ${name}: ${problem}`);
	});
}
