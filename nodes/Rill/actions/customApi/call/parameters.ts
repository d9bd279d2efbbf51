import type { IExecuteFunctions } from 'n8n-workflow';

import type { RillCall } from '../../../client/calls';
import { RillError } from '../../../client/errors';
import type { RowsWish } from '../../../client/paging';
import { asList, asRecord, asText } from '../../../client/schema';
import { warningsFor, type TokenWish } from '../../../client/tokens';
import { refuseUnsafeText } from '../../../client/unsafeText';
import type { RillRun } from '../../../run';
import { isAiTool } from '../../../toolMode';
import { readRunAs } from '../../access/runAs';
import { DEFAULT_MAX_ROWS } from '../../limits';
import { readSwitch } from '../../switches';
import type { OutputWish } from './output';
import { readTarget } from './target';

/** What one item asks for, and what to tell its person. */
export interface CallWish {
	call: RillCall;
	rows: RowsWish;
	output: OutputWish;
	/** Whose rows; undefined: whatever the credential may see. */
	runAs?: TokenWish;
	warnings: string[];
}

/**
 * Reads one item's parameters, converted and checked by the live spec.
 *
 * @throws RillError `settings`, `argument` or `apiNotFound`
 */
export async function readCall(run: RillRun, itemIndex: number): Promise<CallWish> {
	const { context } = run;
	const { api, ...prepared } = await readTarget(run, itemIndex);
	const options = asRecord(context.getNodeParameter('options', itemIndex, {})) ?? {};
	if (readSwitch(options.refuseUnsafeText, 'Refuse Unsafe Text') || isAiTool(context)) {
		refuseUnsafeText(api, prepared.values);
	}
	const { httpMethod } = options;
	const runAs = readRunAs(context, itemIndex);
	return {
		call: {
			api,
			arguments: prepared.values,
			largeNumbers: options.largeNumbers === 'number' ? 'number' : 'text',
			...(httpMethod === 'GET' || httpMethod === 'POST' ? { method: httpMethod } : {}),
		},
		rows: readRowsWish(context, itemIndex, options),
		output: readOutput(context, itemIndex, options),
		...(runAs ? { runAs } : {}),
		warnings: [...prepared.warnings, ...(runAs ? warningsFor(runAs) : [])],
	};
}

export function readRowsWish(
	context: IExecuteFunctions,
	itemIndex: number,
	options: Record<string, unknown>,
): RowsWish {
	const maxRows = positive(options.maxRows, 'Maximum Rows') ?? DEFAULT_MAX_ROWS;
	// On where nothing is said: a report that is quietly cut is worse than a long one.
	if (readSwitch(context.getNodeParameter('returnAll', itemIndex, true), 'Return All', true)) {
		return { maxRows };
	}
	const limit = positive(context.getNodeParameter('limit', itemIndex, 50), 'Limit');
	if (limit !== undefined) return { maxRows, limit };
	throw new RillError(
		'settings',
		"'Limit' is empty",
		"Say how many rows are wanted, or switch 'Return All' on.",
	);
}

/**
 * A whole number from 1 on; undefined if nothing was filled in.
 *
 * @throws RillError `settings`
 */
export function positive(value: unknown, label: string): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const number = Number(value);
	if (Number.isInteger(number) && number >= 1) return number;
	throw new RillError(
		'settings',
		`'${label}' should be a whole number from 1 on, but is ${JSON.stringify(value) ?? ''}`,
		'Change it in the node.',
	);
}

export function readOutput(
	context: IExecuteFunctions,
	itemIndex: number,
	options: Record<string, unknown>,
): OutputWish {
	const shape = context.getNodeParameter('output', itemIndex, 'items');
	const isFile = shape === 'file';
	const text = (name: string) => asText(context.getNodeParameter(name, itemIndex, '')).trim();
	return {
		shape: isFile || shape === 'single' ? shape : 'items',
		columns: readNames(options.columns),
		whenEmpty:
			options.whenEmpty === 'fail' || options.whenEmpty === 'emptyItem'
				? options.whenEmpty
				: 'nothing',
		requestInfo: readSwitch(options.requestInfo, 'Include Request Info'),
		file: {
			format: isFile && text('fileFormat') === 'json' ? 'json' : 'csv',
			property: (isFile && text('binaryProperty')) || 'data',
			name: asText(options.fileName).trim(),
		},
	};
}

/** An expression may give a list, or names with commas as people write them. */
export function readNames(value: unknown): string[] {
	const names = typeof value === 'string' ? value.split(',') : asList(value).map(String);
	return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))];
}
