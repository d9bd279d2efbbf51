import type { IExecuteFunctions } from 'n8n-workflow';

import { ownNode } from '../ownNode';
import { MANY_ITEMS_FOR_ERROR_OUTPUT } from './limits';

/**
 * Tells of a wait that looks like a hanging workflow, where n8n is going to take it. It counts what
 * all input items together put out, since that is what n8n sorts.
 */
export function warnOfManyItems(context: IExecuteFunctions, count: number): void {
	if (count <= MANY_ITEMS_FOR_ERROR_OUTPUT) return;
	if (ownNode(context).onError !== 'continueErrorOutput') return;
	context.addExecutionHints({
		message: `More than ${MANY_ITEMS_FOR_ERROR_OUTPUT} items with the error output switched on: n8n takes long to sort so many. Choose 'Single Item' or 'File' as output, or switch the error output off.`,
		location: 'outputPane',
		type: 'warning',
	});
}
