import type { INodeProperties } from 'n8n-workflow';

import type { RillOperation } from './operation';

/** n8n gives an expression the value of a resource locator in some places, the whole of it in others. */
const CHOSEN_API = '{{ $parameter["api"]["value"] || $parameter["api"] }}';

/**
 * What an AI agent's model is told that an operation does. n8n's own words are the same for every
 * API; an own field of this name takes their place, and follows the API that is chosen.
 */
export function toolDescription({ value, action }: RillOperation): INodeProperties {
	const words =
		value === 'call'
			? `=Get rows of the API "${CHOSEN_API}" of a Rill project`
			: `${action} in Rill`;
	return {
		displayName: 'Tool Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 2 },
		default: words,
		displayOptions: { show: { '@tool': [true] } },
		description:
			"What the model is told that this tool does. The operation 'List' has a longer one for each API, with the columns of its rows, to be pasted here.",
	};
}
