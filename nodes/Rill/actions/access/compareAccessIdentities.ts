import type { IExecuteFunctions } from 'n8n-workflow';

import { isCancellation, RillError } from '../../client/errors';
import type { JsonValue } from '../../client/json';
import { asList, asRecord, asText } from '../../client/schema';
import type { Identity } from '../../client/tokens';
import { readAttributes, readIdentity } from './identity';

/** Somebody whose rows are compared. */
export interface NamedIdentity {
	/** What the output calls them; nobody else in the comparison is called so. */
	label: string;
	identity: Identity;
	/** The input item that they come from. */
	itemIndex: number;
}

/** More at once would fill up n8n's memory with their rows. */
const MAX_IDENTITIES = 100;

/** Whether each input item is a user, instead of each a comparison of its own. */
export function isFromItems(context: IExecuteFunctions): boolean {
	return context.getNodeParameter('identitiesFrom', 0, 'fields') === 'items';
}

/**
 * Everybody who is compared, in their order.
 *
 * @throws RillError `settings` if there is nobody, if there are too many, or two of one name
 */
export function readIdentities(context: IExecuteFunctions, itemIndex: number): NamedIdentity[] {
	const identities = isFromItems(context)
		? context.getInputData().map((_item, index) => readItem(context, index))
		: asList(asRecord(context.getNodeParameter('identities', itemIndex, {}))?.identity).map(
				(entry, at) => readEntry(asRecord(entry) ?? {}, at, itemIndex),
			);
	checkNumber(identities.length);
	checkLabels(identities);
	return identities;
}

/** What is known of somebody's attributes; Rill itself adds others to an address. */
export function attributesOf(identity: Identity): Record<string, JsonValue> {
	return identity.kind === 'email' ? { email: identity.email } : identity.attributes;
}

/** An error that says whose it is. */
export function errorOf(error: unknown, label: string): unknown {
	if (!(error instanceof RillError) || isCancellation(error)) return error;
	return new RillError(error.kind, `As "${label}": ${error.message}`, error.hint, error.details);
}

function readItem(context: IExecuteFunctions, itemIndex: number): NamedIdentity {
	const label = context.getNodeParameter('identityLabel', itemIndex, '');
	return named(label, itemIndex, itemIndex, () => readIdentity(context, itemIndex));
}

function readEntry(entry: Record<string, unknown>, at: number, itemIndex: number): NamedIdentity {
	return named(entry.label, at, itemIndex, () =>
		entry.kind === 'email'
			? { kind: 'email', email: asText(entry.email).trim() }
			: { kind: 'attributes', attributes: readAttributes(entry.attributesJson) },
	);
}

function named(typed: unknown, at: number, itemIndex: number, read: () => Identity): NamedIdentity {
	const label = String(typed ?? '').trim();
	try {
		const identity = read();
		return { label: label || describe(identity) || `User ${at + 1}`, identity, itemIndex };
	} catch (error) {
		throw errorOf(error, label || `User ${at + 1}`);
	}
}

function describe(identity: Identity): string {
	return identity.kind === 'email' ? identity.email : JSON.stringify(identity.attributes);
}

function checkNumber(count: number): void {
	if (count >= 1 && count <= MAX_IDENTITIES) return;
	throw new RillError(
		'settings',
		count === 0
			? "'Users' is empty"
			: `${count} users are too many to compare at once; ${MAX_IDENTITIES} is the most`,
		count === 0
			? 'Add the users whose rows are to be compared, for example two with different attributes.'
			: 'Compare them in parts, for example with Loop Over Items.',
	);
}

function checkLabels(identities: NamedIdentity[]): void {
	const labels = new Set<string>();
	for (const { label } of identities) {
		if (labels.has(label)) {
			throw new RillError(
				'settings',
				`Two of the users to compare are called "${label}"`,
				"Nobody could tell them apart in the output. Give each a 'Label' of its own, or remove one.",
			);
		}
		labels.add(label);
	}
}
