import { placeName } from '../../client/address';
import { RillError } from '../../client/errors';
import { fetchMetricsViews, type MetricsView } from '../../client/resources';
import type { RillRun } from '../../run';
import { knownName } from '../knownNames';
import { listed } from '../listed';

/**
 * The metrics view of this name; undefined where Rill lists none to this token.
 *
 * @throws RillError `settings` with the nearest names if there is none, or if it cannot be asked
 */
export async function findView(run: RillRun, name: string): Promise<MetricsView | undefined> {
	const { connection } = run;
	const views = await run.once(
		'metrics views',
		async () => await listed(async () => await fetchMetricsViews(connection)),
	);
	if (!views) return undefined;
	const view = knownName(name, views, {
		what: 'metrics view',
		where: placeName(connection.address),
		label: 'Metrics View',
	});
	if (view.problem === undefined) return view;
	throw new RillError(
		'settings',
		`Metrics view "${view.name}" has an error in Rill and cannot be asked anything`,
		`${view.problem}\n\nWhoever maintains the Rill project has to mend it.`,
	);
}
