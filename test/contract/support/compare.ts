import { parse as parseYaml } from 'yaml';
import type { Answer, Exchange } from './exchange';
import { bodyOf } from './exchange';
import type { SameIds } from './sameIds';

/** The addresses (`host:port`) that recordings have as placeholders, such as `ADMIN`, by those names. */
export type Hosts = Readonly<Record<string, string>>;

/** The headers that carry meaning; dates, trace ids and lengths change from run to run. */
const compared = [
	'content-type',
	'cache-control',
	'vary',
	'www-authenticate',
	'allow',
	'retry-after',
	'location',
	'x-content-type-options',
	'access-control-allow-origin',
	'access-control-allow-methods',
	'access-control-allow-headers',
	'access-control-allow-credentials',
	'access-control-max-age',
];

const jwt = /eyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** Takes out what the recordings' README calls unstable: ids, times, addresses, the text of tokens. */
export function withoutUnstable(text: string, hosts: Hosts = {}): string {
	return withoutHosts(text, hosts)
		.replace(jwt, '{{JWT}}')
		.replace(/(?<="client_id_issued_at":)\d+/g, '{{TIME}}')
		.replace(/\b20(?:2[5-9]|[3-9]\d)-\d\d-\d\dT[\d:.]+Z/g, '{{TIME}}')
		.replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '{{ID}}')
		.replace(/\bext_[0-9a-f]{64}\b/g, 'ext_{{ID}}')
		.replace(/\b[0-9a-f]{32}\b/g, '{{INSTANCE}}');
}

/**
 * Only addresses out, by whichever scheme a Rill has them: in the rows of an API, ids and times are
 * data like any other. A host that is part of another one's name comes after it.
 */
export function withoutHosts(text: string, hosts: Hosts): string {
	const longestFirst = Object.entries(hosts).sort(([, a], [, b]) => b.length - a.length);
	return longestFirst.reduce(
		(all, [name, host]) =>
			all
				.replaceAll(`https://${host}`, `http://{{${name}}}`)
				.replaceAll(encodeURIComponent(`https://${host}`), `http%3A%2F%2F{{${name}}}`)
				.replaceAll(host, `{{${name}}}`)
				.replaceAll(encodeURIComponent(host), `{{${name}}}`),
		text,
	);
}

/** A token's claims without its issuer's clock: how long it lasts instead of when it ends. */
function lasting(claims: Record<string, unknown>): unknown {
	const { exp, iat, nbf, ...rest } = claims;
	const lasts = typeof exp === 'number' && typeof iat === 'number' ? exp - iat : undefined;
	return { ...rest, lasts, startsAtOnce: nbf === iat };
}

const claimsIn = (text: string): Array<Record<string, unknown>> =>
	(text.match(jwt) ?? []).map((token) =>
		JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()),
	);

/** An answer may hold one token twice, and recordings have it once or twice. */
const once = (claims: Array<Record<string, unknown>>): unknown[] => [
	...new Map(claims.map((one) => [inOrder(one), lasting(one)])).values(),
];

/** JSON with the names of each object in one order. */
const inOrder = (value: unknown): string => JSON.stringify(value, sortKeys);

function sortKeys(_key: string, value: unknown): unknown {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
		: value;
}

/**
 * Rill's own prose in the schemas of its built-in APIs is not part of the recordings, which have `…`
 * in its place. What the authors of a project wrote is, and is compared.
 */
function withoutProse(document: unknown, recorded: unknown): unknown {
	if (recorded === '…' && typeof document === 'string') return '…';
	if (typeof document !== 'object' || document === null) return document;
	const then = new Map(Object.entries(recorded ?? {}));
	const entries = Object.entries(document).map(([key, value]): [string, unknown] => [
		key,
		withoutProse(value, then.get(key)),
	]);
	return Array.isArray(document) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** Whether an answer is rows of an API called directly, with nothing of an administration in it. */
function isRows({ id, request }: Exchange): boolean {
	return id.startsWith('runtime-') && request.path_with_query.includes('/api/');
}

function isDocument({ response }: Exchange): boolean {
	return response.body_note !== undefined;
}

/** The document that a YAML answer was recorded as: the same as the JSON answer at that address. */
function expectedBody(exchange: Exchange, json: string | undefined): string | undefined {
	return exchange.response.headers['content-type'] === 'application/yaml' ? json : bodyOf(exchange);
}

/** What a comparison knows beside the two answers. */
export interface Known {
	/** The addresses of the Rill that answered. */
	hosts: Hosts;
	/** Whose ids have been whose, in the comparisons before. */
	ids?: SameIds;
	/** The recorded spec as JSON, which a YAML answer is held against. */
	specAsJson?: string;
}

/** Two texts of which one part of an answer consists, as they were, and how to take out what is unstable. */
interface Pair {
	part: string;
	then: string;
	now: string;
	stabilise: (text: string, hosts: Hosts) => string;
}

function bodies(exchange: Exchange, answer: Answer, specAsJson: string | undefined): Pair {
	const then = expectedBody(exchange, specAsJson) ?? '';
	if (!isDocument(exchange)) {
		const stabilise = isRows(exchange) ? withoutHosts : withoutUnstable;
		return { part: 'body', then, now: answer.body, stabilise };
	}
	const yaml = answer.headers['content-type'] === 'application/yaml';
	const document: unknown = yaml ? parseYaml(answer.body) : JSON.parse(answer.body);
	const recorded: unknown = JSON.parse(then);
	return {
		part: 'document',
		then: inOrder(recorded),
		now: inOrder(withoutProse(document, recorded)),
		stabilise: withoutUnstable,
	};
}

/** Every answer has a header for caches. Where that is not recorded, the headers were not kept. */
function comparable({ response }: Exchange): string[] {
	const isKept = response.headers['cache-control'] !== undefined || response.status === 431;
	return isKept ? compared : ['content-type'];
}

/** What issued tokens say; in one group, the tokens were recorded without. */
function claims({ response }: Exchange, { body }: Answer): Pair[] {
	const { jwt_payloads_decoded: decoded, body_text: text } = response;
	if (!decoded && text?.includes('{{JWT}}')) return [];
	const then = inOrder(once(decoded ?? []));
	const now = inOrder(once(claimsIn(body)));
	return [{ part: 'claims', then, now, stabilise: withoutUnstable }];
}

/** In which of its parts an answer differs from the recorded one; empty if it is the same. */
export function differences(
	exchange: Exchange,
	answer: Answer,
	{ hosts, ids, specAsJson }: Known,
): string[] {
	const { response } = exchange;
	const headers = comparable(exchange).map((name) => ({
		part: name,
		then: response.headers[name] ?? '',
		now: answer.headers[name] ?? '',
		stabilise: withoutUnstable,
	}));
	const status =
		answer.status === response.status ? [] : [`status ${response.status} → ${answer.status}`];
	const parts = [...headers, bodies(exchange, answer, specAsJson), ...claims(exchange, answer)];
	return [...status, ...parts.flatMap((pair) => differing(pair, hosts, ids))];
}

function differing({ part, then, now, stabilise }: Pair, hosts: Hosts, ids?: SameIds): string[] {
	const before = stabilise(then, {});
	const after = stabilise(now, hosts);
	if (before !== after) return [`${part}: ${firstDifference(before, after)}`];
	return (ids?.contradictions(then, now) ?? []).map((problem) => `${part}: ${problem}`);
}

function firstDifference(before: string, after: string): string {
	let at = 0;
	while (at < before.length && before[at] === after[at]) at += 1;
	const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 120));
	return `${around(before)} → ${around(after)}`;
}
