import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Comparison } from '../../client/conditions';

/** The comparisons that look at no value. */
export const WITHOUT_VALUE: Comparison[] = ['empty', 'notEmpty'];

const ON_ANY: Array<INodePropertyOptions & { value: Comparison }> = [
	{
		name: 'Contains',
		value: 'contains',
		description: 'Whatever the case of the letters; % stands for any characters, _ for any one',
	},
	{ name: 'Does Not Contain', value: 'notContains', description: 'Or has no value' },
	{ name: 'Equals', value: 'eq' },
	{ name: 'Greater Than', value: 'gt' },
	{ name: 'Greater Than or Equal', value: 'gte' },
	{ name: 'Is Empty', value: 'empty', description: 'Has no value (null)' },
	{ name: 'Is Not Empty', value: 'notEmpty' },
	{ name: 'Is Not One Of', value: 'nin', description: 'Or has no value' },
	{ name: 'Is One Of', value: 'in', description: 'Of values with commas between them, or a list' },
	{ name: 'Less Than', value: 'lt' },
	{ name: 'Less Than or Equal', value: 'lte' },
	{ name: 'Not Equal', value: 'neq', description: 'Or has no value' },
];

const ON_NUMBERS = ON_ANY.filter(({ value }) => !value.toLowerCase().includes('contain'));

/** Whether somebody can have chosen this. */
export function isComparison(value: unknown): value is Comparison {
	return ON_ANY.some((option) => option.value === value);
}

/** What a dimension or measure is compared with; not shown where nothing is compared. */
const VALUE: INodeProperties = {
	displayName: 'Value',
	name: 'value',
	type: 'string',
	default: '',
	placeholder: 'e.g. ORD',
	displayOptions: { hide: { operator: WITHOUT_VALUE } },
};

function operatorField(options: INodePropertyOptions[]): INodeProperties {
	return { displayName: 'Operator', name: 'operator', type: 'options', options, default: 'eq' };
}

const FIELD_OF_VIEW = { loadOptionsDependsOn: ['metricsView.value'] };

/** Which rows of the view count, and which rows of the result. */
export const filterFields: INodeProperties[] = [
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Filter',
		default: {},
		description: 'What counts, by dimensions',
		options: [
			{
				displayName: 'Filter',
				name: 'filter',
				values: [
					{
						displayName: 'Dimension Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: { ...FIELD_OF_VIEW, loadOptionsMethod: 'getDimensions' },
						default: '',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					operatorField(ON_ANY),
					VALUE,
				],
			},
		],
	},
	{
		displayName: 'Measure Filters',
		name: 'measureFilters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Measure Filter',
		default: {},
		description: 'Which rows of the result to keep, by measures that are chosen above',
		options: [
			{
				displayName: 'Measure Filter',
				name: 'filter',
				values: [
					{
						displayName: 'Measure Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: { ...FIELD_OF_VIEW, loadOptionsMethod: 'getMeasures' },
						default: '',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					operatorField(ON_NUMBERS),
					{ ...VALUE, placeholder: 'e.g. 100' },
				],
			},
		],
	},
	{
		displayName: 'Combine Filters',
		name: 'combineFilters',
		type: 'options',
		options: [
			{ name: 'All Have to Match', value: 'and' },
			{ name: 'One Has to Match', value: 'or' },
		],
		default: 'and',
		description: 'How the filters of each of the two lists go together',
	},
];
