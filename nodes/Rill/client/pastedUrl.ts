/** Where Rill itself runs Rill Cloud. */
export const DEFAULT_CLOUD_URL = 'https://api.rilldata.com';

/** Rill's own web interface and its API are two hosts: `ui.rilldata.com` and `api.rilldata.com`. */
export function hostedBase(url: URL): string | undefined {
	return url.hostname === 'ui.rilldata.com' ? DEFAULT_CLOUD_URL : undefined;
}

/** What a pasted address of Rill says. */
export interface ParsedRillUrl {
	baseUrl: string;
	organization?: string;
	project?: string;
	branch?: string;
	instance?: string;
	api?: string;
}

const CLOUD_PATH =
	/^(.*?)\/v1\/(?:organizations|orgs)\/([^/]+)\/projects\/([^/]+)(?:\/branch\/([^/]+))?(?:\/runtime(?:\/api(?:\/(.+))?)?)?\/?$/;
const LOCAL_PATH = /^(.*?)\/v1\/instances\/([^/]+)(?:\/api(?:\/(.+))?)?\/?$/;
const UI_PATH = /^\/([^/]+)\/([^/]+)(?:\/.*)?$/;

/**
 * Reads an address that somebody copied: an API's, a project's (API host or web interface), or a
 * local instance's. Query and fragment do not matter. Undefined if it is none of these.
 */
export function parseRillUrl(text: string): ParsedRillUrl | undefined {
	const typed = text.trim();
	const isHosted = /^(ui|api)\.rilldata\.com\//i.test(typed);
	const url =
		isUrl(typed) || isHosted ? parseHttpUrl(isHosted ? `https://${typed}` : typed) : undefined;
	if (!url) return undefined;

	const cloud = CLOUD_PATH.exec(url.pathname);
	if (cloud) {
		return {
			baseUrl: url.origin + cloud[1],
			organization: decode(cloud[2]),
			project: decode(cloud[3]),
			branch: decode(cloud[4]),
			api: decode(cloud[5]),
		};
	}
	const local = LOCAL_PATH.exec(url.pathname);
	if (local) {
		return { baseUrl: url.origin + local[1], instance: decode(local[2]), api: decode(local[3]) };
	}
	const ui = hostedBase(url);
	const path = UI_PATH.exec(url.pathname);
	return ui !== undefined && path
		? { baseUrl: ui, organization: decode(path[1]), project: decode(path[2]) }
		: undefined;
}

function decode(segment: string): string;
function decode(segment: string | undefined): string | undefined;
function decode(segment: string | undefined): string | undefined {
	if (segment === undefined) return undefined;
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/** A web address, of http or https. */
export function parseHttpUrl(text: string): URL | undefined {
	try {
		const url = new URL(text);
		return /^https?:$/.test(url.protocol) ? url : undefined;
	} catch {
		return undefined;
	}
}

export function isUrl(text: string): boolean {
	return /^https?:\/\//i.test(text);
}
