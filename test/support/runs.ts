/* eslint-disable @n8n/community-nodes/no-restricted-globals */
/**
 * How often a property is tried. Mutation testing repeats all tests thousands of times, always with
 * the same cases, and is content with fewer of them.
 */
export function runs(count: number): number {
	return process.env.RILL_FEWER_RUNS === undefined ? count : Math.ceil(count / 20);
}
