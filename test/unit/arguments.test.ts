import fc from 'fast-check';

import {
	parseArguments,
	prepareArguments,
	type ArgumentRules,
} from '../../nodes/Rill/client/arguments';
import type { RillError } from '../../nodes/Rill/client/errors';
import type { RillApi, RillArgument } from '../../nodes/Rill/client/spec';
import { anyText } from '../support/properties';

const form: ArgumentRules = {
	zone: 'America/Chicago',
	emptyTextIsUnset: true,
	undeclared: 'refuse',
};
const json: ArgumentRules = { ...form, emptyTextIsUnset: false, undeclared: 'send' };

function api(...args: Array<Partial<RillArgument> & { name: string }>): RillApi {
	return {
		name: 'flights',
		summary: '',
		method: 'POST',
		builtIn: false,
		columns: [],
		arguments: args.map((argument) => ({
			type: 'text',
			description: '',
			required: false,
			...argument,
		})),
	};
}

const sent = (target: RillApi, values: Record<string, unknown>, rules = form) =>
	Object.fromEntries(prepareArguments(target, Object.entries(values), rules).values);

describe('an argument that is not set', () => {
	it.each([undefined, null, ''])('is not sent: %j from a form', (value) => {
		expect(
			sent(api({ name: 'a' }, { name: 'n', type: 'integer' }), { a: value, n: value }),
		).toEqual({});
	});

	it('is not sent as null from JSON, but empty text there is text', () => {
		expect(sent(api({ name: 'a' }, { name: 'b' }), { a: null, b: '' }, json)).toEqual({ b: '' });
	});

	it('is named, with its API and what it is for, if it is required', () => {
		const target = api({ name: 'airport', required: true, description: 'IATA code' });
		expect(() => sent(target, { airport: '' })).toThrow(
			'API "flights" needs the argument "airport", which is not set',
		);
		expect(() =>
			sent(api({ name: 'a', required: true }, { name: 'b', required: true }), {}),
		).toThrow('needs the arguments "a", "b", which are not set');
	});
});

describe('a value and its type', () => {
	const cases: Array<[Partial<RillArgument>, unknown, unknown]> = [
		[{ type: 'integer' }, '5', 5],
		[{ type: 'integer' }, 1_000_000, '1000000'],
		[{ type: 'integer' }, '9007199254740993', '9007199254740993'],
		[{ type: 'integer' }, '5.0', 5],
		[{ type: 'number' }, '0.5', 0.5],
		[{ type: 'number' }, 0.00001, '0.00001'],
		[{ type: 'boolean' }, 'true', true],
		[{ type: 'boolean' }, 'False', false],
		[{ type: 'boolean' }, 0, false],
		[{ type: 'boolean' }, 1, true],
		[{ type: 'text' }, '007', '007'],
		[{ type: 'text' }, 1e15, '1000000000000000'],
		[{ type: 'json' }, '[1000000, "x"]', ['1000000', 'x']],
		[{ type: 'json' }, '{"a": 1}', { a: 1 }],
		[{ type: 'json' }, 'plain', 'plain'],
		[{ type: 'json' }, '[oops', '[oops'],
		[{ type: 'integer', enum: [20010101] }, '20010101', '20010101'],
		[{ type: 'text' }, false, 'false'],
		[{ type: 'text' }, 5.5, '5.5'],
		[{ type: 'text' }, Number.NaN, 'NaN'],
		[{ type: 'number' }, '1e300', `1${'0'.repeat(300)}`],
		[{ type: 'boolean' }, ' TRUE ', true],
		[{ type: 'boolean' }, '0', false],
		[{ type: 'json' }, ' [1]', [1]],
		[{ type: 'json' }, 'x [1]', 'x [1]'],
		[{ type: 'json' }, 1e6, '1000000'],
		[{ type: 'json' }, '5', '5'],
		[{ type: 'json' }, '"[1]"', '"[1]"'],
		[{ type: 'list' }, 'ORD [x], ATL', ['ORD [x]', 'ATL']],
		[{ type: 'any' }, '[1]', '[1]'],
		[{ type: 'any' }, Number.NaN, null],
		[{ type: 'any' }, [[1e6], null, true], [[1e6], null, true]],
		[{ type: 'list' }, '5', ['5']],
		[{ type: 'list', items: { type: 'text', description: '' } }, [undefined, 'a'], [null, 'a']],
		[{ enum: ['1', 1] }, 1, '1'],
		[{ enum: [true, 'a'] }, 'true', true],
		[{ type: 'date' }, '2001-01-05T00:00:00', '2001-01-05'],
		[{ type: 'date' }, '2001-01-05T03:00:00Z', '2001-01-04'],
		[{ type: 'dateTime' }, '2001-01-05T10:00:00', '2001-01-05T10:00:00-06:00'],
		[{ type: 'list', items: { type: 'text', description: '' } }, 'ORD, ATL', ['ORD', 'ATL']],
		[
			{ type: 'list', items: { type: 'integer', description: '' } },
			'[1, 20010101]',
			[1, '20010101'],
		],
		[
			{ type: 'list', items: { type: 'integer', description: '' } },
			['9007199254740993', null],
			['9007199254740993', null],
		],
		[{ type: 'list' }, [1e6, 'x', { n: 1e6 }], ['1000000', 'x', { n: 1e6 }]],
		[{ type: 'list' }, ' ', []],
		[{ type: 'object' }, '{"from":"2001-01-01","n":1000000}', { from: '2001-01-01', n: 1e6 }],
		[{ type: 'object' }, { a: 1 }, { a: 1 }],
		[{ type: 'any' }, 2_500_000, '2500000'],
		[{ type: 'any' }, 'x', 'x'],
		[{ enum: ['departed_at', 'delay'] }, 'delay', 'delay'],
		[{ type: 'integer', enum: [1, 2] }, '2', 2],
	];

	it.each(cases)('%j takes %j and sends %j', (argument, value, expected) => {
		expect(sent(api({ name: 'x', ...argument }), { x: value }, json)).toEqual({ x: expected });
	});

	const refused: Array<[Partial<RillArgument>, unknown, string]> = [
		[{ type: 'integer' }, '5.5', 'a whole number, but is "5.5"'],
		[
			{ type: 'number' },
			2 ** 60,
			'a number with all its digits (put one of more than 15 digits in quotes',
		],
		[{ type: 'boolean' }, [1], 'true or false, but is [1]'],
		[{ type: 'boolean' }, [0], 'true or false, but is [0]'],
		[{ type: 'boolean' }, 2, 'true or false, but is 2'],
		[{ type: 'object' }, 5, 'a JSON object, such as {"from": "2026-01-01"}, but is 5'],
		[{ type: 'object' }, [1], 'a JSON object'],
		[{ type: 'object' }, 'null', 'a JSON object'],
		[{ type: 'integer' }, [5], 'a whole number, but is [5]'],
		[{ type: 'list' }, { a: 1 }, 'a list, such as ["a", "b"] or a, b, but is {"a":1}'],
		[{ type: 'dateTime' }, 'x', 'a time like 2026-01-31T10:00:00+01:00, but is "x"'],
		[{ type: 'any' }, [2 ** 60], 'a number with all its digits'],
		[{ type: 'integer' }, 'many', 'a whole number, but is "many"'],
		[{ type: 'integer' }, 2 ** 53, 'a whole number with all its digits'],
		[{ type: 'number' }, true, 'a number, but is true'],
		[{ type: 'number' }, { a: 1 }, 'a number, but is {"a":1}'],
		[{ type: 'boolean' }, 'yes', 'true or false, but is "yes"'],
		[{ type: 'boolean' }, ['true'], 'true or false, but is ["true"]'],
		[{ type: 'date' }, '05.01.2001', 'a day like 2026-01-31, but is "05.01.2001"'],
		[{ type: 'dateTime' }, 5, 'a time like'],
		[{ type: 'list' }, 5, 'a list, such as'],
		[{ type: 'list' }, '[1,', 'a list, such as'],
		[
			{ type: 'list', items: { type: 'integer', description: '' } },
			'x',
			'a whole number, but is "x"',
		],
		[{ type: 'object' }, '[1]', 'a JSON object'],
		[{ type: 'object' }, 'x', 'a JSON object'],
		[{ type: 'text' }, { a: 1 }, 'text, but is {"a":1}'],
		[{ type: 'text' }, 2 ** 60, 'a number with all its digits'],
		[{ type: 'any' }, 2 ** 60, 'a number with all its digits'],
		[{ enum: ['a', 'b'] }, 'c', 'one of "a", "b", but is "c"'],
		[{ enum: ['a', 'b'] }, ['a'], 'one of "a", "b", but is ["a"]'],
	];

	it.each(refused)('%j refuses %j', (argument, value, message) => {
		expect(() => sent(api({ name: 'x', ...argument }), { x: value })).toThrow(
			`The argument "x" of API "flights" should be ${message}`,
		);
	});

	it('shows the beginning of a long value, never [object Object]', () => {
		expect(() =>
			sent(api({ name: 'x', type: 'integer' }), { x: { text: 'y'.repeat(200) } }),
		).toThrow(/but is \{"text":"y{51}…$/);
		const of = (length: number) => () =>
			sent(api({ name: 'x', type: 'integer' }), { x: 'y'.repeat(length) });
		expect(of(58)).toThrow(/but is "y{58}"$/);
		expect(of(59)).toThrow(/but is "y{59}…$/);
	});
});

describe('what is wrong with an argument', () => {
	const failing = (work: () => unknown) => {
		try {
			work();
		} catch (error) {
			const { kind, hint, details } = error as RillError;
			return { kind, hint, details };
		}
		throw new Error('It did not fail');
	};
	const details = { api: 'flights' };
	const coded = (more: object = {}) =>
		api({ name: 'x', type: 'integer', description: 'IATA code', ...more });

	it('comes with what the spec says of it, and where to change it', () => {
		expect(failing(() => sent(coded(), { x: 'y' }))).toEqual({
			kind: 'argument',
			hint: 'Change it under \'Arguments\'. "x": IATA code',
			details,
		});
		expect(failing(() => sent(coded({ description: '' }), { x: 'y' })).hint).toBe(
			"Change it under 'Arguments'.",
		);
		expect(failing(() => sent(coded({ required: true }), {}))).toEqual({
			kind: 'argument',
			hint: 'Fill it in under \'Arguments\'. "x": IATA code',
			details,
		});
		const two = api({ name: 'x', required: true }, { name: 'y', required: true });
		expect(failing(() => sent(two, {})).hint).toBe("Fill them in under 'Arguments'.");
	});

	it.each<[string, () => unknown, RegExp]>([
		[
			'undeclared',
			() => sent(api(), { y: 1 }),
			/^Open the node: the form shows the arguments of today/,
		],
		[
			'there twice',
			() =>
				prepareArguments(
					api({ name: 'x' }),
					[
						['x', 1],
						['x', 2],
					],
					form,
				),
			/^Remove one of them\./,
		],
		['no JSON', () => sent(api(), { a: () => 1 }, json), /^Use text, a number, true or false/],
		['rounded', () => sent(api(), { a: 2 ** 60 }, json), /^Change it under 'Arguments'\.$/],
		['no object', () => parseArguments('[1]', 'flights'), /^It should look like \{"origin": "ORD"/],
	])('comes with what to do: %s', (_case, work, hint) => {
		expect(failing(work)).toEqual({ kind: 'argument', hint: expect.stringMatching(hint), details });
	});

	it('is that it is there twice, by its name', () => {
		expect(() =>
			prepareArguments(
				api({ name: 'x' }),
				[
					['x', 1],
					['y', null],
					['y', ''],
					['x', 2],
				],
				form,
			),
		).toThrow('The argument "x" of API "flights" is there twice');
	});

	it('is not that somebody else fills it in', () => {
		const target = api({ name: 'limit', required: true }, { name: 'x', required: true });
		const rules = { ...form, suppliedLater: new Set(['limit']) };
		expect(() => sent(target, {}, rules)).toThrow('needs the argument "x", which is not set');
		expect(sent(target, { x: 'y' }, rules)).toEqual({ x: 'y' });
	});
});

describe('an argument that the API does not declare', () => {
	it('is refused in a form, which may be that of another API', () => {
		for (const target of [api({ name: 'origin' }), api()]) {
			expect(() => prepareArguments(target, [['orign', 'ORD']], form)).toThrow(
				'The form holds a value for "orign"',
			);
			expect(sent(target, { orign: '', x: null })).toEqual({});
		}
	});

	it('is sent from JSON, with a warning and the nearest name', () => {
		const target = api({ name: 'origin' });
		expect(prepareArguments(target, [['orign', 'ORD']], json).warnings).toEqual([
			'API "flights" does not declare an argument "orign", so Rill may ignore it. Did you mean "origin"?',
		]);
		expect(prepareArguments(target, [['xyz', 1e6]], json)).toEqual({
			values: new Map([['xyz', '1000000']]),
			warnings: ['API "flights" does not declare an argument "xyz", so Rill may ignore it.'],
		});
	});

	it('is no reason to warn where the API declares none at all', () => {
		expect(prepareArguments(api(), [['a', '1']], json).warnings).toEqual([]);
	});

	it('cannot be a function', () => {
		expect(() => sent(api(), { a: () => 1 }, json)).toThrow('it is no JSON value');
	});

	it('stays untouched for a built-in API, which takes whole queries', () => {
		const builtIn = { ...api({ name: 'limit', type: 'integer' }), builtIn: true };
		expect(sent(builtIn, { limit: 1_000_000, measures: [1e6] }, json)).toEqual({
			limit: 1_000_000,
			measures: [1e6],
		});
		expect(() => sent(builtIn, { limit: '9007199254740993' }, json)).toThrow(
			'a whole number with all its digits',
		);
		expect(sent(builtIn, { measures: 2 ** 60 }, json)).toEqual({ measures: 2 ** 60 });
	});
});

it('sends every text exactly as it was typed', () => {
	fc.assert(
		fc.property(anyText({ minLength: 1 }), (text) => {
			expect(sent(api({ name: 'x' }), { x: text })).toEqual({ x: text });
		}),
	);
});

it('sends an argument called __proto__', () => {
	const { values } = prepareArguments(api({ name: '__proto__' }), [['__proto__', 'x']], form);
	expect([...values]).toEqual([['__proto__', 'x']]);
});

describe('arguments typed as JSON', () => {
	it('keep the digits of a long integer', () => {
		expect(parseArguments('{"id": 9007199254740993}', 'x')).toEqual([['id', '9007199254740993']]);
	});

	it.each(['', ' ', '{}', {}])('may be empty: %j', (value) => {
		expect(parseArguments(value, 'x')).toEqual([]);
	});

	it.each(['[1]', '{"a":1,}', 'null', '5', null, [1]])('cannot be %j', (value) => {
		expect(() => parseArguments(value, 'flights')).toThrow(
			'The arguments of API "flights" are not a JSON object',
		);
	});
});
