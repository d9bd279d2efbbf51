import type { JsonValue } from '../../nodes/Rill/client/json';
import type { RillArgument } from '../../nodes/Rill/client/spec';
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

const refusing = (
	values: Record<string, JsonValue>,
	args: Array<Partial<RillArgument>> = [{ name: 'code' }],
) => {
	const api = {
		name: 'flights',
		summary: '',
		method: 'POST' as const,
		builtIn: false,
		columns: [],
		arguments: args.map((argument) => ({
			name: 'code',
			type: 'text' as const,
			description: '',
			required: false,
			...argument,
		})),
	};
	return () => refuseUnsafeText(api, new Map(Object.entries(values)));
};

describe('a text that could change a query', () => {
	it.each(["'", '"', '`', ';', '\\', '#', '--', '/*', '*/', '\n', '\t', '\0', '\x7f'])(
		'has %j anywhere in it',
		(sign) => {
			expect(refusing({ code: `a${sign}b` })).toThrow(
				'The argument "code" of API "flights" holds characters that could change the query',
			);
			expect(refusing({ code: ['a', { b: [sign] }] })).toThrow('could change the query');
			expect(refusing({ code: { safe: 'x', unsafe: sign } })).toThrow('could change the query');
			expect(refusing({ code: { [`a${sign}`]: 1 } })).toThrow('could change the query');
			expect(refusing({ [`a${sign}`]: 1 })).toThrow('could change the query');
			expect(refusing({ [`a${sign}`]: 1 }, [{ name: `a${sign}` }])).not.toThrow();
		},
	);

	it.each(['a-b', 'a/b', 'a*b', 'ä.b, c:d', '', 5, true, null, ['a', null], { a: 'b', c: 1 }])(
		'is not %j',
		(value) => {
			expect(refusing({ code: value as JsonValue, other: value as JsonValue })).not.toThrow();
		},
	);

	it('is said what to do about, with the name of the API', () => {
		expect(refusing({ code: ';' })).toThrow(
			expect.objectContaining({
				kind: 'argument',
				hint: expect.stringMatching(/^Use letters, digits, spaces, dots and single dashes only/),
				details: { api: 'flights' },
			}),
		);
	});

	it('may be one that the spec lists, for the argument and for each of a list', () => {
		const items = { type: 'text' as const, description: '', enum: ["O'Hare"] };
		const args = [{ enum: ["O'Hare"] }, { name: 'list', type: 'list' as const, items }];
		expect(refusing({ code: "O'Hare", list: ["O'Hare", 'x'] }, args)).not.toThrow();
		expect(refusing({ code: "O'Harry" }, args)).toThrow('could change');
		expect(refusing({ list: ["O'Harry"] }, args)).toThrow('could change');
		expect(refusing({ list: [{ a: "O'Hare" }] }, args)).toThrow('could change');
		expect(refusing({ other: "O'Hare" }, args)).toThrow('could change');
		const both = [{ enum: ['x'], pattern: ".*'.*" }];
		expect(refusing({ code: "O'Hare" }, both)).toThrow('could change');
	});
});

describe('a pattern of the spec', () => {
	it.each([
		["[A-Z' ]+", "O'HARE"],
		["^[A-Z]{1,3}'[A-Z]*$", "O'HARE"],
		["O'(?:HARE|MALLEY)", "O'HARE"],
		["(O')?[A-Z]+", "O'HARE"],
		['\\w\\W\\w+', "O'HARE"],
		['a\\\\b', 'a\\b'],
		["[']+[a]+[b]+", "'ab"],
		["'?a?b?c?", "'a"],
		["\\('", "('"],
		["[()?*+']{3}", "'*?"],
		["[(){}*+?']{3}", "'*?"],
		["[*+]*'[*+]*", "*'+"],
		["^.'$", "😀'"],
		[`[']{${100}}`, "'".repeat(100)],
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
		["[']{101}", "'".repeat(101)],
		["'?a?b?c?d?", "'a"],
		["(?!x)'", "'"],
		["(')*", "'"],
		["(')+", "'"],
		["(?<q>')\\k<q>?", "'"],
	])('%s does not vouch for %s', (pattern, value) => {
		expect(allows(pattern, value)).toBe(false);
	});
});
