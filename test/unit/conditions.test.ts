import fc from 'fast-check';

import {
	combine,
	compare,
	namesIn,
	readCondition,
	type Comparison,
	type Condition,
} from '../../nodes/Rill/client/conditions';

const isOrd = compare('origin', 'eq', ['ORD']);
const isLate = compare('delay', 'gt', [15]);

describe('a comparison', () => {
	const cases: Array<[Comparison, Array<string | number>, object]> = [
		['eq', ['ORD'], { op: 'eq', exprs: [{ name: 'a' }, { val: 'ORD' }] }],
		['gte', [5], { op: 'gte', exprs: [{ name: 'a' }, { val: 5 }] }],
		['in', ['x', 'y'], { op: 'in', exprs: [{ name: 'a' }, { val: ['x', 'y'] }] }],
		['neq', ['x'], { op: 'nin', exprs: [{ name: 'a' }, { val: ['x'] }] }],
		['nin', ['x'], { op: 'nin', exprs: [{ name: 'a' }, { val: ['x'] }] }],
		['contains', ['x'], { op: 'ilike', exprs: [{ name: 'a' }, { val: '%x%' }] }],
		['notContains', ['x'], { op: 'nilike', exprs: [{ name: 'a' }, { val: '%x%' }] }],
		['empty', [], { op: 'in', exprs: [{ name: 'a' }, { val: [null] }] }],
		['notEmpty', [], { op: 'eq', exprs: [{ name: 'a' }, { name: 'a' }] }],
	];

	it.each(cases)('%s of %j is what Rill takes for it', (comparison, values, cond) => {
		expect(compare('a', comparison, values)).toEqual({ cond });
	});
});

describe('conditions together', () => {
	it('are one, and nothing around a single one', () => {
		expect(combine('or', [isOrd, undefined, isLate])).toEqual({
			cond: { op: 'or', exprs: [isOrd, isLate] },
		});
		expect(combine('and', [undefined, isOrd])).toBe(isOrd);
		expect(combine('and', [undefined])).toBeUndefined();
	});

	it('name what they look at', () => {
		expect(namesIn({ cond: { op: 'and', exprs: [isOrd, isLate] } })).toEqual(['origin', 'delay']);
	});
});

/** All that Rill's metrics views know. */
const OPERATORS = [
	'eq',
	'neq',
	'lt',
	'lte',
	'gt',
	'gte',
	'in',
	'nin',
	'ilike',
	'nilike',
	'and',
	'or',
];

describe('a written condition', () => {
	const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
		condition: fc.oneof(
			{ maxDepth: 4 },
			fc.record({ name: fc.string({ minLength: 1 }) }),
			fc.record({ val: fc.oneof(fc.string(), fc.integer(), fc.constant(null)) }),
			fc.record({
				cond: fc.record({
					op: fc.constantFrom(...OPERATORS),
					exprs: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
				}),
			}),
		),
	}));

	it('stays as it is', () => {
		fc.assert(
			fc.property(condition, (written) => {
				expect(readCondition(written, 'Filter')).toEqual(written);
			}),
		);
	});

	it('may have a subquery with conditions of its own', () => {
		const written = { subquery: { dimension: { name: 'a' }, measures: [], having: isLate } };
		expect(readCondition(written, 'Filter')).toEqual(written);
	});

	const wrong: Array<[string, unknown]> = [
		['no object', 'origin = ORD'],
		['a list', [isOrd]],
		['nothing', {}],
		['a misspelt member', { condition: {} }],
		['two members', { name: 'origin', val: 'ORD' }],
		['a name that is no text', { name: 5 }],
		['an empty name', { name: '' }],
		['an unknown operator', { cond: { op: 'like', exprs: [isOrd] } }],
		['no operator', { cond: { exprs: [isOrd] } }],
		['no parts', { cond: { op: 'and', exprs: [] } }],
		['misspelt parts', { cond: { op: 'and', expr: [isOrd] } }],
		['something beside the parts', { cond: { op: 'and', exprs: [isOrd], not: true } }],
		['a wrong part', { cond: { op: 'and', exprs: [isOrd, { nam: 'x' }] } }],
		['no subquery', { subquery: 'x' }],
		['a misspelt subquery', { subquery: { dimension: { name: 'a' }, wher: isOrd } }],
		['a subquery of a wrong condition', { subquery: { where: { condition: {} } } }],
		['a subquery of half a result', { subquery: { having: [isLate] } }],
	];

	it.each(wrong)('is refused if it is %s', (_case, written) => {
		expect(() => readCondition(written, 'Filter')).toThrow("'Filter' cannot be used: ");
	});

	it('may be anything, and never does harm', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (written) => {
				try {
					expect(readCondition(written, 'Filter')).toEqual(written);
				} catch (error) {
					expect(String(error)).toContain("'Filter' cannot be used");
				}
			}),
		);
	});

	it.each<[string, unknown, string]>([
		['what it is', { a: 1 }, 'this is no part of a condition: {"a":1}'],
		['nothing', undefined, 'this is no part of a condition: nothing'],
		['a long one', 'x'.repeat(300), `this is no part of a condition: "${'x'.repeat(199)}`],
		['a name', { name: 5 }, 'a name has to be a text: {"name":5}'],
		[
			'an operator',
			{ cond: { op: 'like', exprs: [] } },
			'there is no operator "like". There are eq, neq, ',
		],
		['no operator', { cond: { exprs: [isOrd] } }, 'there is no operator nothing. There are'],
		['an odd operator', { cond: { op: ['eq'], exprs: [isOrd] } }, 'there is no operator ["eq"]'],
		[
			'parts',
			{ cond: { op: 'and', exprs: [] } },
			'"cond" takes "op" and a list "exprs", and nothing else: {"cond":{"op":"and","exprs":[]}}',
		],
		[
			'a subquery',
			{ subquery: { wher: 1 } },
			'a "subquery" takes dimension, measures, where, having, and nothing else: {"wher":1}',
		],
	])('is refused with its words: %s', (_case, written, reason) => {
		expect(() => readCondition(written, 'Filter')).toThrow(
			expect.objectContaining({
				kind: 'settings',
				message: expect.stringContaining(`'Filter' cannot be used: ${reason}`),
				hint: expect.stringMatching(/^A condition looks like \{"cond": \{"op": "eq"/),
			}),
		);
	});

	it('shows no more of itself than a message can hold', () => {
		expect(() => readCondition('x'.repeat(300), 'Filter')).toThrow(/"x{199}$/);
	});

	it('may have a hundred levels, those of subqueries among them', () => {
		const nested = (levels: number): Condition =>
			levels === 0 ? { name: 'a' } : { cond: { op: 'and', exprs: [nested(levels - 1)] } };
		expect(() => readCondition(nested(100), 'Filter')).not.toThrow();
		expect(() => readCondition(nested(101), 'Filter')).toThrow('more than 100 levels');
		const inSubquery = (levels: number) => ({ subquery: { where: nested(levels) } });
		expect(() => readCondition(inSubquery(99), 'Filter')).not.toThrow();
		expect(() => readCondition(inSubquery(100), 'Filter')).toThrow('more than 100 levels');
	});

	it('may not be endless', () => {
		let deep: Condition = isOrd;
		for (let depth = 0; depth < 5000; depth++) deep = { cond: { op: 'and', exprs: [deep] } };
		expect(() => readCondition(deep, 'Filter')).toThrow('more than 100 levels');
	});
});
