/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from 'fast-check';

/** Mutation testing repeats all tests thousands of times, and has to be content with less of each. */
const isBrief = process.env.RILL_FEWER_RUNS !== undefined;

/** How often a property is tried. */
export function runs(count: number): number {
	return isBrief ? Math.ceil(count / 20) : count;
}

/** Any Unicode text; where it has to be fast, of characters that people write. */
export function anyText(constraints: fc.StringConstraints = {}): fc.Arbitrary<string> {
	return fc.string({ unit: isBrief ? 'grapheme' : 'binary', ...constraints });
}
