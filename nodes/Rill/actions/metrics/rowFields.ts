import type { INodeProperties } from 'n8n-workflow';

import { fields as callFields } from '../customApi/call/fields';

const ROW_FIELDS = ['returnAll', 'limit', 'output', 'fileFormat', 'binaryProperty'];
const OPTIONS = [
	'concurrentRequests',
	'requestInfo',
	'largeNumbers',
	'maxRetryTime',
	'maxRows',
	'maxTries',
	'timeout',
	'whenEmpty',
];

/** How many rows and in which shape, in the very words of a call. */
export const rowFields: INodeProperties[] = callFields.filter(({ name }) =>
	ROW_FIELDS.includes(name),
);

function isField(option: object): option is INodeProperties {
	return 'type' in option;
}

/** A call's options, as far as there is something to choose here, and those of a query. */
export const optionFields: INodeProperties[] = [
	...callFields
		.flatMap(({ name, options = [] }) => (name === 'options' ? options : []))
		.filter(isField)
		.filter(({ name }) => OPTIONS.includes(name)),
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string' as const,
		default: '',
		placeholder: 'e.g. flights-by-day.csv',
		description: 'For the output as a file. If empty, the name of the metrics view.',
	},
	{
		displayName: 'Filter (JSON)',
		name: 'where',
		type: 'json' as const,
		default: '',
		placeholder: 'e.g. {"cond": {"op": "eq", "exprs": [{"name": "origin"}, {"val": "ORD"}]}}',
		description:
			"A condition in Rill's own form, for what the filters cannot say. It has to match beside them.",
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string' as const,
		default: '',
		placeholder: 'e.g. America/New_York',
		description: "Where days and longer units begin. If empty, the workflow's time zone.",
	},
].sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
