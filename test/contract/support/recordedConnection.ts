import type { RillAddress } from '../../../nodes/Rill/client/address';
import type { TokenKind } from '../../../nodes/Rill/client/tokenKind';
import type { HttpAnswer, RillConnection } from '../../../nodes/Rill/client/transport';
import { bodyOf, exchangesOf, type Exchange } from './exchange';

/** Which of the client's ways a recorded request is one of. */
export type Way = 'call' | 'spec' | 'token' | 'embed' | 'resources' | 'question';

const ways: Array<[Way, RegExp]> = [
	['spec', /\/api\/openapi$/],
	['call', /(?:\/runtime|\/v1\/instances\/[^/]+)\/api\/.+$/],
	['token', /\/credentials$|^\/v1\/dev-jwt$/],
	['embed', /\/iframe$/],
	['resources', /(?:\/runtime|\/v1\/instances\/[^/]+)\/resources$/],
	['question', /(?:\/runtime|\/v1\/instances\/[^/]+)\/(?:resource|trigger)$/],
];

export const pathOf = ({ request }: Exchange): string =>
	request.path_with_query.split('?')[0] ?? '';

/** Verbs whose answers are not what was asked for. */
const about = ['HEAD', 'OPTIONS'];

/** Nothing for what the node never asks, such as a list of members. */
export function wayOf(exchange: Exchange): Way | undefined {
	const path = pathOf(exchange);
	return about.includes(exchange.request.method)
		? undefined
		: ways.find(([, pattern]) => pattern.test(path))?.[0];
}

/** Tokens that look like Rill's, in the places where the recordings have placeholders. */
const secrets: Array<[RegExp, string]> = [
	[/\{\{JWT\}\}/g, `eyJ${'hbGciOiJSUzI1NiJ9'}.eyJ${'hdHRyIjp7fX0'}.c2lnbmF0dXJl`],
	[/\{\{MAGIC_\w*\}\}/g, `rill_mgc_${'Link'.repeat(12)}`],
	[/\{\{\w*SERVICE\w*_TOKEN\}\}/g, `rill_svc_${'Serv'.repeat(12)}`],
	[/\{\{\w*TOKEN\w*\}\}/g, `rill_usr_${'User'.repeat(12)}`],
];

export const withSecrets = (text: string): string =>
	secrets.reduce((all, [placeholder, secret]) => all.replace(placeholder, secret), text);

function headerOf({ request }: Exchange, name: string): string {
	const found = Object.entries(request.headers).find(([key]) => key.toLowerCase() === name)?.[1];
	return withSecrets(Array.isArray(found) ? (found[0] ?? '') : (found ?? ''));
}

/** Which kind of token a recorded request was made with. What is no bearer token is none to Rill. */
export function tokenOf(exchange: Exchange): TokenKind {
	const [, token = ''] = /^bearer\s*(.*)$/i.exec(headerOf(exchange, 'authorization')) ?? [];
	const kinds: Array<[RegExp, TokenKind]> = [
		[/^$/, 'none'],
		[/^rill_usr_/, 'user'],
		[/^rill_svc_/, 'service'],
		[/^rill_mgc_/, 'link'],
		[/^eyJ/, 'ephemeral'],
	];
	return kinds.find(([pattern]) => pattern.test(token))?.[1] ?? 'other';
}

function addressOf(exchange: Exchange): RillAddress {
	const [, organization = '', project = ''] =
		/^\/v1\/org\w+\/([^/]+)\/projects\/([^/]+)/.exec(pathOf(exchange)) ?? [];
	return organization === ''
		? { deployment: 'local', baseUrl: 'http://localhost:9009', instance: 'default' }
		: { deployment: 'cloud', baseUrl: 'https://api.rilldata.com', organization, project };
}

export function answerOf(exchange: Exchange): HttpAnswer {
	const { status, headers } = exchange.response;
	return { status: status ?? 0, headers, body: withSecrets(bodyOf(exchange) ?? '') };
}

/** What the project's own endpoint says to each token that it was recorded with. */
const atProject = exchangesOf('cloud-admin').filter(
	(exchange) => pathOf(exchange) === '/v1/orgs/acme/projects/flight-ops',
);

function projectAnswer(exchange: Exchange): HttpAnswer {
	const mine = headerOf(exchange, 'authorization');
	const same = atProject.find((one) => headerOf(one, 'authorization') === mine);
	const unknown = atProject.find(({ id }) => id.includes('garbage'));
	const found = same ?? unknown;
	if (!found) throw new Error('no recording of the project with a garbled token');
	return answerOf(found);
}

/** A connection on which Rill answers what it was recorded to answer, whatever it is asked. */
export function recordedConnection(exchange: Exchange): RillConnection {
	return {
		address: addressOf(exchange),
		token: tokenOf(exchange),
		timeoutMs: 10_000,
		conceal: (text) => text,
		send: async ({ url }) => {
			if (exchange.response.status === null) {
				throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
			}
			return /\/v1\/orgs\/[^/]+\/projects\/[^/]+$/.test(url)
				? projectAnswer(exchange)
				: answerOf(exchange);
		},
	};
}
