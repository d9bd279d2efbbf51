import { createHash, randomBytes } from 'node:crypto';
import type { Answer, Exchange } from './exchange';

/** What a Rill gives out while somebody signs in, and wants back later. */
const given = /(.{0,16})\{\{(CLIENT_ID\w*|CODE|OAUTH_\w+)\}\}/gs;

/** Ids that the recording of this group has names for; they are compared as ids, like those of the others. */
const named = /\{\{(ADMIN_USER_ID|FLIGHT_OPS_PROJECT_ID|FLIGHT_OPS_INSTANCE_ID)\}\}/g;

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');

function idNamed(name: string): string {
	const digits = createHash('sha256').update(name).digest('hex').slice(0, 32);
	return name.includes('INSTANCE')
		? digits
		: digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Which headers the proxy sends twice, as every other group was recorded. */
const doubled = ['cache-control', 'vary'];

/**
 * The group `cloud-oauth` as the others are recorded: hosts with their scheme outside of the placeholder,
 * and each of a header's values.
 */
function asOthers({ request, response, ...exchange }: Exchange): Exchange {
	const body = response.body_text
		?.replaceAll('"{{ADMIN}}', '"http://{{ADMIN}}')
		.replaceAll('http://127.0.0.1:8081', 'http://{{CLOUD_RUNTIME}}')
		.replace(named, (_, name: string) => idNamed(name));
	const isProxied = request.path_with_query.includes('/runtime/');
	const headers = Object.entries(response.headers).map(([name, value]): [string, string] => [
		name,
		isProxied && doubled.includes(name) ? `${value}, ${value}` : value,
	]);
	return {
		...exchange,
		request,
		response: { ...response, headers: Object.fromEntries(headers), body_text: body },
	};
}

/** One person's way through signing in at a Rill: what it has given out so far. */
export class SigningIn {
	private readonly values = new Map<string, string>();

	/** The verifier and its challenge (PKCE) are the client's own. */
	constructor() {
		const verifier = randomBytes(32).toString('base64url');
		const challenge = createHash('sha256').update(verifier).digest('base64url');
		this.values.set('CODE_VERIFIER', verifier);
		this.values.set('CODE_CHALLENGE', challenge);
	}

	find(name: string): string | undefined {
		return this.values.get(name);
	}

	/** Learns from an answer what it gives out; what it is compared with has that in the same places. */
	recordingOf(exchange: Exchange, answer: Answer): Exchange {
		if (!exchange.id.startsWith('cloud-oauth/')) return exchange;
		const recorded = asOthers(exchange);
		const { headers, body_text: body } = recorded.response;
		this.learn(headers.location ?? '', answer.headers.location ?? '');
		this.learn(body ?? '', answer.body);
		const response: Exchange['response'] = JSON.parse(this.fill(JSON.stringify(recorded.response)));
		return { ...recorded, response };
	}

	/** Found by what stands before it. A code is given out anew each time. */
	private learn(recorded: string, now: string): void {
		for (const [, before = '', name = ''] of recorded.matchAll(given)) {
			const found = new RegExp(`${escaped(before)}([\\w-]+)`).exec(now)?.[1];
			if (found !== undefined && (name === 'CODE' || !this.values.has(name))) {
				this.values.set(name, found);
			}
		}
	}

	private fill(text: string): string {
		return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => this.values.get(name) ?? whole);
	}
}
