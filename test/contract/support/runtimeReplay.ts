import type { Hosts } from './compareCloud';
import { send, type Answer, type Exchange } from './exchange';

/** A Rill Developer with the recorded project: the sandbox, or a real one. */
export interface RuntimeTarget {
	/** `http://host:port`. */
	url: string;
}

/** Whom the recorded tokens of Rill Developer were issued to, by the word that ids have for each. */
const identities: Record<string, Record<string, unknown>> = {
	ord: { name: 'Ann', email: 'ann@acme.test', groups: ['ops'], attributes: { airport: 'ORD' } },
	admin: { name: 'Root', email: 'root@acme.test', admin: true },
	none: { name: 'Bob', email: 'bob@acme.test' },
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT of a server that Rill has never heard of. */
const foreignJwt = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: '42', name: 'Eve' })}.c2lnbmF0dXJl`;

/** The body that was too long to keep: eight megabytes of an argument that no API reads. */
function bodyToSend({ request }: Exchange): string | undefined {
	if (request.body_len === undefined) return request.body_text ?? undefined;
	const [before, after] = ['{"n": 1, "pad": "', '"}'];
	return before + 'x'.repeat(request.body_len - before.length - after.length) + after;
}

/** Sends recorded requests to a Rill Developer, with tokens of its own in them. */
export class RuntimeReplay {
	readonly hosts: Hosts;
	private readonly tokens = new Map<string, string>();

	constructor(private readonly target: RuntimeTarget) {
		this.hosts = { RUNTIME: new URL(target.url).host };
	}

	async send(exchange: Exchange): Promise<Answer> {
		const { method, path_with_query: path, headers } = exchange.request;
		const filled: Record<string, string | string[]> = {};
		for (const [name, value] of Object.entries(headers)) {
			filled[name] = Array.isArray(value) ? value : await this.fill(value, exchange.id);
		}
		return await send(this.target.url, method, path, filled, bodyToSend(exchange));
	}

	private async fill(text: string, id: string): Promise<string> {
		const named = text.replaceAll('{{RUNTIME}}', this.hosts.RUNTIME ?? '');
		return named.includes('{{JWT}}') ? named.replace('{{JWT}}', await this.tokenFor(id)) : named;
	}

	private async tokenFor(id: string): Promise<string> {
		const [, who] = /-as-(\w+)-/.exec(id) ?? [];
		if (who === undefined) return foreignJwt;
		const known = this.tokens.get(who);
		if (known !== undefined) return known;
		const body = JSON.stringify(identities[who]);
		const answer = await send(this.target.url, 'POST', '/v1/dev-jwt', {}, body);
		const { jwt }: { jwt: string } = JSON.parse(answer.body);
		this.tokens.set(who, jwt);
		return jwt;
	}
}
