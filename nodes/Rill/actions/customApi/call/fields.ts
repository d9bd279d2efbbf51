import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_TIMEOUT_MS } from '../../../client/transport';

const showFor = (mode: string) => ({ show: { argumentsMode: [mode] } });

/** What the editor asks for a call: which API, its arguments, a few options. */
export const fields: INodeProperties[] = [
	{
		displayName: 'API',
		name: 'api',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The custom API of the Rill project to call',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose an API…',
				typeOptions: { searchListMethod: 'searchApis', searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. late-arrivals',
				hint: 'The name of the API in the Rill project',
			},
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder:
					'e.g. https://api.rilldata.com/v1/organizations/acme/projects/flight-ops/runtime/api/late-arrivals',
				hint: "The API's address. It has to belong to the project of the credential.",
			},
		],
	},
	{
		displayName: 'Arguments',
		name: 'argumentsMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Using Fields Below',
				value: 'fields',
				description: "The API's own arguments, each with its type",
			},
			{
				name: 'Using JSON',
				value: 'json',
				description: 'All arguments as one JSON object',
			},
			{
				name: 'Using Name and Value Pairs',
				value: 'pairs',
				description: 'For an API that does not declare its arguments',
			},
		],
		default: 'fields',
		description: 'How to fill in the arguments of the API',
	},
	{
		displayName: 'Values',
		name: 'arguments',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		typeOptions: {
			loadOptionsDependsOn: ['api.value'],
			resourceMapper: {
				resourceMapperMethod: 'getApiArguments',
				mode: 'add',
				fieldWords: { singular: 'argument', plural: 'arguments' },
				addAllFields: true,
				supportAutoMap: true,
				hideNoDataError: true,
				noFieldsError: 'This API declares no arguments',
				refreshIncompleteSchemaOnOpen: true,
				refreshStaleSchemaOnOpen: true,
			},
		},
		displayOptions: showFor('fields'),
		description: 'An argument that is left empty is not sent',
	},
	{
		displayName: 'Arguments (JSON)',
		name: 'argumentsJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. {"origin": "ORD", "limit": 10}',
		displayOptions: showFor('json'),
		description:
			'One JSON object. A value of null is not sent. Put numbers of more than 15 digits in quotes.',
	},
	{
		displayName: 'Name and Value Pairs',
		name: 'argumentPairs',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Argument',
		default: {},
		options: [
			{
				displayName: 'Argument',
				name: 'pair',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. origin',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. ORD',
						description: 'An argument with an empty value is not sent',
					},
				],
			},
		],
		displayOptions: showFor('pairs'),
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
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
				displayName: 'Timeout',
				name: 'timeout',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_TIMEOUT_MS,
				description:
					'How many milliseconds one request may take, from sending it to the last row of its answer',
			},
		],
	},
];
