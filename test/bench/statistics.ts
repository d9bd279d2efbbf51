/** A middle value and the half of all values around it. */
export interface Spread {
	median: number;
	/** The first and the third quartile. */
	low: number;
	high: number;
}

/** The value below which this share of the sorted values lies, between two of them in proportion. */
function quantile(sorted: number[], share: number): number {
	const position = (sorted.length - 1) * share;
	const below = Math.floor(position);
	const above = Math.min(below + 1, sorted.length - 1);
	return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** @throws Error if there are no values */
export function spreadOf(values: number[]): Spread {
	if (values.length === 0) throw new Error('No values');
	const sorted = [...values].sort((a, b) => a - b);
	return {
		median: quantile(sorted, 0.5),
		low: quantile(sorted, 0.25),
		high: quantile(sorted, 0.75),
	};
}

/**
 * One thing as a multiple of another, round by round: what slows a machine down slows both runs of a
 * round, so that their ratio stays.
 */
export function ratioOf(values: number[], others: number[]): Spread {
	return spreadOf(values.map((value, round) => value / others[round]));
}

/** A ratio whose spread holds 1 is no difference. */
export function isEqual({ low, high }: Spread): boolean {
	return low <= 1 && high >= 1;
}

export function meets(ratio: Spread, atMost: number): boolean {
	return (isEqual(ratio) ? Math.min(ratio.median, 1) : ratio.median) <= atMost;
}
