import type { INodeProperties } from 'n8n-workflow';

const showFor = (mode: string) => ({ show: { argumentsMode: [mode] } });

/** Which API and with which arguments, for every operation that calls one. */
export const targetFields: INodeProperties[] = [
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
];
