import { placeName } from '../../client/address';
import { RillError } from '../../client/errors';
import { fetchMetricsViews, type MetricsView } from '../../client/resources';
import type { RillRun } from '../../run';
import { knownName } from '../knownNames';

/**
 * The metrics view of this name. Undefined where Rill lists no views to this token: an access rule
 * that makes no sense for it hides the whole list, and not the data (`rill.md` §2).
 *
 * @throws RillError `settings` with the nearest names if there is none, or if it cannot be asked
 */
export async function findView(run: RillRun, name: string): Promise<MetricsView | undefined> {
	const views = await run.once('metrics views', async () => await listViews(run));
	if (!views) return undefined;
	const view = knownName(name, views, {
		what: 'metrics view',
		where: placeName(run.connection.address),
		label: 'Metrics View',
	});
	if (view.problem === undefined) return view;
	throw new RillError(
		'settings',
		`Metrics view "${view.name}" has an error in Rill and cannot be asked anything`,
		`${view.problem}\n\nWhoever maintains the Rill project has to mend it.`,
	);
}

async function listViews(run: RillRun): Promise<MetricsView[] | undefined> {
	try {
		return await fetchMetricsViews(run.connection);
	} catch (error) {
		if (isHidden(error)) return undefined;
		throw toError(error);
	}
}

function isHidden(error: unknown): boolean {
	return error instanceof RillError && error.kind === 'query';
}

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
