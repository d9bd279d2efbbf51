import { RillError, showableText } from './errors';
import {
	DEFAULT_CLOUD_URL,
	hostedBase,
	isUrl,
	parseHttpUrl,
	parseRillUrl,
	type ParsedRillUrl,
} from './pastedUrl';

/** Where a project answers: Rill Cloud (or a self-hosted Rill with the same routes). */
export interface CloudAddress {
	deployment: 'cloud';
	/** Origin and perhaps a path, without a trailing slash. */
	baseUrl: string;
	organization: string;
	project: string;
}

/** Where Rill Developer (`rill start`) answers. */
export interface LocalAddress {
	deployment: 'local';
	baseUrl: string;
	instance: string;
}

export type RillAddress = CloudAddress | LocalAddress;

/** The fields in which people say where their project is, as they typed or pasted them. */
export interface AddressFields {
	deployment?: string;
	baseUrl?: string;
	organization?: string;
	project?: string;
	localUrl?: string;
	instance?: string;
}

export const DEFAULT_LOCAL_URL = 'http://localhost:9009';
const DEFAULT_INSTANCE = 'default';

/**
 * The address that the fields name. Stray spaces and trailing slashes do not matter, and a whole
 * project or API URL pasted into any field fills the gaps it can fill.
 *
 * @throws RillError `settings` when something is missing or contradicts itself
 */
export function addressFrom(fields: AddressFields): RillAddress {
	return fields.deployment === 'local' ? localAddress(fields) : cloudAddress(fields);
}

/**
 * The address that the fields name, for a token that belongs to the base URL: whoever signed in did
 * so there. A pasted address may name the project, but not another host.
 *
 * @throws RillError `settings`
 */
export function signInAddress(fields: AddressFields): CloudAddress {
	const address = cloudAddress(fields);
	const signedInAt = cloudBaseUrl(fields.baseUrl ?? '', undefined);
	if (new URL(address.baseUrl).origin === new URL(signedInAt).origin) return address;
	throw new RillError(
		'settings',
		`The pasted address is one of ${address.baseUrl}, but the credential signs in at ${signedInAt}`,
		"Fill in the credential's 'Base URL' and connect it again, or keep only the names in 'Organization' and 'Project'.",
	);
}

function localAddress(fields: AddressFields): LocalAddress {
	const pasted = parseRillUrl(fields.localUrl ?? '');
	const instance = (fields.instance ?? '').trim();
	return {
		deployment: 'local',
		baseUrl: pasted?.baseUrl ?? baseUrl(fields.localUrl, DEFAULT_LOCAL_URL, 'Local URL'),
		instance:
			instance === '' || instance === DEFAULT_INSTANCE
				? (pasted?.instance ?? DEFAULT_INSTANCE)
				: instance,
	};
}

function cloudAddress(fields: AddressFields): CloudAddress {
	const typed = {
		organization: (fields.organization ?? '').trim(),
		project: (fields.project ?? '').trim(),
	};
	const base = fields.baseUrl ?? '';
	const pasted = [typed.project, typed.organization, base]
		.map(parseRillUrl)
		.find((found) => found?.project !== undefined);

	const strange = Object.values(typed).find((text) => isUrl(text) && !parseRillUrl(text));
	if (strange !== undefined) throw notOfAProject(strange);

	const name = (field: 'organization' | 'project', label: string) => {
		const isAddress = isUrl(typed[field]) || parseRillUrl(typed[field]) !== undefined;
		const own = isAddress ? '' : typed[field].replace(/^\/+|\/+$/g, '');
		const fromUrl = pasted?.[field];
		if (own !== '' && fromUrl !== undefined && own !== fromUrl) {
			throw new RillError(
				'settings',
				`The credential's '${label}' says "${own}", but the pasted address says "${fromUrl}"`,
				`Keep one of the two.`,
			);
		}
		const found = own === '' ? fromUrl : own;
		if (found === undefined) {
			throw new RillError(
				'settings',
				`The credential's '${label}' is empty`,
				'Fill it in as it stands in the address of the project in Rill: ui.rilldata.com/<organization>/<project>.',
			);
		}
		return found;
	};

	return {
		deployment: 'cloud',
		baseUrl: cloudBaseUrl(base, pasted),
		organization: name('organization', 'Organization'),
		project: name('project', 'Project'),
	};
}

/** The address of a shared link holds its token. */
function notOfAProject(text: string): RillError {
	return new RillError(
		'settings',
		`The address in the credential is not that of a Rill project: "${showableText(text)}"`,
		"Fill in the names of the organization and the project, and the address of Rill's API under 'Base URL'.",
	);
}

/** A base URL of one's own wins over the host of an address that was pasted into another field. */
function cloudBaseUrl(base: string, pasted: ParsedRillUrl | undefined): string {
	const ownBase = parseRillUrl(base)?.baseUrl ?? baseUrl(base, DEFAULT_CLOUD_URL, 'Base URL');
	return ownBase === DEFAULT_CLOUD_URL ? (pasted?.baseUrl ?? ownBase) : ownBase;
}

function baseUrl(text: string | undefined, fallback: string, label: string): string {
	const typed = (text ?? '').trim();
	if (typed === '') return fallback;
	const scheme = fallback.slice(0, fallback.indexOf('://'));
	const url = parseHttpUrl(typed.includes('://') ? typed : `${scheme}://${typed}`);
	if (!url) {
		throw new RillError(
			'settings',
			`The credential's '${label}' is not a web address: "${typed}"`,
			`It should look like ${fallback}.`,
		);
	}
	return hostedBase(url) ?? withoutSlash(`${url.origin}${url.pathname}`);
}

function withoutSlash(text: string): string {
	return text.replace(/\/+$/, '');
}

/** One path segment. A slash inside a name must not become a path (`ops/weekly` is one API). */
function segment(name: string): string {
	if (name === '.' || name === '..' || name === '') {
		throw new RillError(
			'settings',
			`The name "${name}" cannot be part of a web address`,
			'Rename it in the Rill project.',
		);
	}
	return encodeURIComponent(wellFormed(name));
}

/** Half a surrogate pair has no encoding; servers see the replacement character in its place. */
export function wellFormed(text: string): string {
	return text.replace(
		/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
		'\ufffd',
	);
}

function runtimeUrl(address: RillAddress): string {
	return address.deployment === 'cloud'
		? `${address.baseUrl}/v1/organizations/${segment(address.organization)}/projects/${segment(address.project)}/runtime`
		: `${address.baseUrl}/v1/instances/${segment(address.instance)}`;
}

/** Where a custom or built-in API is called. */
export function apiUrl(address: RillAddress, api: string): string {
	return `${runtimeUrl(address)}/api/${segment(api)}`;
}

/** Where the project's OpenAPI spec is read. */
export function specUrl(address: RillAddress): string {
	return `${runtimeUrl(address)}/api/openapi`;
}

/** The public address of the project's APIs, as generated clients should call it. */
export function apisUrl(address: RillAddress): string {
	return `${runtimeUrl(address)}/api`;
}

/** The project itself; Rill knows it under `/v1/orgs` only. */
export function projectUrl(address: CloudAddress): string {
	return `${address.baseUrl}/v1/orgs/${segment(address.organization)}/projects/${segment(address.project)}`;
}

/** Where ephemeral tokens are issued: in the cloud for a project, locally for the whole of Rill Developer. */
export function tokenUrl(address: RillAddress): string {
	return address.deployment === 'cloud'
		? `${address.baseUrl}/v1/organizations/${segment(address.organization)}/projects/${segment(address.project)}/credentials`
		: `${address.baseUrl}/v1/dev-jwt`;
}

/** Where the resources of a kind are listed, such as `MetricsView`; the next page by its token. */
export function resourcesUrl(address: RillAddress, kind: string, pageToken = ''): string {
	const query = new URLSearchParams({ kind: `rill.runtime.v1.${kind}` });
	if (pageToken !== '') query.set('page_token', pageToken);
	return `${runtimeUrl(address)}/resources?${query.toString()}`;
}

/** Where addresses for embedding a dashboard are issued; Rill Developer has nothing of the kind. */
export function embedUrl(address: CloudAddress): string {
	return `${address.baseUrl}/v1/organizations/${segment(address.organization)}/projects/${segment(address.project)}/iframe`;
}

/** How messages name the place: `project "flight-ops" of organization "acme"`. */
export function placeName(address: RillAddress): string {
	return address.deployment === 'cloud'
		? `project "${address.project}" of organization "${address.organization}"`
		: `instance "${address.instance}" of Rill Developer at ${address.baseUrl}`;
}

/** A token may travel encrypted, or inside this machine; never over the network in the clear. */
export function mayCarryToken(url: string): boolean {
	const { protocol, hostname } = new URL(url);
	return protocol === 'https:' || isLoopback(hostname);
}

function isLoopback(hostname: string): boolean {
	return (
		hostname === 'localhost' ||
		hostname.endsWith('.localhost') ||
		hostname === '[::1]' ||
		/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
	);
}
