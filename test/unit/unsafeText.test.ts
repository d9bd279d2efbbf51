import { refuseUnsafeText } from '../../nodes/Rill/client/unsafeText';

/** Whether an argument with this pattern may have this value. */
function allows(pattern: string, value: string): boolean {
	const api = {
		name: 'flights',
		summary: '',
		method: 'POST' as const,
		builtIn: false,
		columns: [],
		arguments: [{ name: 'code', type: 'text' as const, description: '', required: false, pattern }],
	};
	try {
		refuseUnsafeText(api, new Map([['code', value]]));
		return true;
	} catch {
		return false;
	}
}

describe('a pattern of the spec', () => {
	it.each([
		["[A-Z' ]+", "O'HARE"],
		["^[A-Z]{1,3}'[A-Z]*$", "O'HARE"],
		["O'(?:HARE|MALLEY)", "O'HARE"],
		["(O')?[A-Z]+", "O'HARE"],
		['\\w\\W\\w+', "O'HARE"],
		['a\\\\b', 'a\\b'],
	])('%s allows %s', (pattern, value) => {
		expect(allows(pattern, value)).toBe(true);
	});

	it.each([
		['[A-Z]+', "O'HARE"],
		["[A-Z']+", "O'HARE; --"],
		['(', "O'HARE"],
		// These match, and with another text they would take for ever to find that they do not.
		["(([A-Z]|')+)+", "O'HARE"],
		["([A-Z']+)*", "O'HARE"],
		["([A-Z']+){1,50}", "O'HARE"],
		["(O|O)(')(H|H)ARE", "O'HARE"],
		["[A-Z']*[A-Z']*[A-Z']*[A-Z']*", "O'HARE"],
		["(O)'HARE\\1?", "O'HARE"],
		["(?=O).'HARE", "O'HARE"],
		["[A-Z']+", "O'".repeat(51)],
	])('%s does not vouch for %s', (pattern, value) => {
		expect(allows(pattern, value)).toBe(false);
	});
});
