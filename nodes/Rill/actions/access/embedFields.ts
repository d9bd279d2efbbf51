import type { INodeProperties } from 'n8n-workflow';

import { externalUserIdField, identityFields, ttlField } from './identity';

const options: INodeProperties[] = [
	{
		displayName: 'Allow Navigation',
		name: 'navigation',
		type: 'boolean',
		default: false,
		description:
			'Whether other dashboards can be reached from this one. The URL then opens every dashboard that the user may see.',
	},
	externalUserIdField,
	{
		displayName: 'Theme',
		name: 'theme',
		type: 'string',
		default: '',
		placeholder: 'e.g. brand-colors',
		description: 'The name of a theme of the Rill project',
	},
	{
		displayName: 'Theme Mode',
		name: 'themeMode',
		type: 'options',
		options: [
			{ name: 'Dark', value: 'dark' },
			{ name: 'Light', value: 'light' },
			{ name: 'System', value: 'system', description: "As the reader's own system is set" },
		],
		default: 'light',
	},
];

/** What the editor asks for an embed URL: what it shows, to whom, and for how long. */
export const embedFields: INodeProperties[] = [
	{
		displayName:
			"The URL holds a token: whoever has it sees what the user sees. It is part of this node's output, so n8n stores it with the execution. Where that matters, switch off saving executions in the workflow's settings, or keep the lifetime short.",
		name: 'storedUrlNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Show',
		name: 'show',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'All Dashboards',
				value: 'all',
				description: 'A list of what the user may see, to navigate in',
			},
			{ name: 'Canvas', value: 'canvas', description: 'A dashboard that was put together by hand' },
			{ name: 'Explore', value: 'explore', description: 'The dashboard of a metrics view' },
		],
		default: 'explore',
		description: 'What the embedded page shows',
	},
	{
		displayName: 'Explore',
		name: 'explore',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { show: ['explore'] } },
		description: 'The explore dashboard of the Rill project to show',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a dashboard…',
				typeOptions: { searchListMethod: 'searchExplores', searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. flight_delays' },
		],
	},
	{
		displayName: 'Canvas',
		name: 'canvas',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { show: ['canvas'] } },
		description: 'The canvas dashboard of the Rill project to show',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a dashboard…',
				typeOptions: { searchListMethod: 'searchCanvases', searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. morning-briefing',
			},
		],
	},
	...identityFields,
	ttlField('How long the URL works'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	},
];
