import type { INodeProperties } from 'n8n-workflow';

/** n8n gives an expression the value of a resource locator in some places, and the whole of it in others. */
const CHOSEN_API =
	'($parameter["api"]["value"] || $parameter["api"]["mode"] === undefined && $parameter["api"])';

/**
 * What an AI agent's model is told that the tool does. n8n's own words are the same for every API; an
 * own field of this name takes their place, and an expression in it follows the API that is chosen.
 *
 * @param actions what each operation does, by its value
 */
export function toolDescription(actions: Record<string, string>): INodeProperties {
	return {
		displayName: 'Tool Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 3 },
		default: `={{ $parameter["operation"] === "call" && ${CHOSEN_API} ? "Get rows of the API \\"" + ${CHOSEN_API} + "\\" of a Rill project" : (${JSON.stringify(actions)})[$parameter["operation"]] + " in Rill" }}`,
		displayOptions: { show: { '@tool': [true] } },
		description:
			"What the model is told that this tool does. The operation 'List' has a longer one for each API, with the columns of its rows: paste it here.",
	};
}
