import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { DEFAULT_CLOUD_URL } from '../nodes/Rill/client/pastedUrl';

/**
 * The base URL as n8n's discovery takes it, written like `client/address.ts` reads it: without
 * spaces, with a scheme, API instead of web interface, and no project. Over the network always by
 * https, so that no code and no token travels in the clear.
 */
const SERVER_URL = `={{ (($self["baseUrl"] || "").trim() || "${DEFAULT_CLOUD_URL}")
	.replace(/^(?!https?:\\/\\/)/i, "https://")
	.replace(/^https?:\\/\\/ui\\.rilldata\\.com(?=[/?#]|$).*$/i, "${DEFAULT_CLOUD_URL}")
	.replace(/[?#].*$/, "")
	.replace(/\\/v1\\/(organizations|orgs)\\/.*$/, "")
	.replace(/\\/+$/, "")
	.replace(/^http:\\/\\/(?!(([^/@:]+\\.)?localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1\\])(:\\d+)?(\\/|$))/i, "https://") }}`;

/** n8n shows it right below the redirect URL that it offers for every OAuth2 credential. */
const NOTICE =
	"n8n registers itself with Rill: the URL above is not needed. A workflow with this credential acts as the person who signs in, with this person's rights, and stops when the person leaves. For production, use a Rill API credential with a service token, which an admin of the Rill organization gets with: rill service create n8n --project &lt;project&gt; --project-role viewer";

export class RillOAuth2Api implements ICredentialType {
	name = 'rillOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Rill OAuth2 API';

	icon: Icon = { light: 'file:../icons/rill.svg', dark: 'file:../icons/rill.dark.svg' };

	documentationUrl = 'https://github.com/rilldata/n8n-nodes-rill/blob/main/README.md#sign-in';

	/** A token that any node may send anywhere is soon sent somewhere; HTTP Request may not have it. */
	restrictToSupportedNodes = true as const;

	properties: INodeProperties[] = [
		{ displayName: NOTICE, name: 'signInNotice', type: 'notice', default: '' },
		{
			displayName: 'Organization',
			name: 'organization',
			type: 'string',
			default: '',
			placeholder: 'e.g. acme',
			description:
				'As in the address of the project in Rill: ui.rilldata.com/&lt;organization&gt;/&lt;project&gt;',
		},
		{
			displayName: 'Project',
			name: 'project',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. flight-ops',
			description:
				'As in the address of the project in Rill. The whole address may be pasted here; then the organization can stay empty.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			noDataExpression: true,
			default: DEFAULT_CLOUD_URL,
			description:
				'Only to be changed if your Rill is hosted elsewhere. You sign in there, so after a change connect again.',
		},
		// n8n finds the authorization server there, registers itself, and needs no client ID.
		{
			displayName: 'Use Dynamic Client Registration',
			name: 'useDynamicClientRegistration',
			type: 'hidden',
			default: true,
		},
		{ displayName: 'Server URL', name: 'serverUrl', type: 'hidden', default: SERVER_URL },
		// n8n's own OAuth2 credential asks where HTTP Request may send the token, which cannot have it at all.
		{
			displayName: 'Allowed HTTP Request Domains',
			name: 'allowedHttpRequestDomains',
			type: 'hidden',
			default: 'none',
		},
		// When n8n registers, it takes both from Rill's discovery document. These keep the fields out of
		// the form, and the scope counts where the document names none.
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'pkce' },
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: 'offline_access' },
	];
}
