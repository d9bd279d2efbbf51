import type { IExecuteFunctions } from 'n8n-workflow';

import { placeName, type RillAddress } from '../../../client/address';
import {
	parseArguments,
	prepareArguments,
	type ArgumentRules,
	type PreparedArguments,
} from '../../../client/arguments';
import { RillError } from '../../../client/errors';
import { pagingNames } from '../../../client/pagingArguments';
import { parseRillUrl } from '../../../client/pastedUrl';
import { asList, asRecord, asText } from '../../../client/schema';
import { nearestNames } from '../../../client/similar';
import { findApi, type RillApi } from '../../../client/spec';
import type { RillRun } from '../../../run';
import { isLeftToModel } from '../../../modelChoice';
import { isAiTool } from '../../../toolMode';
import { isNoTime, isTime, timeText } from '../../expressionTimes';

/** Which API is called, and with which arguments. */
export interface CallTarget extends PreparedArguments {
	api: RillApi;
}

/**
 * Reads what one item says in the fields of `targetFields`, converted and checked by the live spec.
 *
 * @throws RillError `settings`, `argument` or `apiNotFound`
 */
export async function readTarget(run: RillRun, itemIndex: number): Promise<CallTarget> {
	const { context, connection } = run;
	const name = readApiName(context.getNodeParameter('api', itemIndex), connection.address);
	const { apis } = await run.spec.current();
	const api = findApi(apis, name);
	if (!api) throw unknownApi(name, apis, connection.address);
	if (api.builtIn && isLeftToModel(context, 'api')) throw builtInByModel(api);
	return { api, ...readArguments(context, itemIndex, api) };
}

/**
 * The name behind a resource locator in any of its modes.
 *
 * @throws RillError `settings` if there is none, or if a pasted address is that of another project
 */
export function readApiName(locator: unknown, address: RillAddress): string {
	const { mode, value } = asRecord(locator) ?? {};
	const text = (typeof locator === 'string' ? locator : asText(value)).trim();
	if (text === '') {
		throw new RillError('settings', "'API' is empty", 'Choose the API to call from the list.');
	}
	return mode === 'url' ? nameFromUrl(text, address) : text;
}

function nameFromUrl(text: string, address: RillAddress): string {
	const parsed = parseRillUrl(text);
	if (parsed?.api === undefined) {
		throw new RillError(
			'settings',
			`'API' is not the address of a Rill API: "${text}"`,
			'It ends with /api/ and the name of the API. Easier: choose the API from the list.',
		);
	}
	const isSame =
		address.deployment === 'cloud'
			? parsed.organization === address.organization && parsed.project === address.project
			: parsed.instance === address.instance;
	if (!isSame) {
		throw new RillError(
			'settings',
			`'API' is an address of another project than the credential's, which is ${placeName(address)}`,
			'Choose the credential of that project, or an API of this one. A token is never sent to a project that it was not entered for.',
		);
	}
	if (parsed.branch !== undefined) {
		throw new RillError(
			'settings',
			`'API' is an address of the branch "${parsed.branch}", which this node does not call`,
			'Remove /branch/ and its name from the address to call the production deployment.',
		);
	}
	if (text.includes('?')) {
		throw new RillError(
			'settings',
			"'API' is an address with arguments in it, which would be lost",
			"Remove everything from the question mark on, and fill in the arguments under 'Arguments'.",
		);
	}
	return parsed.api;
}

function unknownApi(name: string, apis: RillApi[], address: RillAddress): RillError {
	const near = nearestNames(
		name,
		apis.map((api) => api.name),
	);
	const meant =
		near.length > 0
			? `Did you mean ${near.map((candidate) => `"${candidate}"`).join(' or ')}?`
			: `The project has ${apis.filter(({ builtIn }) => !builtIn).length} custom APIs; choose one from the list.`;
	return new RillError(
		'apiNotFound',
		`There is no custom API named "${name}" in ${placeName(address)}. ${meant}`,
		"Choose the API from the list in 'API', or correct its name.",
		{ api: name },
	);
}

/** A model that writes whole queries reads all that the credential may, which one person decides. */
function builtInByModel({ name }: RillApi): RillError {
	return new RillError(
		'settings',
		`The AI model cannot choose the built-in API "${name}", which takes whole queries`,
		"Choose one of the project's own APIs. Whoever builds the agent can make a custom API of what it may ask.",
		{ api: name },
	);
}

function readArguments(
	context: IExecuteFunctions,
	itemIndex: number,
	api: RillApi,
): PreparedArguments {
	const rules: ArgumentRules = {
		zone: context.getTimezone(),
		emptyTextIsUnset: true,
		undeclared: 'send',
		suppliedLater: pagingNames(api),
	};
	const prepare = (filledIn: Array<[string, unknown]>, more: Partial<ArgumentRules> = {}) =>
		prepareArguments(
			api,
			filledIn.map(([name, value]) => [name, plainValue(value, name, api)]),
			{ ...rules, ...more },
		);
	switch (context.getNodeParameter('argumentsMode', itemIndex, 'fields')) {
		case 'json':
			return prepare(
				parseArguments(context.getNodeParameter('argumentsJson', itemIndex, '{}'), api.name),
				// What a model leaves out arrives as empty text: n8n has no other way on both of its ways.
				{ emptyTextIsUnset: isAiTool(context) },
			);
		case 'pairs':
			return prepare(readPairs(context.getNodeParameter('argumentPairs', itemIndex, {})));
		default:
			return prepare(readMapper(context, itemIndex, api), { undeclared: 'refuse' });
	}
}

function readPairs(collection: unknown): Array<[string, unknown]> {
	return asList(asRecord(collection)?.pair).flatMap((pair) => {
		const { name, value } = asRecord(pair) ?? {};
		return asText(name).trim() === '' ? [] : [[asText(name).trim(), value] as [string, unknown]];
	});
}

/**
 * The whole parameter, and not its `value`: that n8n would convert by the schema saved in the
 * workflow, which rounds long integers and moves days between time zones.
 */
function readMapper(
	context: IExecuteFunctions,
	itemIndex: number,
	api: RillApi,
): Array<[string, unknown]> {
	const mapper = asRecord(context.getNodeParameter('arguments', itemIndex, {})) ?? {};
	if (mapper.mappingMode === 'autoMapInputData') {
		refuseAsTool(context, api);
		const { json } = context.getInputData()[itemIndex];
		return api.arguments
			.filter(({ name }) => Object.hasOwn(json, name))
			.map(({ name }) => [name, json[name]]);
	}
	return Object.entries(asRecord(mapper.value) ?? {});
}

/** An agent's input item holds its own fields (chat text, session), which nobody meant to send. */
function refuseAsTool(context: IExecuteFunctions, api: RillApi): void {
	if (!isAiTool(context)) return;
	throw new RillError(
		'settings',
		`The arguments of API "${api.name}" cannot be mapped automatically when an AI agent calls it`,
		"Map each argument by hand, and let the model fill in those that it may choose with $fromAI(). The operation 'List' gives the lines to paste.",
		{ api: api.name },
	);
}

/**
 * Expressions give times as objects; as text they keep their offset. A time that there is not must
 * not count as an argument that nobody set: without its filter other rows would come.
 */
function plainValue(value: unknown, name: string, api: RillApi): unknown {
	if (isNoTime(value)) {
		throw new RillError(
			'argument',
			`The argument "${name}" of API "${api.name}" is a time that does not exist`,
			'Its expression makes a date of a text that it cannot read. Look at that text, and at the format that the expression expects.',
			{ api: api.name },
		);
	}
	if (isTime(value)) return timeText(value);
	if (Array.isArray(value)) return value.map((element) => plainValue(element, name, api));
	const members = asRecord(value);
	if (!members) return value;
	return Object.fromEntries(
		Object.entries(members).map(([key, member]) => [key, plainValue(member, name, api)]),
	);
}
