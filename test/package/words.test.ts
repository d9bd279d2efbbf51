import type { INodeProperties, INodePropertyCollection, INodePropertyMode } from 'n8n-workflow';

import { Rill } from '../../nodes/Rill/Rill.node';

type Part = INodeProperties | INodePropertyCollection | INodePropertyMode;

/** A field with everything inside it: modes of a locator, fields of a collection. */
function partsOf(field: Part): Part[] {
	const inner: unknown[] = [
		...('options' in field ? (field.options ?? []) : []),
		...('modes' in field ? (field.modes ?? []) : []),
		...('values' in field ? field.values : []),
	];
	const parts = inner.filter(
		(part): part is Part => typeof part === 'object' && part !== null && 'displayName' in part,
	);
	return [field, ...parts.flatMap(partsOf)];
}

const { properties } = new Rill().description;
const parts = properties
	.flatMap(partsOf)
	.filter((part) => !('type' in part && part.type === 'notice'));

/** The names of options, and of operations and resources among them. */
const options = parts.flatMap((part) =>
	('options' in part ? (part.options ?? []) : []).filter((option) => 'value' in option),
);

const SMALL = 'a an and as at by for from in of on or per the to with'.split(' ');

/** Each word begins with a capital but small ones inside; what has capitals of its own keeps them. */
function isTitleCase(text: string): boolean {
	const words = text.replace(/[()]/g, '').split(/[ -]/);
	return words.every(
		(word, at) => /^[A-Z0-9]/.test(word) || (at > 0 && SMALL.includes(word.toLowerCase())),
	);
}

/** Each text once. */
function distinct(texts: Array<string | undefined>): string[] {
	return [...new Set(texts)].filter((text): text is string => text !== undefined && text !== '');
}

const nameOf = (one: (typeof parts | typeof options)[number]) =>
	'displayName' in one ? one.displayName : one.name;

describe("n8n's rules for words in the editor", () => {
	it.each(distinct([...parts, ...options].map(nameOf)))(
		'"%s" has the capitals of a title',
		(name) => {
			expect(isTitleCase(name)).toBe(true);
		},
	);

	it.each(distinct(parts.map((part) => ('placeholder' in part ? part.placeholder : undefined))))(
		'the placeholder "%s" is an example, or says what the button does',
		(placeholder) => {
			expect(placeholder).toMatch(/^(e\.g\. \S|Add [A-Za-z]|Choose an? .*…$)/);
		},
	);

	const actions = options.map((option) => ('action' in option ? option.action : undefined));

	it.each(distinct(actions))('the action "%s" is a sentence without an article', (action) => {
		expect(action).toMatch(/^[A-Z]/);
		expect(action).not.toMatch(/\b(a|an|the)\b|[.!]$/i);
		const others = action.split(' ').slice(1);
		expect(others.filter((word) => /^[A-Z][a-z]+$/.test(word))).toEqual([]);
	});

	it('no description only repeats its name', () => {
		for (const one of [...parts, ...options]) {
			if (!('description' in one)) continue;
			expect(one.description?.toLowerCase()).not.toBe(nameOf(one).toLowerCase());
		}
	});
});
