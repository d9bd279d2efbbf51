import type { Hosts } from './compare';
import { send, type Answer, type Exchange } from './exchange';
import { sendAgain, type RecordedRill } from './recordedRill';

/** Whom the recorded tokens of Rill Developer were issued to, by the word that ids have for each. */
const identities: Record<string, Record<string, unknown>> = {
	ord: { name: 'Ann', email: 'ann@acme.test', groups: ['ops'], attributes: { airport: 'ORD' } },
	admin: { name: 'Root', email: 'root@acme.test', admin: true },
	none: { name: 'Bob', email: 'bob@acme.test' },
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT of a server that Rill has never heard of. */
const foreignJwt = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: '42', name: 'Eve' })}.c2lnbmF0dXJl`;

/** A Rill Developer with the recorded project. */
export class LocalRill implements RecordedRill {
	private readonly tokens = new Map<string, string>();

	private constructor(
		private readonly url: string,
		readonly hosts: Hosts,
	) {}

	/** `url` is `http://host:port`. Its spec says what it calls itself, which may be another name. */
	static async open(url: string): Promise<LocalRill> {
		const { body } = await send(url, 'GET', '/v1/instances/default/api/openapi', {});
		const [server]: Array<{ url: string }> = JSON.parse(body).servers;
		return new LocalRill(url, { RUNTIME: new URL(server?.url ?? url).host });
	}

	recordingOf(exchange: Exchange): Exchange {
		return exchange;
	}

	async send(exchange: Exchange): Promise<Answer> {
		return await sendAgain(exchange, {
			base: this.url,
			path: exchange.request.path_with_query,
			filling: async (name) =>
				name === 'JWT' ? await this.tokenFor(exchange.id) : (this.hosts[name] ?? ''),
		});
	}

	private async tokenFor(id: string): Promise<string> {
		const [, who] = /-as-(\w+)-/.exec(id) ?? [];
		if (who === undefined) return foreignJwt;
		const known = this.tokens.get(who);
		if (known !== undefined) return known;
		const body = JSON.stringify(identities[who]);
		const answer = await send(this.url, 'POST', '/v1/dev-jwt', {}, body);
		const { jwt }: { jwt: string } = JSON.parse(answer.body);
		this.tokens.set(who, jwt);
		return jwt;
	}
}
