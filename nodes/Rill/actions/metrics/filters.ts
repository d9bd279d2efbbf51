import type { IExecuteFunctions } from 'n8n-workflow';

import { combine, compare, type Condition } from '../../client/conditions';
import { decimalText } from '../../client/decimal';
import { RillError } from '../../client/errors';
import type { MetricsField } from '../../client/resources';
import { parseExact, type JsonValue } from '../../client/json';
import { asList, asRecord, asText } from '../../client/schema';
import { isComparison, WITHOUT_VALUE } from './filterFields';
import { textOfTime } from './times';

/** The field of this name, checked as far as Rill tells; undefined where it tells nothing. */
export type FindField = (name: string, label: string) => MetricsField | undefined;

/**
 * One of the two lists of filters as a condition.
 *
 * @throws RillError `settings`
 */
export function readFilters(
	context: IExecuteFunctions,
	itemIndex: number,
	parameter: 'filters' | 'measureFilters',
	findField: FindField,
): Condition | undefined {
	const label = parameter === 'filters' ? 'Filters' : 'Measure Filters';
	const how = readCombination(context.getNodeParameter('combineFilters', itemIndex, 'and'));
	const collection = asRecord(context.getNodeParameter(parameter, itemIndex, {}));
	return combine(
		how,
		asList(collection?.filter).map((entry) => readFilter(asRecord(entry) ?? {}, label, findField)),
	);
}

function readCombination(value: unknown): 'and' | 'or' {
	if (value === 'and' || value === 'or') return value;
	throw new RillError(
		'settings',
		`Filters cannot be combined by ${JSON.stringify(value) ?? 'nothing'}`,
		"Choose one from the list in 'Combine Filters': its values are and, or.",
	);
}

function readFilter(
	{ field, operator, value }: Record<string, unknown>,
	label: string,
	findField: FindField,
): Condition {
	const name = asText(field).trim();
	if (name === '') {
		throw new RillError(
			'settings',
			`An entry in '${label}' says nothing to compare`,
			'Choose it from the list, or remove the entry.',
		);
	}
	if (!isComparison(operator)) {
		throw new RillError(
			'settings',
			`There is no operator ${JSON.stringify(operator) ?? ''} for the filter on "${name}"`,
			'Choose it from the list.',
		);
	}
	const known = findField(name, label);
	if (WITHOUT_VALUE.includes(operator)) return compare(known?.name ?? name, operator, []);
	const isList = operator === 'in' || operator === 'nin';
	const isText = operator === 'contains' || operator === 'notContains';
	const values = isList ? listOf(value) : [value];
	if (values.length === 0 || values.some(isNothing)) throw noValue(name, values.length > 1);
	const type = isText ? 'other' : known?.type;
	return compare(
		known?.name ?? name,
		operator,
		values.map((one) => readValue(one, name, type)),
	);
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** An expression that finds nothing must neither drop the filter nor compare with an empty text. */
function noValue(name: string, isAmongOthers: boolean): RillError {
	return new RillError(
		'settings',
		`The filter on "${name}" has ${isAmongOthers ? 'an empty value in its list' : 'no value'}`,
		"Without it, other rows would come than were meant. Fill it in, remove the filter, or choose 'Is Empty'.",
	);
}

/** A list from an expression, a list as JSON, or values with commas as people write them. */
function listOf(value: unknown): unknown[] {
	if (typeof value !== 'string') return Array.isArray(value) ? value : [value];
	const parsed = value.trim().startsWith('[') ? parseExact(value) : undefined;
	if (Array.isArray(parsed)) return parsed;
	return value
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '');
}

/**
 * A value as the field's type wants it: databases are strict in comparing. An integer that a number
 * would round stays text.
 */
function readValue(value: unknown, field: string, type?: MetricsField['type']): JsonValue {
	const text = textOfTime(value);
	if (text === undefined) {
		throw new RillError(
			'settings',
			`The filter on "${field}" cannot compare with ${JSON.stringify(value)}`,
			"A value is a text, a number, a date, or true or false. Several go with 'Is One Of'.",
		);
	}
	if (type === undefined) {
		return typeof value === 'number' || typeof value === 'boolean' ? value : text;
	}
	if (type === 'other') return text;
	if (type === 'boolean' && /^(true|false)$/i.test(text.trim())) {
		return text.trim().toLowerCase() === 'true';
	}
	const digits = type === 'number' ? decimalText(text) : undefined;
	if (digits === undefined) {
		throw new RillError(
			'settings',
			`The filter on "${field}" should have ${type === 'number' ? 'a number' : 'true or false'}, but has "${text}"`,
			"Change its 'Value'.",
		);
	}
	const isRounded = /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits));
	return isRounded ? digits : Number(digits);
}
