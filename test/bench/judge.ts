import type { CaseResult } from './measure';
import { meets, ratioOf, type Spread } from './statistics';

/** The node against somebody, or against the time that the server alone needs. */
export interface Judged {
	against: string;
	ratio: Spread;
	atMost?: number;
	/** Undefined where nothing was expected. */
	isMet?: boolean;
}

export const timesOf = ({ runs }: CaseResult, contender: string): number[] =>
	runs[contender].map(({ ms }) => ms);

export const cpuOf = ({ runs }: CaseResult, contender: string): number[] =>
	runs[contender].map(({ cpuMs }) => cpuMs);

/** Memory that a run took on top of what its process had, in bytes. */
export const memoryOf = ({ runs }: CaseResult, contender: string): number[] =>
	runs[contender].map(({ peakBytes, restBytes }) => peakBytes - restBytes);

/** How the node did in a case. */
export function judge(result: CaseResult): Judged[] {
	const { targets, idealMs = 0 } = result.benchCase;
	const own = timesOf(result, 'rill');
	const judged = targets.map(({ against, atMost }) =>
		verdict(
			against,
			ratioOf(own, against === 'ideal' ? own.map(() => idealMs) : timesOf(result, against)),
			atMost,
		),
	);
	return [...judged, ...judgeMemory(result)];
}

/** Issue of the CSV file: three tenths of what HTTP Request and Convert to File take. */
const MEMORY_AT_MOST = 0.3;

export function judgeMemory(result: CaseResult): Judged[] {
	if (!result.benchCase.inNewProcess) return [];
	const ratio = ratioOf(memoryOf(result, 'rill'), memoryOf(result, 'httpRequest'));
	return [verdict('memory of httpRequest', ratio, MEMORY_AT_MOST)];
}

function verdict(against: string, ratio: Spread, atMost?: number): Judged {
	return {
		against,
		ratio,
		...(atMost === undefined ? {} : { atMost, isMet: meets(ratio, atMost) }),
	};
}
