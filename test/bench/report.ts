import type { CaseResult } from './measure';
export async function writeReport(results: CaseResult[]): Promise<void> {
	void results;
}
