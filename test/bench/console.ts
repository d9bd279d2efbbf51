import type { Size } from './cases/case';
import type { CaseResult } from './measure';
import { judge, type Judged } from './judge';

/** What one case has shown, while the others are still to come. */
export function lineOf(result: CaseResult, size: Size): string {
	const { id } = result.benchCase;
	if (size === 'quick') {
		const rows = Object.entries(result.runs).map(([name, [run]]) => `${name} ${run.rows}`);
		return `${id.padEnd(20)} ${rows.join(', ')}`;
	}
	const against = judge(result).map((judged) => textOf(judged));
	const times = Object.entries(result.runs).map(
		([name, runs]) => `${name} ${runs.map(({ ms }) => ms.toFixed(0)).join(' ')}`,
	);
	return `${id.padEnd(20)} ${against.join('; ')}\n    ms: ${times.join(' | ')}`;
}

function textOf({ against, ratio, atMost, isMet }: Judged): string {
	const spread = `${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`;
	const target = atMost === undefined ? '' : ` ≤ ${atMost} ${isMet === true ? 'ok' : 'MISSED'}`;
	return `${against} ${spread}${target}`;
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
