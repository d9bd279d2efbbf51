import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { placeName } from '../../client/address';
import { checkEmbed, issueEmbed, type EmbedWish } from '../../client/embed';
import { RillError } from '../../client/errors';
import { fetchDashboards, type DashboardKind } from '../../client/resources';
import { asRecord } from '../../client/schema';
import { warningsFor } from '../../client/tokens';
import type { RillRun } from '../../run';
import { refuseAsTool } from '../../toolMode';
import { knownName } from '../knownNames';
import { listed } from '../listed';
import { readLocator } from '../locator';
import type { RillOperation } from '../operation';
import { readSwitch } from '../switches';
import { embedFields } from './embedFields';
import { readExternalUserId, readIdentity } from './identity';

const LABELS: Record<DashboardKind, string> = { explore: 'Explore', canvas: 'Canvas' };
const KINDS: DashboardKind[] = ['explore', 'canvas'];
const THEME_MODES: Array<NonNullable<EmbedWish['themeMode']>> = ['light', 'dark', 'system'];

async function execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]> {
	refuseAsTool(run.context, getEmbedUrl.name);
	const wish = readWish(run, itemIndex);
	checkEmbed(run.connection.address, wish);
	const { url, token } = await issueEmbed(run.connection, {
		...wish,
		...(await knownDashboard(run, wish)),
	});
	warningsFor(wish).forEach(run.warn);
	return [
		{
			json: {
				url,
				expiresAt: token.expiresAt === undefined ? null : new Date(token.expiresAt).toISOString(),
				ttlSeconds: token.ttlSeconds ?? null,
				runtimeHost: token.runtimeHost,
				instanceId: token.instanceId,
			},
			pairedItem: { item: itemIndex },
		},
	];
}

function readWish({ context }: RillRun, itemIndex: number): EmbedWish {
	const options = asRecord(context.getNodeParameter('options', itemIndex, {})) ?? {};
	// A number is text too: customers are often called by one.
	const text = (name: string) => String(options[name] ?? '').trim();
	const dashboard = readDashboard(context, itemIndex);
	const themeMode = readThemeMode(options.themeMode);
	return {
		identity: readIdentity(context, itemIndex),
		ttlSeconds: Number(context.getNodeParameter('ttlSeconds', itemIndex)),
		navigation: !dashboard || readSwitch(options.navigation, 'Allow Navigation'),
		...(dashboard ? { dashboard } : {}),
		...readExternalUserId(options),
		...(text('theme') === '' ? {} : { theme: text('theme') }),
		...(themeMode ? { themeMode } : {}),
	};
}

function readThemeMode(value: unknown): EmbedWish['themeMode'] {
	const found = THEME_MODES.find((mode) => mode === value);
	if (found || value === undefined) return found;
	throw new RillError(
		'settings',
		`There is no theme mode ${JSON.stringify(value)}`,
		`There are ${THEME_MODES.join(', ')}.`,
	);
}

/** Only that one value means all dashboards: whatever else stands in the field has to name one. */
function readDashboard(context: IExecuteFunctions, itemIndex: number): EmbedWish['dashboard'] {
	const show: unknown = context.getNodeParameter('show', itemIndex);
	if (show === 'all') return undefined;
	const kind = KINDS.find((one) => one === show);
	if (kind) {
		return { kind, name: readLocator(context.getNodeParameter(kind, itemIndex), LABELS[kind]) };
	}
	throw new RillError(
		'settings',
		`There is no kind of dashboard ${JSON.stringify(show) ?? ''}`,
		"Choose one from the list in 'Show'.",
	);
}

/**
 * The dashboard as Rill writes its name. Rill issues a URL for any name, and its reader would find
 * out that there is no such dashboard (recorded: `cloud-iframe/18-unknown-resource`).
 *
 * @throws RillError `settings` with the nearest names
 */
async function knownDashboard(
	{ connection, once }: RillRun,
	{ dashboard }: EmbedWish,
): Promise<Pick<EmbedWish, 'dashboard'>> {
	if (!dashboard) return {};
	const { kind } = dashboard;
	const known = await once(
		`dashboards ${kind}`,
		async () => await listed(async () => await fetchDashboards(connection, kind)),
	);
	if (!known) return {};
	const { name } = knownName(dashboard.name, known, {
		what: kind,
		where: placeName(connection.address),
		label: LABELS[kind],
	});
	return { dashboard: { kind, name } };
}

/** For a page of one's own that shows a customer the customer's numbers. */
export const getEmbedUrl: RillOperation = {
	value: 'getEmbedUrl',
	name: 'Get Embed URL',
	action: 'Get embed URL',
	description: 'Get an address that shows a dashboard as one user may see it, for an iframe',
	fields: embedFields,
	execute,
};
