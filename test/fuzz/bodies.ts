import fc, { type Arbitrary } from 'fast-check';

/** Names of columns that some language or library takes for something else. */
const name = fc.oneof(
	fc.constantFrom(
		...['a', 'b', 'id', 'json', 'binary', 'error', 'pairedItem', '__proto__', 'constructor'],
		...['toString', 'length', '', ' ', '0', '-1', '1e3', '9007199254740993', '\ud800', 'ß', '日本'],
	),
	fc.string({ unit: 'binary', maxLength: 6 }),
);

/** So many digits, the first of them no zero. */
const digits = (min: number, max: number) =>
	fc
		.tuple(fc.integer({ min, max }), fc.bigInt({ min: 1n, max: 10n ** 22n }))
		.map(([length, pattern]) => String(pattern).repeat(length).slice(0, length));

/** Numbers as JSON writes them: of any length and size. */
const number = fc.oneof(
	{ weight: 3, arbitrary: fc.integer().map(String) },
	{
		weight: 3,
		arbitrary: fc.tuple(fc.constantFrom('', '-'), digits(15, 22)).map((p) => p.join('')),
	},
	{ weight: 1, arbitrary: digits(100, 400) },
	{ weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
	{
		weight: 2,
		arbitrary: fc
			.tuple(
				fc.constantFrom('', '-'),
				digits(1, 20),
				fc.constantFrom('', '.0', '.5', '.12345678901234567890'),
				fc.constantFrom('e', 'E'),
				fc.constantFrom('', '+', '-'),
				fc.integer({ min: 0, max: 450 }),
			)
			.map((parts) => parts.join('')),
	},
	{
		weight: 2,
		arbitrary: fc.constantFrom(
			...['0', '-0', '0.0', '-0.0', '0e0', '1e400', '-1E+999', '1e-400', '5e-324', '1e0000400'],
			...['9007199254740991', '9007199254740992', '-9007199254740993', '1.7976931348623159e308'],
		),
	},
);

/** What some writers take for JSON, and the standard does not. */
const noJson = fc.constantFrom(
	...['NaN', 'Infinity', '-Infinity', 'nil', 'None', 'True', "'a'", '01', '-01', '+1', '.5'],
	...['1.', '1.e5', '1e', '1e+', '-', '0x10', '1_000', '9007199254740993n', '00000000000000001'],
	...[
		'"\\x"',
		'"\\u12"',
		'"\t"',
		'"\u0000"',
		'"\\',
		'{a:1}',
		'{1:2}',
		'{9007199254740993:1}',
		'[1,]',
	],
	...['{"a":1,}', '{,}', '[,]', '/**/1', '1//', '"a" "b"', '12345678901234567 8', '1e400e400'],
	...['{1e400:1}', '1.2.3', '9007199254740993.', '9007199254740993"x"', '\u00a01', '\u2028'],
);

/** A string in quotes, with as few or as many escapes as its writer liked. */
const string = fc
	.tuple(
		fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom('say "9007199254740993\\', '\\', '"', ': [', '[{', '1e400'),
		),
		fc.boolean(),
	)
	.map(([text, isEscaped]) => (isEscaped ? escaped(text) : JSON.stringify(text)));

/** Every character as an escape, as halves of pairs where it is a pair. */
function escaped(text: string): string {
	const codes = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
	return `"${codes.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('')}"`;
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r\n  ');

const inBrackets = (open: string, close: string) => (parts: readonly [string[], string]) =>
	`${open}${parts[1]}${parts[0].join(`${parts[1]},${parts[1]}`)}${parts[1]}${close}`;

function values(isSloppy: boolean): { value: Arbitrary<string>; row: Arbitrary<string> } {
	const { value, row } = fc.letrec<{ value: string; list: string; row: string; member: string }>(
		(tie) => ({
			value: fc.oneof(
				{ maxDepth: 4, depthSize: 'small' },
				{ weight: 4, arbitrary: number },
				{ weight: 3, arbitrary: string },
				{ weight: 1, arbitrary: fc.constantFrom('null', 'true', 'false') },
				...(isSloppy ? [{ weight: 1, arbitrary: noJson }] : []),
				{ weight: 1, arbitrary: tie('list') },
				{ weight: 1, arbitrary: tie('row') },
			),
			list: fc.tuple(fc.array(tie('value'), { maxLength: 4 }), space).map(inBrackets('[', ']')),
			member: fc
				.tuple(name, space, tie('value'))
				.map(([key, gap, member]) => `${JSON.stringify(key)}${gap}:${gap}${member}`),
			// Names are drawn one by one, so that the same may come twice.
			row: fc.tuple(fc.array(tie('member'), { maxLength: 5 }), space).map(inBrackets('{', '}')),
		}),
	);
	return { value, row };
}

const clean = values(false);
const sloppy = values(true);

const rowsOf = (row: Arbitrary<string>) =>
	fc.tuple(fc.array(row, { maxLength: 6 }), space).map(inBrackets('[', ']'));

/** A body, and of what kind it is. */
export interface Body {
	kind: string;
	text: string;
}

const rows = rowsOf(clean.row).map((text) => ({ kind: 'rows', text }));

const almostRows = rowsOf(
	fc.oneof({ weight: 4, arbitrary: sloppy.row }, { weight: 1, arbitrary: sloppy.value }),
).map((text) => ({ kind: 'almost rows', text }));

const broken = fc
	.tuple(
		rowsOf(clean.row),
		fc.double({ min: 0, max: 1, noNaN: true }),
		fc.constantFrom(
			...['', '}', ']', ',', ':', '"', '\\', '\u0000', '\ufeff', '1', '-', 'e', '[', ' x'],
		),
		fc.boolean(),
	)
	.map(([text, share, inserted, isCut]) => {
		const at = Math.floor(text.length * share);
		return {
			kind: 'broken',
			text: `${text.slice(0, at)}${inserted}${isCut ? '' : text.slice(at)}`,
		};
	});

const nested = fc
	.tuple(
		fc.constantFrom(['[', ']'], ['{"a":', '}'], ['[1,', ']'], ['{"b":[', ']}']),
		fc.nat({ max: 900 }),
	)
	.map(([[open, close], levels]) => ({
		kind: 'nested',
		text: `[{"a":1},{"a":${open.repeat(levels)}${'9'.repeat(17)}${close.repeat(levels)}}]`,
	}));

const other = fc
	.oneof(
		sloppy.value,
		fc.constantFrom(
			'',
			' ',
			'[]',
			'[ ]',
			'\ufeff[{"a":1}]',
			'[{}]',
			'[[]]',
			'{"rows":[]}',
			'<html>',
		),
		fc.string({ unit: 'binary' }),
	)
	.map((text) => ({ kind: 'something else', text }));

/** Answers to a call: such as Rill gives, and such as no one should take for rows. */
export const body: Arbitrary<Body> = fc.oneof(
	{ weight: 6, arbitrary: rows },
	{ weight: 4, arbitrary: almostRows },
	{ weight: 4, arbitrary: broken },
	{ weight: 1, arbitrary: nested },
	{ weight: 2, arbitrary: other },
);
