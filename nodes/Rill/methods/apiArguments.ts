import type {
	FieldType,
	ILoadOptionsFunctions,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { pagingNames } from '../client/pagingArguments';
import type { ValueSchema } from '../client/schema';
import type { RillArgument } from '../client/spec';
import { inEditor } from '../failure';
import { chosenApi } from './chosenApi';
import { brief } from './titled';

/** The chosen API's arguments as the fields of a form, required ones first. */
export async function getApiArguments(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await inEditor(this, async () => {
		const { name, api } = await chosenApi(this);
		if (!api) return noFields(`The project has no API named "${name}"`);
		if (api.arguments.length === 0) {
			return noFields(
				"This API declares no arguments. If it takes some all the same, choose 'Using Name and Value Pairs' or 'Using JSON' above.",
			);
		}
		return {
			fields: [...api.arguments]
				.sort((a, b) => Number(b.required) - Number(a.required))
				.map((argument) => toField(argument, pagingNames(api).has(argument.name))),
		};
	});
}

function noFields(emptyFieldsNotice: string): ResourceMapperFields {
	return { fields: [], emptyFieldsNotice };
}

/** What pages fill in (Return All, Limit) stays out of the way; it can be added to the form. */
function toField(argument: RillArgument, isForPaging: boolean): ResourceMapperField {
	const options = optionsOf(argument);
	return {
		id: argument.name,
		displayName: labelOf(argument),
		required: argument.required && !isForPaging,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		removed: isForPaging,
		type: options ? 'options' : fieldType(argument),
		...(options ? { options } : {}),
	};
}

/**
 * The editor has no place for a field's description but its label. The default is shown and never
 * sent: Rill's own template fills it in.
 */
function labelOf(argument: RillArgument): string {
	const byDefault =
		argument.default === undefined ? '' : `default ${JSON.stringify(argument.default)}`;
	const allowed = argument.items?.enum ? `any of ${argument.items.enum.join(', ')}` : '';
	const notes = [argument.description, allowed, byDefault]
		.filter((note) => note !== '')
		.map((note) => brief(note))
		.join(', ');
	return notes === '' ? argument.name : `${argument.name} – ${notes}`;
}

/**
 * A boolean is a dropdown and no toggle: a toggle cannot be left alone, and would send `false` for
 * an argument that nobody set.
 */
function optionsOf(argument: RillArgument): INodePropertyOptions[] | undefined {
	if (argument.enum) {
		return argument.enum.map((value) => ({ name: String(value), value: String(value) }));
	}
	return argument.type === 'boolean'
		? [
				{ name: 'True', value: 'true' },
				{ name: 'False', value: 'false' },
			]
		: undefined;
}

function fieldType(argument: ValueSchema): FieldType {
	switch (argument.type) {
		case 'number':
			return 'number';
		case 'date':
		case 'dateTime':
			return 'dateTime';
		case 'list':
			// Scalars can be typed as people write a list (ORD, ATL); others need a JSON editor.
			return argument.items && ['object', 'list', 'any'].includes(argument.items.type)
				? 'array'
				: 'string';
		case 'object':
			return 'object';
		case 'integer':
			// A number field would round what has more than fifteen digits.
			return argument.long ? 'string' : 'number';
		default:
			return 'string';
	}
}
