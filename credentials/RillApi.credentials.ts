import type {
	IAuthenticate,
	IAuthenticateRuleResponseSuccessBody,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import {
	addressFrom,
	DEFAULT_LOCAL_URL,
	mayCarryToken,
	projectUrl,
	specUrl,
	type RillAddress,
} from '../nodes/Rill/client/address';
import { DEFAULT_CLOUD_URL } from '../nodes/Rill/client/pastedUrl';

/** Stands in the test's request for the address that only the filled-in fields can tell. */
const TEST_URL = 'https://credential-test.invalid';

/** Which statuses end the test by themselves. A 401 does not: only its text tells the reason. */
const FINAL_STATUSES = Array.from({ length: 200 }, (_, index) => 400 + index).filter(
	(status) => status !== 401,
);

/** The fields of this credential as text, whatever n8n stored for them. */
export function fieldsOf(credentials: ICredentialDataDecryptedObject) {
	const text = (name: string) => {
		const value = credentials[name];
		return typeof value === 'string' ? value.trim() : '';
	};
	return {
		deployment: text('deployment'),
		organization: text('organization'),
		project: text('project'),
		baseUrl: text('baseUrl'),
		localUrl: text('localUrl'),
		instance: text('instance'),
		token: text('token'),
		ignoreSslIssues: credentials.ignoreSslIssues === true,
	};
}

/**
 * Adds the token, and only where it belongs: to requests to the credential's own address, encrypted
 * or inside this machine. An empty token adds nothing (public projects, Rill Developer).
 */
async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const fields = fieldsOf(credentials);
	const address = addressFrom(fields);
	const request = options.url === TEST_URL ? testRequest(options, address) : options;
	if (fields.token === '') {
		return { ...request, ...sslOptions(fields), disableFollowRedirect: true };
	}

	if (new URL(request.url).origin !== new URL(address.baseUrl).origin) {
		throw new Error(`This credential is only for ${new URL(address.baseUrl).origin}`);
	}
	if (!mayCarryToken(request.url)) {
		throw new Error(
			'The token is not sent over http:// to another machine: anybody on the way could read it. Use an https:// address',
		);
	}
	return {
		...request,
		...sslOptions(fields),
		headers: { ...request.headers, Authorization: `Bearer ${fields.token}` },
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

/** Rill's own host has a certificate that everybody trusts; the switch is for the others. */
export function sslOptions(fields: ReturnType<typeof fieldsOf>) {
	if (!fields.ignoreSslIssues) return {};
	const { deployment, baseUrl } = addressFrom(fields);
	return deployment === 'cloud' && baseUrl !== DEFAULT_CLOUD_URL
		? { skipSslCertificateValidation: true }
		: {};
}

/**
 * In the cloud the project's own endpoint knows why a token is refused, where the APIs' proxy
 * blurs it (`rill.md` §4). Rill Developer has no such endpoint; there the spec has to come.
 */
function testRequest(options: IHttpRequestOptions, address: RillAddress): IHttpRequestOptions {
	return address.deployment === 'cloud'
		? {
				...options,
				url: projectUrl(address),
				ignoreHttpStatusErrors: { ignore: true, except: FINAL_STATUSES },
			}
		: { ...options, url: specUrl(address) };
}

const whenAnswered = (key: string, value: string | number | null, message: string) => ({
	type: 'responseSuccessBody' as const,
	properties: { key, value, message },
});

const whenStatus = (value: number, message: string) => ({
	type: 'responseCode' as const,
	properties: { value, message },
});

const NEW_TOKEN = 'Issue a new one with "rill token issue" (or "rill service create")';

export class RillApi implements ICredentialType {
	name = 'rillApi';

	displayName = 'Rill API';

	icon: Icon = { light: 'file:../icons/rill.svg', dark: 'file:../icons/rill.dark.svg' };

	documentationUrl = 'https://github.com/rilldata/n8n-nodes-rill/blob/main/README.md#credentials';

	/** A token that any node may send anywhere is soon sent somewhere; HTTP Request may not have it. */
	restrictToSupportedNodes = true as const;

	/** Those fields limit HTTP Request, which cannot have this credential at all. */
	hideDomainRestrictionFields = true;

	properties: INodeProperties[] = [
		{
			displayName: 'Deployment',
			name: 'deployment',
			type: 'options',
			options: [
				{ name: 'Rill Cloud', value: 'cloud' },
				{ name: 'Rill Developer (Local)', value: 'local' },
			],
			default: 'cloud',
			description: 'Where the Rill project runs',
		},
		{
			displayName: 'Organization',
			name: 'organization',
			type: 'string',
			default: '',
			placeholder: 'e.g. acme',
			description:
				'As in the address of the project in Rill: ui.rilldata.com/&lt;organization&gt;/&lt;project&gt;',
			displayOptions: { show: { deployment: ['cloud'] } },
		},
		{
			displayName: 'Project',
			name: 'project',
			type: 'string',
			default: '',
			placeholder: 'e.g. flight-ops',
			description:
				'As in the address of the project in Rill. The whole address may be pasted here; then the organization can stay empty.',
			displayOptions: { show: { deployment: ['cloud'] } },
		},
		{
			displayName: 'Local URL',
			name: 'localUrl',
			type: 'string',
			default: DEFAULT_LOCAL_URL,
			placeholder: `e.g. ${DEFAULT_LOCAL_URL}`,
			description:
				'Where Rill Developer (rill start) answers. If n8n runs in Docker on the same machine: http://host.docker.internal:9009.',
			displayOptions: { show: { deployment: ['local'] } },
		},
		{
			displayName: 'Instance ID',
			name: 'instance',
			type: 'string',
			default: 'default',
			description: 'Rill Developer calls its only instance "default"',
			displayOptions: { show: { deployment: ['local'] } },
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. rill_svc_...',
			description:
				'A service token (best for workflows that run by themselves) or a user token. Leave empty for a public project. The token of a public link (rill_mgc_...) works too, but carries the rights of whoever created the link.',
			displayOptions: { show: { deployment: ['cloud'] } },
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Rill Developer on your own machine needs none: leave it empty. It only takes ephemeral tokens, to try out security policies.',
			displayOptions: { show: { deployment: ['local'] } },
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_CLOUD_URL,
			description: 'Only to be changed if your Rill is hosted elsewhere',
			displayOptions: { show: { deployment: ['cloud'] } },
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description:
				'Whether to connect even if the certificate of your own Rill host cannot be verified. Anybody in between could then read the token.',
			displayOptions: { show: { deployment: ['cloud'] }, hide: { baseUrl: [DEFAULT_CLOUD_URL] } },
		},
	];

	authenticate: IAuthenticate = authenticate;

	test: ICredentialTestRequest = {
		request: { url: TEST_URL, method: 'GET' },
		rules: [
			whenAnswered(
				'message',
				'auth token not found',
				`Rill does not know this token: it was mistyped, or it was revoked. ${NEW_TOKEN}`,
			),
			whenAnswered(
				'message',
				'invalid auth token',
				`The token's secret is wrong: was it copied whole? ${NEW_TOKEN}`,
			),
			whenAnswered('message', 'auth token is expired', `The token has expired. ${NEW_TOKEN}`),
			whenAnswered(
				'message',
				'service auth token not found',
				`The service token was revoked, or its service was deleted. ${NEW_TOKEN}`,
			),
			whenAnswered(
				'code',
				16,
				`Rill does not accept this token. Fill in a user token (rill_usr_...) or a service token (rill_svc_...)`,
			),
			whenAnswered(
				'deployment',
				null,
				'The token is fine, but the project has no running deployment. Open it in Rill once to wake it up, or deploy it',
			),
			// A web page or plain text is no answer of Rill; n8n hands it over as a bare string.
			whenAnswered(
				'constructor.name',
				'String',
				'Something other than Rill answered. Check the address',
			),
			whenStatus(
				400,
				"The address answers, but not as a project should. Rill Developer: check 'Instance ID', its only one is called \"default\". Rill Cloud: check 'Base URL'",
			),
			whenStatus(
				401,
				"Rill Developer does not accept this token. It needs none on your own machine: leave 'Token' empty",
			),
			whenStatus(
				403,
				'This token may not view the project (or no token is filled in). An admin of the project has to give its user or service at least the role "viewer". If a proxy stands in between, it may be the one that refuses',
			),
			whenStatus(
				404,
				"There is no such organization or project. Check the spelling of 'Organization' and 'Project', and 'Base URL'",
			),
			whenStatus(429, 'Rill is asked too often at the moment. Wait a minute and test again'),
			whenStatus(
				500,
				'Rill, or something in between, could not answer. Wait a minute and test again',
			),
			whenStatus(502, 'Rill is starting or overloaded. Wait a minute and test again'),
			whenStatus(503, 'Rill is starting or overloaded. Wait a minute and test again'),
			whenStatus(504, 'Rill is starting or overloaded. Wait a minute and test again'),
			// n8n's type wants rules of one kind; its tester looks at the kind of each.
		] as IAuthenticateRuleResponseSuccessBody[],
	};
}
