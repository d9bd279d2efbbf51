import type { Hosts } from './compareCloud';
import { send, type Answer, type Exchange } from './exchange';
import { IssuedTokens } from './issuedTokens';

/** A Rill Cloud with the recorded project: the sandbox, or a real one. */
export interface CloudTarget {
	/** `http://host:port` of the admin server. */
	admin: string;
	/** The same of the runtime that issued tokens name. */
	runtime: string;
	instanceId: string;
	/** By the placeholder that recordings have for it, such as `USER_TOKEN`. */
	tokens: Record<string, string>;
}

const recordedInstance = 'cc6fd5601f8e4d008687e00e6a0fa2e0';

/** Rebuilds the one body that was too long to keep. */
function bodyToSend({ request }: Exchange): string | undefined {
	if (request.body_len === undefined) return request.body_text ?? undefined;
	const [before, after] = ['{"attributes": {"x": "', '"}}'];
	return before + 'y'.repeat(request.body_len - before.length - after.length) + after;
}

/** Sends recorded requests to a Rill Cloud, with that cloud's own tokens and addresses in them. */
export class CloudReplay {
	readonly hosts: Hosts;
	private readonly issued: IssuedTokens;

	constructor(private readonly target: CloudTarget) {
		this.hosts = {
			ADMIN: new URL(target.admin).host,
			CLOUD_RUNTIME: new URL(target.runtime).host,
		};
		this.issued = new IssuedTokens({
			admin: target.admin,
			serviceToken: target.tokens.SERVICE_TOKEN ?? '',
		});
	}

	async send(exchange: Exchange): Promise<Answer> {
		const { method, path_with_query: path, headers } = exchange.request;
		const filled: Record<string, string | string[]> = {};
		for (const [name, value] of Object.entries(headers)) {
			filled[name] = Array.isArray(value) ? value : await this.fill(value, exchange.id);
		}
		const direct = exchange.server_detail !== undefined;
		return await send(
			direct ? this.target.runtime : this.target.admin,
			method,
			(await this.fill(path, exchange.id)).replace(recordedInstance, this.target.instanceId),
			filled,
			bodyToSend(exchange),
		);
	}

	private async fill(text: string, id: string): Promise<string> {
		const [placeholder, name] = /\{\{(\w+)\}\}/.exec(text) ?? [];
		if (placeholder === undefined || name === undefined) return text;
		const token = name === 'JWT' ? await this.issued.forRecording(id) : this.target.tokens[name];
		if (token === undefined) throw new Error(`${id} needs a token for ${name}`);
		return text.replace(placeholder, token);
	}
}
