import type { IExecuteFunctions } from 'n8n-workflow';

import { RillError } from '../../client/errors';
import { asRecord, asText } from '../../client/schema';
import { nearestNames } from '../../client/similar';
import { ownNode, writtenOptions } from '../../ownNode';
import type { RillRun } from '../../run';
import { positive, readNames } from '../customApi/call/parameters';
import { readTarget, type CallTarget } from '../customApi/call/target';
import { refuseNothing } from '../expressions';
import { concurrentRequests, DEFAULT_MAX_ROWS } from '../limits';
import { readSwitch } from '../switches';
import { DEFAULT_SAMPLE_ROWS, MAX_SAMPLE_ROWS } from './compareAccessFields';
import {
	attributesOf,
	isFromItems,
	readIdentities,
	type NamedIdentity,
} from './compareAccessIdentities';

/** Every row's column has to say what the attribute says of whoever sees it. */
export interface LeakCheck {
	column: string;
	attribute: string;
	failOnLeak: boolean;
}

/** What one comparison asks for. */
export interface CompareWish {
	target: CallTarget;
	identities: NamedIdentity[];
	/** Whose rows are compared with whose, by their places among the identities. */
	pairs: Array<[number, number]>;
	/** Empty: all columns. */
	keyColumns: string[];
	check?: LeakCheck;
	maxRows: number;
	maxSamples: number;
	/** How many identities are asked for at a time. */
	atATime: number;
}

/** All pairs of 32 users; an output of more is read by nobody. */
const MAX_PAIRS = 500;

/**
 * Reads what is compared. Nobody is asked for anything before all of it is known to be usable.
 *
 * @throws RillError `settings`, `argument` or `apiNotFound`
 */
export async function readCompare(run: RillRun, itemIndex: number): Promise<CompareWish> {
	const { context } = run;
	const options = asRecord(context.getNodeParameter('options', itemIndex, {})) ?? {};
	const identities = readIdentities(context, itemIndex);
	const check = readCheck(context, itemIndex);
	if (check) checkSomebodyHas(check.attribute, identities);
	if (check?.failOnLeak) checkEverybodyHas(check.attribute, identities);
	return {
		target: isFromItems(context) ? await readOneTarget(run) : await readTarget(run, itemIndex),
		identities,
		pairs: pairsOf(identities.length, areAllPairs(options.pairs)),
		keyColumns: readKeyColumns(context, options.keyColumns),
		...(check ? { check } : {}),
		maxRows: positive(options.maxRows, 'Maximum Rows') ?? DEFAULT_MAX_ROWS,
		maxSamples: readSampleRows(options.sampleRows),
		// Several comparisons run at the same moment already.
		atATime:
			isFromItems(context) || context.getInputData().length === 1 ? concurrentRequests(context) : 1,
	};
}

/** Users who were asked different questions would differ for that alone. */
async function readOneTarget(run: RillRun): Promise<CallTarget> {
	const targets: CallTarget[] = [];
	for (const index of run.context.getInputData().keys()) targets.push(await readTarget(run, index));
	const textOf = ({ api, values }: CallTarget) => JSON.stringify([api.name, [...values]]);
	const other = targets.findIndex((target) => textOf(target) !== textOf(targets[0]));
	if (other < 0) return targets[0];
	throw new RillError(
		'settings',
		`The input items call the API with different arguments: the first and number ${other + 1}`,
		"Only who calls may differ between the users that are compared. Use the same 'API' and 'Arguments' for all input items.",
	);
}

function readKeyColumns(context: IExecuteFunctions, value: unknown): string[] {
	const written = writtenOptions(context)?.keyColumns;
	refuseNothing(written, value, 'Key Column Names or IDs', 'all columns');
	return readNames(value);
}

function readCheck(context: IExecuteFunctions, itemIndex: number): LeakCheck | undefined {
	const isOn = (name: string, label: string) => {
		const value = context.getNodeParameter(name, itemIndex, false);
		refuseNothing(ownNode(context).parameters[name], value, label, 'off');
		return readSwitch(value, label);
	};
	if (!isOn('checkLeaks', 'Check for Leaks')) return undefined;
	const text = (name: string) => asText(context.getNodeParameter(name, itemIndex, '')).trim();
	const attribute = text('leakAttribute');
	const written = ownNode(context).parameters.leakAttribute;
	refuseNothing(written, attribute, 'Attribute', "the attribute of the column's name");
	const column = text('leakColumn');
	if (column === '') {
		throw new RillError(
			'settings',
			"'Column' is empty, so no row could be checked",
			"Give the column that says whose row it is, or switch 'Check for Leaks' off.",
		);
	}
	return {
		column,
		attribute: attribute || column,
		failOnLeak: isOn('failOnLeak', 'Fail on Leak'),
	};
}

/** A misspelt attribute would otherwise make a check that nothing can fail. */
function checkSomebodyHas(attribute: string, identities: NamedIdentity[]): void {
	if (identities.some(({ identity }) => Object.hasOwn(attributesOf(identity), attribute))) return;
	throw new RillError(
		'settings',
		`No user has the attribute "${attribute}", so nothing could be checked`,
		"Correct 'Attribute', or give the users it by 'User Attributes'. Of a user by email only the attribute \"email\" is known here.",
	);
}

/**
 * What is to stop a release must not let somebody through unseen. An admin is bound to no value;
 * nobody else is known not to be.
 */
function checkEverybodyHas(attribute: string, identities: NamedIdentity[]): void {
	const unchecked = identities.find(({ identity }) => {
		const known = attributesOf(identity);
		return !Object.hasOwn(known, attribute) && known.admin !== true;
	});
	if (!unchecked) return;
	const [near] = nearestNames(attribute, Object.keys(attributesOf(unchecked.identity)));
	throw new RillError(
		'settings',
		`"${unchecked.label}" has no attribute "${attribute}" here${near === undefined ? '' : ` (but has "${near}")`}, so 'Fail on Leak' could not see a leak to this user`,
		"Give it by 'User Attributes', or leave the user out. Only users with the attribute admin = true may go without it.",
	);
}

function areAllPairs(value: unknown): boolean {
	if (value === undefined || value === 'first') return false;
	if (value === 'all') return true;
	throw new RillError(
		'settings',
		`There are no pairs ${JSON.stringify(value)}`,
		"Choose from the list in 'Pairs'.",
	);
}

function pairsOf(count: number, isAll: boolean): Array<[number, number]> {
	const places = Array.from({ length: count }, (_, at) => at);
	const pairs = (isAll ? places : places.slice(0, 1)).flatMap((a) =>
		places.slice(a + 1).map((b): [number, number] => [a, b]),
	);
	if (pairs.length <= MAX_PAIRS) return pairs;
	throw new RillError(
		'settings',
		`${count} users make ${pairs.length} pairs; ${MAX_PAIRS} is the most`,
		"Choose 'First With Each Other' in 'Pairs', or compare fewer users.",
	);
}

function readSampleRows(value: unknown): number {
	const number = value === undefined || value === '' ? DEFAULT_SAMPLE_ROWS : Number(value);
	if (Number.isInteger(number) && number >= 0 && number <= MAX_SAMPLE_ROWS) return number;
	throw new RillError(
		'settings',
		`'Sample Rows' should be a whole number from 0 to ${MAX_SAMPLE_ROWS}, but is ${JSON.stringify(value)}`,
		'Change it in the options.',
	);
}
