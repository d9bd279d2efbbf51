/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/** Has a Rill Cloud issue a token for whomever this names. */
export type Issue = (identity: Record<string, unknown>) => Promise<{ accessToken: string }>;

const identities = {
	'airport-ord': { attributes: { airport: 'ORD' } },
	'admin-true': { attributes: { admin: true } },
	'admin-text': { attributes: { admin: 'false' } },
	'no-attributes': { attributes: {} },
	'airport-number': { attributes: { airport: 7 } },
	'airport-list': { attributes: { airport: ['ORD', 'ATL'] } },
	injection: { attributes: { airport: "x' OR true --" } },
	'email-viewer': { user_email: 'viewer@acme.test' },
	'email-unknown': { user_email: 'jane@customer.example' },
	'email-admin': { user_email: 'admin@acme.test' },
	'self-service': {},
	'external-user': { external_user_id: 'customer-42' },
	'external-user-ord': { external_user_id: 'customer-42', attributes: { airport: 'ORD' } },
	'ttl-1': { attributes: { airport: 'ORD' }, ttl_seconds: 1 },
};

type Identity = keyof typeof identities;

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const flip = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

/** What was done to a token between its issue and its use. */
const changes: Record<string, (token: string) => string> = {
	tampered: (token) => {
		const [header, payload, signature = ''] = token.split('.');
		return `${header}.${payload}.${flip(signature)}`;
	},
	'changed-claims': (token) => {
		const [header, payload = '', signature] = token.split('.');
		const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
		return `${header}.${base64({ ...claims, attr: { admin: true } })}.${signature}`;
	},
	'alg-none': (token) => `${base64({ alg: 'none', typ: 'JWT' })}.${token.split('.')[1]}.`,
};

/**
 * Which token a recording was made with: the recordings say `{{JWT}}` for all of them, and their ids
 * name the identity and what was done to the token.
 */
export class IssuedTokens {
	private readonly issued = new Map<string, Promise<string>>();

	constructor(private readonly issueToken: Issue) {}

	async forRecording(id: string): Promise<string> {
		const name = id.split('/')[1]?.replace(/^\d+-/, '') ?? '';
		if (name === 'proxy-ttl1-at-once') return await this.issue('ttl-1');
		if (/expired/.test(name)) return await this.once('expired', () => this.expired());
		const change = Object.keys(changes).find((one) => name.endsWith(one));
		const token = await this.once(this.identityOf(name), () => this.issue(this.identityOf(name)));
		return change === undefined ? token : (changes[change]?.(token) ?? token);
	}

	private identityOf(name: string): Identity {
		if (name.startsWith('jwt-none')) return 'no-attributes';
		if (name.startsWith('jwt-attributes-admin')) return 'admin-true';
		if (name.startsWith('jwt-self-service')) return 'self-service';
		const rest = name.replace(/^(?:proxy|direct)-/, '');
		const named = Object.keys(identities)
			.filter((one): one is Identity => rest.startsWith(`${one}-`))
			.sort((a, b) => b.length - a.length);
		return named[0] ?? 'airport-ord';
	}

	private async once(key: string, make: () => Promise<string>): Promise<string> {
		const known = this.issued.get(key) ?? make();
		this.issued.set(key, known);
		return await known;
	}

	private async expired(): Promise<string> {
		const token = await this.issue('ttl-1');
		await new Promise((resolve) => setTimeout(resolve, 2_500));
		return token;
	}

	private async issue(identity: Identity): Promise<string> {
		const { accessToken } = await this.issueToken(identities[identity]);
		return accessToken;
	}
}
