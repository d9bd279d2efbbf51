import type { IExecuteFunctions } from 'n8n-workflow';

import { writtenOptions } from '../ownNode';

/** Input items worked on at a time: fast enough, and below what gateways commonly allow. */
export const DEFAULT_CONCURRENT = 5;
export const MAX_CONCURRENT = 50;

/**
 * An option of the execution as a whole, so the first item's. n8n works as long for one that nobody has
 * added as for any other, so that is not asked for.
 */
export function optionOf(context: IExecuteFunctions, name: string, fallback: number): unknown {
	const added = writtenOptions(context);
	if (added && !Object.hasOwn(added, name)) return fallback;
	return context.getNodeParameter(`options.${name}`, 0, fallback);
}

/** How much is asked for at a time: one number for the whole execution, so the first item's. */
export function concurrentRequests(context: IExecuteFunctions): number {
	const wanted = Number(optionOf(context, 'concurrentRequests', DEFAULT_CONCURRENT));
	return wanted >= 1 ? Math.min(Math.floor(wanted), MAX_CONCURRENT) : DEFAULT_CONCURRENT;
}

/** Some 50 MB of items; beyond it a file or a filter is the better way. */
export const DEFAULT_MAX_ROWS = 50_000;

/**
 * With the error output switched on, n8n sorts a node's items in quadratic time beyond so many:
 * 50,000 take seconds, 200,000 half a minute (measured with n8n 2.41).
 */
export const MANY_ITEMS_FOR_ERROR_OUTPUT = 16_000;

/** What a model can make use of in one answer; more would only push out the rest of its context. */
export const AGENT_ROWS = 100;
export const AGENT_CHARS = 20_000;
