import { embedUrl, type CloudAddress, type RillAddress } from './address';
import { ask } from './ask';
import { notFromRill, RillError } from './errors';
import { parseJson } from './json';
import type { DashboardKind } from './resources';
import { asRecord } from './schema';
import { checkWish, cloudRequest, readToken, type EphemeralToken, type TokenWish } from './tokens';
import type { RillConnection } from './transport';

/** What an embedded page is to show, and to whom. */
export interface EmbedWish extends TokenWish {
	/** Undefined: the list of all dashboards. */
	dashboard?: { kind: DashboardKind; name: string };
	/** Whether other dashboards can be reached; the token then opens all that its identity may see. */
	navigation: boolean;
	theme?: string;
	themeMode?: 'light' | 'dark' | 'system';
}

/** An address that shows a dashboard to whoever has it, until its token ends. */
export interface Embed {
	url: string;
	token: EphemeralToken;
}

/**
 * Refuses what Rill has no address for: Rill Developer has no such route, and without an identity
 * Rill would take the caller's own, usually an admin's (`rill.md` §5).
 *
 * @throws RillError `settings`
 */
export function checkEmbed(address: RillAddress, wish: EmbedWish): CloudAddress {
	if (address.deployment === 'local') {
		throw new RillError(
			'settings',
			'Rill Developer has no embed URLs: only Rill Cloud issues them',
			'Use a credential for Rill Cloud, or for a self-hosted Rill with the same routes.',
		);
	}
	checkWish(wish);
	return address;
}

/**
 * Has Rill issue an address for embedding.
 *
 * @throws RillError
 */
export async function issueEmbed(connection: RillConnection, wish: EmbedWish): Promise<Embed> {
	const address = checkEmbed(connection.address, wish);
	return await ask(
		connection,
		{
			method: 'POST',
			url: embedUrl(address),
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: JSON.stringify(embedRequest(wish)),
		},
		{ task: 'issue an embed URL' },
		({ body }) => ({ url: readUrl(body), token: readToken(address, body) }),
	);
}

function embedRequest({ dashboard, navigation, theme, themeMode, ...identity }: EmbedWish) {
	return {
		...(dashboard ? { type: dashboard.kind, resource: dashboard.name } : {}),
		...(navigation || !dashboard ? { navigation: true } : {}),
		...(theme ? { theme } : {}),
		...(themeMode ? { theme_mode: themeMode } : {}),
		...cloudRequest(identity),
	};
}

function readUrl(body: string): string {
	const url = asRecord(parseJson(body))?.iframeSrc;
	if (typeof url === 'string' && /^https?:\/\//.test(url)) return url;
	throw notFromRill('Rill answered without an embed URL');
}
