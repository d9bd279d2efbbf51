import type { Hosts } from './compare';
import { send, type Answer, type Exchange } from './exchange';
import { IssuedTokens } from './issuedTokens';
import { sendAgain, type RecordedRill, type Tokens } from './recordedRill';
import { SigningIn } from './signingIn';

/** A Rill Cloud with the recorded project, and what it is called there. */
export interface CloudProject {
	/** `https://host` of the admin server. */
	admin: string;
	organization: string;
	project: string;
	tokens: Tokens;
	/** Lets so many seconds pass there. */
	wait: (seconds: number) => Promise<void>;
}

/** Where a deployment answers by itself, as every issued token says. */
interface Deployment {
	runtime: string;
	instanceId: string;
}

const recordedInstance = 'cc6fd5601f8e4d008687e00e6a0fa2e0';

/**
 * Puts names in the places of others, where a path or a body has them. Rill does not care for their
 * case, and one recorded path is about that.
 */
function renamed(text: string, names: Array<[from: string, to: string]>): string {
	return names.reduce((all, [from, to]) => {
		if (from === to) return all;
		const name = new RegExp(`(?<=[/"])${from.replace(/\W/g, '\\$&')}(?=[/"?]|$)`, 'gi');
		return all.replace(name, (found) => (found === from ? to : to.toUpperCase()));
	}, text);
}

/** A Rill Cloud with the recorded project. */
export class CloudRill implements RecordedRill {
	private readonly issued: IssuedTokens;
	private readonly signingIn = new SigningIn();

	private constructor(
		private readonly at: CloudProject,
		private readonly deployment: Deployment | undefined,
		readonly hosts: Hosts,
	) {
		this.issued = new IssuedTokens(async (identity) => await issue(at, identity));
	}

	/**
	 * The admin server says what it calls itself, which may be another name. Where the deployment is, a
	 * token of an administrator tells; without one, it is not asked itself.
	 */
	static async open(at: CloudProject): Promise<CloudRill> {
		const { body } = await send(at.admin, 'GET', '/.well-known/oauth-protected-resource', {});
		const { resource }: { resource: string } = JSON.parse(body);
		const ADMIN = new URL(resource).host;
		if (at.tokens.SERVICE_TOKEN === undefined) return new CloudRill(at, undefined, { ADMIN });
		const { runtimeHost: runtime, instanceId } = await issue(at, {});
		const CLOUD_RUNTIME = new URL(runtime).host;
		return new CloudRill(at, { runtime, instanceId }, { ADMIN, CLOUD_RUNTIME });
	}

	recordingOf(exchange: Exchange, answer: Answer): Exchange {
		return this.signingIn.recordingOf(exchange, answer);
	}

	async send(exchange: Exchange): Promise<Answer> {
		// Rill takes a refresh token that was used before for about ten seconds more.
		if (exchange.id.endsWith('-late')) await this.at.wait(12);
		const { organization, project, admin, tokens } = this.at;
		const names: Array<[string, string]> = [
			['acme', organization],
			['flight-ops', project],
		];
		const path = renamed(exchange.request.path_with_query, names);
		const isDirect = exchange.server_detail !== undefined;
		const answer = await sendAgain(exchange, {
			base: isDirect ? (this.deployment?.runtime ?? admin) : admin,
			path: path.replace(recordedInstance, this.deployment?.instanceId ?? recordedInstance),
			filling: async (name) => {
				const known = name === 'JWT' ? await this.issued.forRecording(exchange.id) : tokens[name];
				const found = known ?? this.hosts[name] ?? this.signingIn.find(name);
				if (found === undefined) throw new Error(`${exchange.id} needs ${name}`);
				return found;
			},
		});
		const back = names.map(([recorded, own]): [string, string] => [own, recorded]);
		return { ...answer, body: renamed(answer.body, back) };
	}
}

/** What Rill's answer to a request for a token holds. */
interface Issued {
	runtimeHost: string;
	instanceId: string;
	accessToken: string;
}

async function issue(
	{ admin, organization, project, tokens }: CloudProject,
	identity: Record<string, unknown>,
): Promise<Issued> {
	const answer = await send(
		admin,
		'POST',
		`/v1/organizations/${organization}/projects/${project}/credentials`,
		{
			authorization: `Bearer ${tokens.SERVICE_TOKEN ?? ''}`,
			'content-type': 'application/json',
		},
		JSON.stringify(identity),
	);
	if (answer.status !== 200) {
		throw new Error(`no token was issued (${answer.status}): ${answer.body}`);
	}
	const issued: Issued = JSON.parse(answer.body);
	return issued;
}
