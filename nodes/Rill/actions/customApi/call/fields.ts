import type { INodeProperties } from 'n8n-workflow';

import { runAsFields } from '../../access/runAs';
import { DEFAULT_CONCURRENT, DEFAULT_MAX_ROWS, MAX_CONCURRENT } from '../../limits';
import { targetFields } from './targetFields';
import { maxRetryTimeField, maxTriesField, timeoutField } from '../../waitingFields';

/** What the editor asks for a call: which API, its arguments, a few options. */
export const fields: INodeProperties[] = [
	...targetFields,
	...runAsFields,
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: true,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Item per Row', value: 'items', description: 'For the next node to work on' },
			{
				name: 'Single Item',
				value: 'single',
				description: 'All rows in one item, with their number and columns',
			},
			{ name: 'File', value: 'file', description: 'To send, store or attach' },
		],
		default: 'items',
		description: 'What becomes of the rows',
	},
	{
		displayName: 'File Format',
		name: 'fileFormat',
		type: 'options',
		options: [
			{ name: 'CSV', value: 'csv', description: 'For spreadsheets' },
			{ name: 'JSON', value: 'json', description: 'Exactly as Rill sends it' },
		],
		default: 'csv',
		displayOptions: { show: { output: ['file'] } },
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryProperty',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { output: ['file'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Column Names or IDs',
				name: 'columns',
				type: 'multiOptions',
				typeOptions: {
					loadOptionsMethod: 'getApiColumns',
					loadOptionsDependsOn: ['api.value'],
				},
				allowArbitraryValues: true,
				default: [],
				description:
					'Only these columns, in this order. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Concurrent Requests',
				name: 'concurrentRequests',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: MAX_CONCURRENT },
				default: DEFAULT_CONCURRENT,
				description:
					'How many requests may be under way at a time, for several input items or for the next pages of one. The output keeps the order.',
			},
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string',
				default: '',
				placeholder: 'e.g. late-arrivals.csv',
				description: 'For the output as a file. If empty, the name of the API.',
			},
			{
				displayName: 'HTTP Method',
				name: 'httpMethod',
				type: 'options',
				options: [
					{
						name: 'As the API Says',
						value: 'auto',
						description: 'And POST where an argument would lose its type in a query',
					},
					{ name: 'GET', value: 'GET', description: 'Arguments as text in the query' },
					{ name: 'POST', value: 'POST', description: 'Arguments as JSON in the body' },
				],
				default: 'auto',
				description: 'How the arguments travel',
			},
			{
				displayName: 'Include Request Info',
				name: 'requestInfo',
				type: 'boolean',
				default: false,
				description:
					'Whether to add how the rows were got: API, method, status, duration, rows, pages, attempts and why there were more of them. To rows it is added as the column _request, or _request_1 if they have one of that name.',
			},
			{
				displayName: 'Large Numbers',
				name: 'largeNumbers',
				type: 'options',
				options: [
					{
						name: 'Number',
						value: 'number',
						description: 'Rounded where JavaScript cannot hold them',
					},
					{ name: 'Text', value: 'text', description: 'Every digit' },
				],
				default: 'text',
				description: 'What integers of more than 15 digits become',
			},
			maxRetryTimeField,
			{
				displayName: 'Maximum Rows',
				name: 'maxRows',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_MAX_ROWS,
				description:
					"With 'Return All': a longer result fails with a message, so that it does not fill up n8n's memory",
			},
			maxTriesField,
			{
				displayName: 'Refuse Unsafe Text',
				name: 'refuseUnsafeText',
				type: 'boolean',
				default: false,
				description:
					"Whether to refuse arguments with quotes, semicolons or comment marks, with which text from outside could change the API's query. Always on when an AI agent calls. Names like O'Hare are refused too.",
			},
			timeoutField,
			{
				displayName: 'When There Are No Rows',
				name: 'whenEmpty',
				type: 'options',
				options: [
					{ name: 'Fail', value: 'fail', description: 'No rows mean that something is wrong' },
					{
						name: 'Output Nothing',
						value: 'nothing',
						description:
							"The workflow ends here for this input item; 'Single Item' says that there are none",
					},
					{
						name: 'Output One Empty Item',
						value: 'emptyItem',
						description: 'The workflow goes on, with a file without rows if the output is one',
					},
				],
				default: 'nothing',
			},
		],
	},
];
