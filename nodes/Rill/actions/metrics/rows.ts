import type { IExecuteFunctions } from 'n8n-workflow';

import { RillError } from '../../client/errors';
import { columnsOf, type MetricsQuery } from '../../client/metrics';
import type { RowsWish } from '../../client/paging';
import { asText } from '../../client/schema';
import type { OutputWish } from '../customApi/call/output';
import { DEFAULT_MAX_ROWS } from '../limits';

/**
 * How many rows.
 *
 * @throws RillError `settings`
 */
export function readRowsWish(
	context: IExecuteFunctions,
	itemIndex: number,
	options: Record<string, unknown>,
): RowsWish {
	const maxRows = count(options.maxRows ?? DEFAULT_MAX_ROWS, 'Maximum Rows');
	return context.getNodeParameter('returnAll', itemIndex, true) === true
		? { maxRows }
		: { maxRows, limit: count(context.getNodeParameter('limit', itemIndex, 50), 'Limit') };
}

function count(value: unknown, label: string): number {
	const number = Number(value);
	if (Number.isInteger(number) && number >= 1) return number;
	throw new RillError(
		'settings',
		`'${label}' should be a whole number from 1 on, but is ${JSON.stringify(value) ?? ''}`,
		'Change it in the node.',
	);
}

/**
 * In which shape. The columns come as they were chosen, since Rill sorts them by name; only a JSON
 * file stays what Rill sent, every digit of it.
 */
export function readOutput(
	context: IExecuteFunctions,
	itemIndex: number,
	options: Record<string, unknown>,
	query: MetricsQuery,
): OutputWish {
	const wanted = context.getNodeParameter('output', itemIndex, 'items');
	const shape = wanted === 'file' || wanted === 'single' ? wanted : 'items';
	const text = (name: string) => asText(context.getNodeParameter(name, itemIndex, '')).trim();
	const format = shape === 'file' && text('fileFormat') === 'json' ? 'json' : 'csv';
	const { whenEmpty } = options;
	return {
		shape,
		columns: shape === 'file' && format === 'json' ? [] : columnsOf(query),
		whenEmpty: whenEmpty === 'fail' || whenEmpty === 'emptyItem' ? whenEmpty : 'nothing',
		requestInfo: options.requestInfo === true,
		file: {
			format,
			property: (shape === 'file' && text('binaryProperty')) || 'data',
			name:
				asText(options.fileName).trim() ||
				`${query.view.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.${format}`,
		},
	};
}
