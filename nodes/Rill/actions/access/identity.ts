import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { RillError } from '../../client/errors';
import { parseExact, type JsonValue } from '../../client/json';
import { asList, asRecord, asText } from '../../client/schema';
import {
	DEFAULT_TTL_SECONDS,
	MAX_TTL_SECONDS,
	type Identity,
	type TokenWish,
} from '../../client/tokens';
import { readUnlessFromModel } from '../../modelChoice';

/** The two ways to say whose rows are meant. */
export const identityOptions: INodePropertyOptions[] = [
	{
		name: 'User Email',
		value: 'email',
		description:
			"A user of the Rill project, or anybody by address: policies see the address's domain",
	},
	{
		name: 'User Attributes',
		value: 'attributes',
		description: 'Whoever has these attributes, for example the customer of a tenant',
	},
];

/** In which words the editor asks whose rows a token is to see. */
export const identityFields: INodeProperties[] = [
	{
		displayName: 'Token For',
		name: 'identity',
		type: 'options',
		options: identityOptions,
		default: 'email',
		description: 'Whose rows the token sees',
	},
	...fieldsOfIdentity('identity'),
];

/** An option beside an identity. */
export const externalUserIdField: INodeProperties = {
	displayName: 'External User ID',
	name: 'externalUserId',
	type: 'string',
	default: '',
	placeholder: 'e.g. customer-42',
	description: "Your own name for the user, which Rill keeps with the token's usage",
};

/** What is filled in there, by the options that hold it; blank means none. */
export function readExternalUserId(options: unknown): Pick<TokenWish, 'externalUserId'> {
	const externalUserId = String(asRecord(options)?.externalUserId ?? '').trim();
	return externalUserId === '' ? {} : { externalUserId };
}

/** How long the token for an identity works; what that means to people, the operation says. */
export function ttlField(description: string): INodeProperties {
	return {
		displayName: 'Time to Live (Seconds)',
		name: 'ttlSeconds',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_TTL_SECONDS },
		default: DEFAULT_TTL_SECONDS,
		description,
	};
}

/** The fields of an identity, beneath the one of the given name that chooses between its two kinds. */
export function fieldsOfIdentity(selector: string): INodeProperties[] {
	return [
		{
			displayName: 'User Email',
			name: 'userEmail',
			type: 'string',
			default: '',
			placeholder: 'e.g. nathan@example.com',
			required: true,
			displayOptions: { show: { [selector]: ['email'] } },
			description: 'A member of the project gets the rows of that member',
		},
		{
			displayName: 'Specify Attributes',
			name: 'attributesMode',
			type: 'options',
			options: [
				{ name: 'Using Fields Below', value: 'fields' },
				{ name: 'Using JSON', value: 'json' },
			],
			default: 'fields',
			displayOptions: { show: { [selector]: ['attributes'] } },
		},
		{
			displayName: 'User Attributes',
			name: 'attributes',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Attribute',
			default: {},
			displayOptions: { show: { [selector]: ['attributes'], attributesMode: ['fields'] } },
			description: "What the project's security policies look at",
			options: [
				{
					displayName: 'Attribute',
					name: 'attribute',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. airport',
						},
						{
							displayName: 'Type',
							name: 'type',
							type: 'options',
							options: [
								{ name: 'JSON', value: 'json' },
								{ name: 'Number', value: 'number' },
								{ name: 'Text', value: 'text' },
								{ name: 'True or False', value: 'boolean' },
							],
							default: 'text',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. ORD',
						},
					],
				},
			],
		},
		{
			displayName: 'User Attributes (JSON)',
			name: 'attributesJson',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. {"airport": "ORD"}',
			displayOptions: { show: { [selector]: ['attributes'], attributesMode: ['json'] } },
			description: "What the project's security policies look at, as one JSON object",
		},
	];
}

/**
 * The one identity that is chosen. Fields of the other kind may still hold something that was typed
 * before; they are not read.
 *
 * @throws RillError `settings`
 */
export function readIdentity(
	context: IExecuteFunctions,
	itemIndex: number,
	selector = 'identity',
): Identity {
	const read = (name: string, label: string) =>
		readUnlessFromModel(context, name, label, itemIndex);
	const kind = read(selector, 'Token For');
	if (kind === 'email') {
		return { kind, email: String(read('userEmail', 'User Email') ?? '').trim() };
	}
	if (kind === 'attributes') {
		const attributes =
			read('attributesMode', 'Specify Attributes') === 'json'
				? readAttributes(read('attributesJson', 'User Attributes (JSON)'))
				: readFields(read('attributes', 'User Attributes'));
		return { kind, attributes };
	}
	throw new RillError(
		'settings',
		`There is no user of the kind ${JSON.stringify(kind) ?? 'undefined'}`,
		"Choose 'User Email' or 'User Attributes' from the list.",
	);
}

/**
 * Attributes as one JSON object.
 *
 * @throws RillError `settings`
 */
export function readAttributes(value: unknown): Record<string, JsonValue> {
	const parsed = typeof value === 'string' ? parseExact(value.trim() || '{}') : value;
	const record = asRecord(parsed);
	if (!record) {
		throw new RillError(
			'settings',
			"'User Attributes (JSON)' is not a JSON object",
			'It should look like {"airport": "ORD"}: names and texts in double quotes, no comma behind the last one.',
		);
	}
	return record as Record<string, JsonValue>;
}

function readFields(collection: unknown): Record<string, JsonValue> {
	const attributes = new Map<string, JsonValue>();
	for (const entry of asList(asRecord(collection)?.attribute)) {
		const { name, type, value } = asRecord(entry) ?? {};
		const attribute = asText(name).trim();
		if (attribute === '') throw withoutName();
		if (attributes.has(attribute)) throw namedTwice(attribute);
		attributes.set(attribute, readValue(attribute, asText(type), value));
	}
	return Object.fromEntries(attributes);
}

function withoutName(): RillError {
	return new RillError(
		'settings',
		"An attribute in 'User Attributes' has no name",
		'Give it the name that the security policies use, or remove it.',
	);
}

/** Of two values for one attribute, nobody could tell which one decides whose rows are seen. */
function namedTwice(name: string): RillError {
	return new RillError(
		'settings',
		`The attribute "${name}" is there twice in 'User Attributes'`,
		'Remove one of them. Several values go into one attribute: a list, with the type JSON.',
	);
}

function readValue(name: string, type: string, value: unknown): JsonValue {
	if (value === undefined || value === null) return null;
	const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
	if (type === 'text' || type === '') return typeof value === 'string' ? value : text;
	const parsed = parseExact(text);
	const fits =
		type === 'json'
			? parsed !== undefined
			: type === 'number'
				? /^-?\d/.test(text) && (typeof parsed === 'number' || typeof parsed === 'string')
				: typeof parsed === 'boolean';
	if (!fits || parsed === undefined) {
		const wanted = { json: 'JSON', number: 'a number', boolean: 'true or false' }[type] ?? type;
		throw new RillError(
			'settings',
			`The attribute "${name}" should be ${wanted}, but is "${text}"`,
			"Change its 'Value' or its 'Type'.",
		);
	}
	return parsed;
}
