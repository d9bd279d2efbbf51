import type { INodeProperties } from 'n8n-workflow';

import { targetFields } from '../customApi/call/targetFields';
import { DEFAULT_CONCURRENT, DEFAULT_MAX_ROWS, MAX_CONCURRENT } from '../limits';
import { fieldsOfIdentity, identityOptions } from './identity';
import { maxRetryTimeField, maxTriesField, timeoutField } from '../waitingFields';

export const DEFAULT_SAMPLE_ROWS = 5;
export const MAX_SAMPLE_ROWS = 1_000;

const inMode = (mode: string) => ({ identitiesFrom: [mode] });
const ofKind = (kind: string) => ({ show: { kind: [kind] } });

/** One user, in the list of them. */
const identityValues: INodeProperties[] = [
	{
		displayName: 'Label',
		name: 'label',
		type: 'string',
		default: '',
		placeholder: 'e.g. Chicago',
		description: 'What the output calls the user. If empty, the email or the attributes.',
	},
	{
		displayName: 'User',
		name: 'kind',
		type: 'options',
		options: identityOptions,
		default: 'attributes',
		description: 'Whose rows to get',
	},
	{
		displayName: 'User Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan@example.com',
		displayOptions: ofKind('email'),
		description: 'A member of the project gets the rows of that member',
	},
	{
		displayName: 'User Attributes (JSON)',
		name: 'attributesJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. {"airport": "ORD"}',
		displayOptions: ofKind('attributes'),
		description: "What the project's security policies look at, as one JSON object",
	},
];

/** Whose rows are compared: typed into one list, or one user per input item. */
const identitiesFields: INodeProperties[] = [
	{
		displayName: 'Identities',
		name: 'identitiesFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'From Fields',
				value: 'fields',
				description: 'A list of users, compared anew for each input item',
			},
			{
				name: 'From Input Items',
				value: 'items',
				description: 'One user per input item, and all input items in one comparison',
			},
		],
		default: 'fields',
		description: 'Where the users come from that are compared',
	},
	{
		displayName: 'Users',
		name: 'identities',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add User',
		default: {},
		displayOptions: { show: inMode('fields') },
		description: 'Who is compared, the one to compare the others with first',
		options: [{ displayName: 'User', name: 'identity', values: identityValues }],
	},
	{
		displayName: 'Label',
		name: 'identityLabel',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.customer }}',
		displayOptions: { show: inMode('items') },
		description: "What the output calls the input item's user. If empty, the email or attributes.",
	},
	{
		displayName: 'User',
		name: 'identity',
		type: 'options',
		options: identityOptions,
		default: 'email',
		displayOptions: { show: inMode('items') },
		description: "The input item's user",
	},
	...fieldsOfIdentity('identity').map((field) => ({
		...field,
		displayOptions: { show: { ...field.displayOptions?.show, ...inMode('items') } },
	})),
];

/** The one rule that rows can be held to without knowing the project's policies. */
const checkFields: INodeProperties[] = [
	{
		displayName: 'Check for Leaks',
		name: 'checkLeaks',
		type: 'boolean',
		default: false,
		description:
			"Whether to check that a column of every row says the same as the user's attribute, for example that a user of the airport ORD sees rows of ORD only",
	},
	{
		displayName: 'Column',
		name: 'leakColumn',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. airport',
		displayOptions: { show: { checkLeaks: [true] } },
		description: 'The column that says whose row it is',
	},
	{
		displayName: 'Attribute',
		name: 'leakAttribute',
		type: 'string',
		default: '',
		placeholder: 'e.g. airport',
		displayOptions: { show: { checkLeaks: [true] } },
		description:
			"The user's attribute that the column has to be equal to, or to one value of it if it is a list. If empty, the one of the column's name. Users without it are not checked.",
	},
	{
		displayName: 'Fail on Leak',
		name: 'failOnLeak',
		type: 'boolean',
		default: false,
		displayOptions: { show: { checkLeaks: [true] } },
		description:
			'Whether to fail, with the number of rows and the users who see them. Also fails if a user who is no admin has no such attribute, or if nobody who is checked sees any row.',
	},
];

/** What the editor asks for a comparison. */
export const compareAccessFields: INodeProperties[] = [
	...targetFields,
	...identitiesFields,
	...checkFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Concurrent Requests',
				name: 'concurrentRequests',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: MAX_CONCURRENT },
				default: DEFAULT_CONCURRENT,
				description:
					'How many requests may be under way at a time, for several users or for the next pages of one. The output keeps the order.',
			},
			{
				displayName: 'Key Column Names or IDs',
				name: 'keyColumns',
				type: 'multiOptions',
				typeOptions: {
					loadOptionsMethod: 'getApiColumns',
					loadOptionsDependsOn: ['api.value'],
				},
				allowArbitraryValues: true,
				default: [],
				description:
					'Which columns make two rows the same; if empty, all of them. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			maxRetryTimeField,
			{
				displayName: 'Maximum Rows',
				name: 'maxRows',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_MAX_ROWS,
				description:
					"A user who sees more rows fails with a message, so that they do not fill up n8n's memory",
			},
			maxTriesField,
			{
				displayName: 'Pairs',
				name: 'pairs',
				type: 'options',
				options: [
					{
						name: 'All Pairs',
						value: 'all',
						description: 'Each user is compared with each other one',
					},
					{
						name: 'First With Each Other',
						value: 'first',
						description: 'The first user is compared with each other one',
					},
				],
				default: 'first',
				description: 'Whose rows are compared with whose',
			},
			{
				displayName: 'Sample Rows',
				name: 'sampleRows',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: MAX_SAMPLE_ROWS },
				default: DEFAULT_SAMPLE_ROWS,
				description:
					'How many of the rows that only one user sees, or that leak, are put out. All of them are counted.',
			},
			timeoutField,
		],
	},
];
