import fc from 'fast-check';

import { decimalText, numberForRill } from '../../nodes/Rill/client/decimal';
import { runs } from '../support/properties';

describe('the exact digits of a number', () => {
	it.each([
		['1e6', '1000000'],
		['1.5E-7', '0.00000015'],
		['.50', '0.5'],
		['5.', '5'],
		['+7', '7'],
		['-0', '0'],
		['-0.0', '0'],
		['007', '7'],
		['12345678901234567890', '12345678901234567890'],
		['1.25e2', '125'],
		['123e-5', '0.00123'],
		['0e9', '0'],
		[' 42 ', '42'],
	])('of %s are %s', (text, expected) => {
		expect(decimalText(text)).toBe(expected);
	});

	it('are as many as a number may have', () => {
		expect(decimalText('1e400')).toBe(`1${'0'.repeat(400)}`);
		expect(decimalText('1e401')).toBeUndefined();
		expect(decimalText('1e-400')).toMatch(/^0\.0{399}1$/);
		expect(decimalText('1'.repeat(1000))).toBe('1'.repeat(1000));
		expect(decimalText('1'.repeat(1001))).toBeUndefined();
		expect(decimalText('0.5000')).toBe('0.5');
		expect(decimalText('x1')).toBeUndefined();
		expect(decimalText('1x')).toBeUndefined();
	});

	it.each(['', 'abc', '1,5', '0x10', '1e999', 'NaN', 'Infinity', '1 2', '--1', '.', 'e5'])(
		'of %j do not exist',
		(text) => {
			expect(decimalText(text)).toBeUndefined();
		},
	);

	it('are none of a text of millions of them', () => {
		expect(decimalText(`1.${'0'.repeat(3e6)}1`)).toBeUndefined();
	});

	it('name the same number, without an exponent', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
				const text = decimalText(number);
				expect(text).toMatch(/^-?\d+(\.\d+)?$/);
				expect(Number(text)).toBe(number === 0 ? 0 : number);
			}),
			{ numRuns: runs(1000) },
		);
	});
});

describe('a number on its way into a Rill template', () => {
	it.each([
		['999999', 999999],
		['1000000', '1000000'],
		['-1000000', '-1000000'],
		['20010101', '20010101'],
		['0.0001', 0.0001],
		['0.00001', '0.00001'],
		['0', 0],
		['1.5', 1.5],
		['9007199254740993', '9007199254740993'],
		['0.1234567890123456789', '0.1234567890123456789'],
	])('%s goes as %j', (decimal, expected) => {
		expect(numberForRill(decimal)).toBe(expected);
	});

	it('arrives with its own digits, whichever way it goes', () => {
		/** How Go's templates print a float64 (`%v`): an exponent below 1e-4 and from 1e21, here from 1e6 on. */
		const goPrints = (value: number | string) =>
			typeof value === 'string' ? value : decimalText(value);
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
				const decimal = decimalText(number) ?? '';
				const sent = numberForRill(decimal);
				expect(goPrints(sent)).toBe(decimal);
				if (typeof sent === 'number' && sent !== 0) {
					expect(Math.abs(sent)).toBeGreaterThanOrEqual(1e-4);
					expect(Math.abs(sent)).toBeLessThan(1e6);
				}
			}),
			{ numRuns: runs(1000) },
		);
	});
});
