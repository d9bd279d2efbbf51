import type { IDataObject } from 'n8n-workflow';

import { shortened } from '../../../client/errors';
import { pagingNames } from '../../../client/pagingArguments';
import type { RillApi, RillArgument } from '../../../client/spec';
import { fromAi, keysOf, memberLiteral, plainText, reachesNode, type FromAiType } from './fromAi';

/** More than this OpenAI's models refuse as the description of a tool. */
const MAX_DESCRIPTION = 1024;

/**
 * What somebody pastes to make a tool for an agent of an API. n8n tells a model only what stands in
 * the node's parameters, and a node cannot add to it from the spec.
 */
export function describeTool(api: RillApi): IDataObject {
	// Pages are the node's to fill in: an agent is shown the first rows, and whether there are more.
	const paging = pagingNames(api);
	const choices = api.arguments.filter(({ name }) => !paging.has(name) && reachesNode(name));
	const keys = keysOf(choices.map(({ name }) => name));
	const calls = choices.map((argument): [string, string] => [
		argument.name,
		fromAi(
			keys.get(argument.name) ?? argument.name,
			meaningOf(argument),
			typeOf(argument),
			!argument.required,
		),
	]);
	return {
		description: describe(api, choices),
		arguments: Object.fromEntries(calls.map(([name, call]) => [name, `={{ ${call} }}`])),
		json: `={{ { ${calls.map(([name, call]) => `${memberLiteral(name)}: ${call}`).join(', ')} } }}`,
	};
}

/** The arguments come last, since a model reads their meaning a second time, beside each of them. */
function describe(api: RillApi, choices: RillArgument[]): string {
	const text = [
		plainText(`Calls the API "${api.name}" of a Rill project. ${api.summary}`),
		...listOf('Columns of its rows', api.columns.map(line)),
		...listOf(
			'Arguments',
			choices.map((argument) => line({ ...argument, description: meaningOf(argument) })),
		),
	].join('\n');
	return text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1)}…`;
}

function listOf(title: string, lines: string[]): string[] {
	return lines.length === 0 ? [] : [`${title}:`, ...lines];
}

function line({ name, description }: { name: string; description: string }): string {
	return `- ${plainText(description === '' ? name : `${name}: ${description}`)}`;
}

/** The spec's words, and what a model has to know to choose a value that the node takes. */
function meaningOf(argument: RillArgument): string {
	const facts = [
		shapeOf(argument),
		argument.maximum === undefined ? '' : `at most ${argument.maximum}`,
		argument.default === undefined ? '' : `by default ${wordOf(argument.default)}`,
		argument.required ? '' : 'leave empty if not needed',
	].filter((fact) => fact !== '');
	const description = shortened(argument.description, MAX_DESCRIPTION);
	const rules = shortened(facts.join('; '), MAX_DESCRIPTION);
	if (rules === '' || description === '') return `${description}${rules}`;
	return `${description} (${rules})`;
}

function wordOf(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function shapeOf(argument: RillArgument): string {
	if (argument.enum) return `one of: ${argument.enum.map(String).join(', ')}`;
	switch (argument.type) {
		case 'integer':
			return argument.long ? 'a whole number, all its digits' : 'a whole number';
		case 'number':
			return 'a number';
		case 'boolean':
			return 'true or false';
		case 'date':
			return 'a day like 2026-01-31';
		case 'dateTime':
			return 'a time like 2026-01-31T10:00:00+01:00';
		case 'list':
			return 'a JSON list';
		case 'object':
			return argument.members?.length
				? `a JSON object with ${argument.members.join(', ')}`
				: 'a JSON object';
		default:
			return '';
	}
}

function typeOf(argument: RillArgument): FromAiType {
	if (argument.enum || argument.long) return 'string';
	switch (argument.type) {
		case 'integer':
		case 'number':
			return 'number';
		case 'boolean':
			return 'boolean';
		case 'list':
		case 'object':
			return 'json';
		default:
			return 'string';
	}
}
