import { wholeAnswer } from './calls';
import type { BenchCase, Size } from './case';
import { ALLOWED, floorForEach, httpForEach, rillForEach, THINK_MS } from './many';

const ROWS = [10, 100, 1_000, 10_000, 100_000];
const ITEMS = [1, 10, 100, 1_000];

/** Batches with which a calm machine loses nothing, with room for one that is not. */
const BATCHING = { size: 1, interval: 8 };

const threeOf = ({ rill, httpRequest, floor }: BenchCase['contenders']) => ({
	rill,
	httpRequest,
	floor,
});

/** The points of the plot: time by rows, and by items, for the three. */
export function plotCases(size: Size): BenchCase[] {
	if (size === 'quick') return [];
	const base = { group: 'plot' as const, targets: [] };
	return [
		...ROWS.map((rows) => ({
			...base,
			id: `plot-rows-${rows}`,
			title: `one call, ${rows} rows`,
			server: {},
			contenders: threeOf(wholeAnswer(rows)),
			point: { series: 'rows' as const, x: rows },
			rounds: rows < 10_000 ? 31 : 9,
			warmUps: 3,
		})),
		...ITEMS.map((count) => ({
			...base,
			id: `plot-items-${count}`,
			title: `${count} items`,
			server: { thinkMs: THINK_MS, allows: ALLOWED },
			contenders: {
				rill: rillForEach({ count, keys: count }, ALLOWED),
				httpRequest: httpForEach({ count, keys: count }, () => BATCHING),
				floor: floorForEach({ count, keys: count }, ALLOWED),
			},
			mayFail: ['httpRequest'],
			point: { series: 'items' as const, x: count },
			rounds: count < 1_000 ? 9 : 3,
			warmUps: 1,
		})),
	];
}
