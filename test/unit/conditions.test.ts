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

describe('a written condition', () => {
	const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
		condition: fc.oneof(
			{ maxDepth: 4 },
			fc.record({ name: fc.string({ minLength: 1 }) }),
			fc.record({ val: fc.oneof(fc.string(), fc.integer(), fc.constant(null)) }),
			fc.record({
				cond: fc.record({
					op: fc.constantFrom('eq', 'nin', 'ilike', 'and', 'or'),
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

	it('may not be endless', () => {
		let deep: Condition = isOrd;
		for (let depth = 0; depth < 5000; depth++) deep = { cond: { op: 'and', exprs: [deep] } };
		expect(() => readCondition(deep, 'Filter')).toThrow('more than 100 levels');
	});
});
