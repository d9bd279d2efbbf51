/** Beyond the range of Rill's own numbers (float64), so certainly a mistake. */
const MAX_EXPONENT = 400;

/** More digits than any number of a database has, so no number but a text from somewhere. */
const MAX_CHARS = 1000;

const NUMBER = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+))?$/;

/**
 * A number's exact digits without an exponent: `1e6` → `1000000`, `.50` → `0.5`. Text, because an
 * integer of twenty digits has no other exact form in JavaScript. Undefined if it is not a number.
 */
export function decimalText(value: number | string): string | undefined {
	const match = NUMBER.exec(String(value).trim());
	if (!match || match[0].length > MAX_CHARS) return undefined;
	const [, sign, mantissa, exponentText] = match;
	const exponent = Number(exponentText ?? 0);
	if (Math.abs(exponent) > MAX_EXPONENT) return undefined;

	const [whole, fraction = ''] = mantissa.split('.');
	const point = whole.length + exponent;
	const digits = `${'0'.repeat(Math.max(0, -point))}${whole}${fraction}`;
	const at = Math.max(0, point);
	const integer = digits
		.slice(0, at)
		.padEnd(at, '0')
		.replace(/^0+(?=\d)/, '');
	const rest = digits.slice(at).replace(/0+$/, '');
	const text = `${integer === '' ? '0' : integer}${rest === '' ? '' : `.${rest}`}`;
	return sign === '-' && text !== '0' ? `-${text}` : text;
}

/** From here on Go prints a JSON number with an exponent inside SQL (`rill.md` §2). */
const FIRST_WITH_EXPONENT = 1e6;
const LAST_WITH_EXPONENT = 1e-4;

/**
 * How a number has to travel so that a Rill template prints its digits: as a number where Go prints
 * those, as decimal text where Go would print an exponent (`1e+06`, which inside quotes matches
 * nothing and no one notices) or would round.
 */
export function numberForRill(decimal: string): number | string {
	const number = Number(decimal);
	const size = Math.abs(number);
	const printsPlain = size === 0 || (size >= LAST_WITH_EXPONENT && size < FIRST_WITH_EXPONENT);
	return printsPlain && decimalText(number) === decimal ? number : decimal;
}
