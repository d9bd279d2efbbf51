const collator = new Intl.Collator('en', { numeric: true });

/** The order in which people look for names: `q2` before `q10`, whatever the case. */
export function compareNames(a: string, b: string): number {
	return collator.compare(a, b);
}
