import { callCases } from './calls';
import type { BenchCase, Size } from './case';
import { editorCases } from './editor';
import { flappingCase } from './flapping';
import { growthCases } from './growth';
import { manyCases, mannersCase } from './many';
import { plotCases } from './plot';

/** Every case, in the order of the report. */
export function casesOf(size: Size): BenchCase[] {
	return [
		...callCases(size),
		...manyCases(size),
		...editorCases(size),
		...growthCases(size),
		...mannersCase(size),
		...flappingCase(size),
		...plotCases(size),
	];
}

/** The same case in another process. */
export function caseNamed(size: string, id: string): BenchCase {
	const found = casesOf(size === 'quick' ? 'quick' : 'full').find((one) => one.id === id);
	if (!found) throw new Error(`No case ${id}`);
	return found;
}
