import { isLosslessNumber, parse, type JavaScriptValue } from 'lossless-json';

type Row = Record<string, unknown>;

/** The deepest that the node reads; what is deeper no JavaScript can write again. */
const DEEPEST = 500;

/**
 * The rows that stand in a text, by another parser, which takes nothing but JSON and keeps every
 * digit; undefined if these are no rows. Of a name that comes twice the last value counts, as in
 * JavaScript itself.
 */
export function rowsIn(text: string, largeNumbers: 'text' | 'number'): Row[] | undefined {
	let value: unknown;
	try {
		value = parse(text, undefined, { onDuplicateKey: ({ newValue }) => newValue });
	} catch {
		return undefined;
	}
	if (!Array.isArray(value)) return undefined;
	const rows = value.every(isRow) ? value : undefined;
	if (!rows || depthOf(rows) > DEEPEST) return undefined;
	return rows.map((row) => inJavaScript(row, largeNumbers) as Row);
}

function isRow(value: unknown): value is JavaScriptValue & Row {
	return (
		typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)
	);
}

function depthOf(value: unknown): number {
	if (typeof value !== 'object' || value === null || isLosslessNumber(value)) return 0;
	return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function inJavaScript(value: unknown, largeNumbers: 'text' | 'number'): unknown {
	if (isLosslessNumber(value)) return numberOf(value.toString(), largeNumbers);
	if (Array.isArray(value)) return value.map((one) => inJavaScript(one, largeNumbers));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => [name, inJavaScript(one, largeNumbers)]),
	);
}

/** A number where JavaScript has one for it, or a rounded one is wanted; else the digits. */
function numberOf(literal: string, largeNumbers: 'text' | 'number'): number | string {
	const number = Number(literal);
	if (!Number.isFinite(number)) return literal;
	const isExact = !/^-?\d+$/.test(literal) || BigInt(number) === BigInt(literal);
	const isSafe = !/^-?\d+$/.test(literal) || Number.isSafeInteger(number);
	return largeNumbers === 'number' || (isExact && isSafe) ? number : literal;
}
