import { mayCarryToken } from './address';
import { RillError } from './errors';
import { parseHttpUrl } from './pastedUrl';

/** What n8n keeps of where somebody has signed in, if it does. */
export interface SignedInAt {
	/** Where n8n renews: as the discovery document named it, which may be any host. */
	tokenUrl: unknown;
	/** What the Rill at the base URL called itself (RFC 9728) when it was asked for discovery. */
	resource: unknown;
}

/**
 * Looks, before anything is sent, where the tokens of a sign-in would go.
 *
 * @param baseUrl as the credential names it now
 * @throws RillError `insecure`, `settings`
 */
export function checkSignIn(baseUrl: string, { tokenUrl, resource }: SignedInAt): void {
	const renewedAt = urlFrom(tokenUrl);
	if (renewedAt && !mayCarryToken(renewedAt.href)) {
		throw new RillError(
			'insecure',
			`The refresh token is not sent to ${renewedAt.origin}: over http:// anybody on the way could read it`,
			"The Rill at the credential's 'Base URL' names this address for renewing sign-ins. Whoever runs it has to name an https:// one; then connect the credential again.",
		);
	}
	const signedInAt = urlFrom(resource);
	if (signedInAt && !isSameRill(signedInAt, new URL(baseUrl))) {
		throw new RillError(
			'settings',
			`The credential is signed in at ${signedInAt.origin}, but its 'Base URL' is ${baseUrl}: connect it again`,
			`Open the credential, press 'Switch account' (in older n8n 'Reconnect') and sign in. If that changes nothing, this Rill calls itself ${signedInAt.origin}: fill that in as 'Base URL'.`,
		);
	}
}

function urlFrom(kept: unknown): URL | undefined {
	return typeof kept === 'string' ? parseHttpUrl(kept) : undefined;
}

/** Rill Cloud answers at `api.rilldata.com`, and signs people in at `admin.rilldata.com`. */
function isSameRill(one: URL, other: URL): boolean {
	const isHosted = ({ protocol, host }: URL) =>
		protocol === 'https:' && host.endsWith('.rilldata.com');
	// Rill may not know that its encryption ends at a proxy; where a token may go is looked at elsewhere.
	return one.host === other.host || (isHosted(one) && isHosted(other));
}
