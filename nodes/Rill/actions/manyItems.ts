import type { RillRun } from '../run';
import { MANY_ITEMS_FOR_ERROR_OUTPUT } from './limits';

/** Tells of a wait that looks like a hanging workflow, where n8n is going to take it. */
export function warnOfManyItems(run: RillRun, count: number): void {
	if (count <= MANY_ITEMS_FOR_ERROR_OUTPUT) return;
	if (run.context.getNode().onError !== 'continueErrorOutput') return;
	run.warn(
		`More than ${MANY_ITEMS_FOR_ERROR_OUTPUT} rows with the error output switched on: n8n takes long to sort so many items. Choose 'Single Item' or 'File' as output, or switch the error output off.`,
	);
}
