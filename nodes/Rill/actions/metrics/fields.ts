import type { INodeProperties } from 'n8n-workflow';

import { runAsFields } from '../access/runAs';
import { filterFields } from './filterFields';
import { optionFields, rowFields } from './rowFields';

const OF_VIEW = { loadOptionsDependsOn: ['metricsView.value'] };

const timeFields: INodeProperties[] = [
	{
		displayName: 'Time Range',
		name: 'timeRange',
		type: 'options',
		options: [
			{ name: 'All Time', value: 'all' },
			{ name: 'Between', value: 'between', description: 'Two days or moments' },
			{
				name: 'Last',
				value: 'last',
				description: "The latest days, weeks or months of the view's data, whenever that was",
			},
		],
		default: 'all',
	},
	{
		displayName: 'Start',
		name: 'start',
		type: 'dateTime',
		default: '',
		displayOptions: { show: { timeRange: ['between'] } },
		description: "A day or a moment, in the workflow's time zone unless it says another",
	},
	{
		displayName: 'End',
		name: 'end',
		type: 'dateTime',
		default: '',
		displayOptions: { show: { timeRange: ['between'] } },
		description:
			'The first day or moment that no longer counts: for the whole of January, the first of February',
	},
	{
		displayName: 'Last',
		name: 'lastCount',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 7,
		displayOptions: { show: { timeRange: ['last'] } },
		description:
			"How many whole units, the last of them being the one of the view's latest row (with 'Run As': of the latest row that the user sees). For a range up to now, choose 'Between' and give 'Start' an expression, such as {{ $now.minus({ days: 7 }) }}.",
	},
	{
		displayName: 'Unit',
		name: 'lastUnit',
		type: 'options',
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Months', value: 'months' },
			{ name: 'Weeks', value: 'weeks' },
			{ name: 'Years', value: 'years' },
		],
		default: 'days',
		displayOptions: { show: { timeRange: ['last'] } },
	},
	{
		displayName: 'Time Grain',
		name: 'grain',
		type: 'options',
		options: [
			{ name: 'Day', value: 'day' },
			{ name: 'Hour', value: 'hour' },
			{ name: 'Minute', value: 'minute' },
			{ name: 'Month', value: 'month' },
			{ name: 'None', value: 'none', description: 'One row for the whole time range' },
			{ name: 'Quarter', value: 'quarter' },
			{ name: 'Week', value: 'week' },
			{ name: 'Year', value: 'year' },
		],
		default: 'none',
		description: 'A row for each of these, beside those for the dimensions',
	},
];

const sortField: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Sort Field',
	default: {},
	options: [
		{
			displayName: 'Sort Field',
			name: 'by',
			values: [
				{
					displayName: 'Field Name or ID',
					name: 'field',
					type: 'options',
					typeOptions: { ...OF_VIEW, loadOptionsMethod: 'getDimensionsAndMeasures' },
					default: '',
					description:
						'One of the chosen measures or dimensions, or the time. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Descending',
					name: 'descending',
					type: 'boolean',
					default: false,
					description: 'Whether the largest or latest comes first',
				},
			],
		},
	],
};

/** What the editor asks for a query: what to count, by what, when, which, and in which order. */
export const fields: INodeProperties[] = [
	{
		displayName: 'Metrics View',
		name: 'metricsView',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The metrics view of the Rill project to ask',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a metrics view…',
				typeOptions: { searchListMethod: 'searchMetricsViews', searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. flight_delays',
				hint: 'The name of the metrics view in the Rill project',
			},
		],
	},
	{
		displayName: 'Measure Names or IDs',
		name: 'measures',
		type: 'multiOptions',
		typeOptions: { ...OF_VIEW, loadOptionsMethod: 'getMeasures' },
		allowArbitraryValues: true,
		default: [],
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
	{
		displayName: 'Dimension Names or IDs',
		name: 'dimensions',
		type: 'multiOptions',
		typeOptions: { ...OF_VIEW, loadOptionsMethod: 'getDimensions' },
		allowArbitraryValues: true,
		default: [],
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
	...timeFields,
	...filterFields,
	sortField,
	...runAsFields,
	...rowFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: optionFields,
	},
];
