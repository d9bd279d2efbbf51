import type { Hosts } from './compare';
import { send, type Answer, type Exchange } from './exchange';

/** A Rill with the recorded project, which can be asked again what another was asked before. */
export interface RecordedRill {
	/** Its own addresses, by the placeholders that recordings have for such addresses. */
	readonly hosts: Hosts;
	send(exchange: Exchange): Promise<Answer>;
	/** What an answer is compared with: the recording, with what this Rill gave out in its places. */
	recordingOf(exchange: Exchange, answer: Answer): Exchange;
}

/** What stands for a placeholder such as `USER_TOKEN`; it throws where there is nothing. */
export type Filling = (placeholder: string) => Promise<string>;

/** Tokens by the placeholders that the recordings have for them. */
export type Tokens = Readonly<Record<string, string | undefined>>;

/** Whose token it takes to get what a placeholder stands for; a token of the environment is its own. */
function ownerOf(name: string): string {
	if (name === 'JWT') return 'SERVICE_TOKEN';
	return name === 'CODE' || name.startsWith('OAUTH_') ? 'USER_TOKEN' : name;
}

/** The tokens that a recorded request cannot be made without. Rill Developer gives them to anybody. */
export function tokensFor({ server, server_detail: detail, request }: Exchange): string[] {
	if (server === 'runtime') return [];
	const placeholders = JSON.stringify(request).matchAll(/\{\{(\w*TOKEN|JWT|CODE|OAUTH_\w+)\}\}/g);
	const named = [...placeholders].map(([, name = '']) => ownerOf(name));
	return [...new Set(detail === undefined ? named : [...named, 'SERVICE_TOKEN'])];
}

/** The bodies that were too long to keep: a field that nobody reads, filled up with one letter. */
const long = {
	runtime: ['{"n": 1, "pad": "', 'x', '"}'],
	cloud: ['{"attributes": {"x": "', 'y', '"}}'],
} as const;

function bodyToSend({ server, request }: Exchange): string | undefined {
	if (request.body_len === undefined) return request.body_text ?? undefined;
	const [before, letter, after] = long[server];
	return before + letter.repeat(request.body_len - before.length - after.length) + after;
}

async function fill(text: string, filling: Filling): Promise<string> {
	let filled = text;
	for (const [placeholder, name = ''] of text.matchAll(/\{\{(\w+)\}\}/g)) {
		filled = filled.replace(placeholder, await filling(name));
	}
	return filled;
}

/** Makes a recorded request at another address, with that server's own tokens in it. */
export async function sendAgain(
	exchange: Exchange,
	{ base, path, filling }: { base: string; path: string; filling: Filling },
): Promise<Answer> {
	const { method, headers } = exchange.request;
	const { protocol } = new URL(base);
	// Where a recording names a server by its whole address, that was http.
	const filledIn = async (text: string): Promise<string> =>
		await fill(text.replaceAll('http://{{', `${protocol}//{{`), filling);
	const filled: Record<string, string | string[]> = {};
	for (const [name, value] of Object.entries(headers)) {
		filled[name] = Array.isArray(value) ? value : await filledIn(value);
	}
	const body = bodyToSend(exchange);
	const filledBody = body === undefined ? undefined : await filledIn(body);
	return await send(base, method, await filledIn(path), filled, filledBody);
}
