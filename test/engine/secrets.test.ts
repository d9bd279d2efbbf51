/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';

import {
	callParameters,
	mapperFields,
	PROJECT_DIR,
	rillWorkflow,
	runWorkflow,
	searchList,
	testCredential,
} from '../support/engine';
import { runScript } from '../support/command';
import { PROJECT, useServer, type OwnAnswer, type SeenRequest } from '../support/ownServer';
import { expectNoSecret, keepSecret } from '../support/secrets';
import { KINDS, WRITTEN } from '../support/secrets/written';

// Every execution of every test is searched for tokens (test/support/secrets). Here a server says the
// tokens again that it was sent, as no test of a Rill that behaves can show.

const server = useServer();

const [, [, own], , [, issued]] = KINDS;

beforeAll(() => keepSecret(issued));

const SPEC = '{"openapi":"3.0.3","paths":{"/flights":{"get":{}}}}';

/** As much of Rill as leads to a call as somebody. */
function asRill({ url }: SeenRequest): OwnAnswer {
	if (url === `${PROJECT}/runtime/api/openapi`) return { body: SPEC };
	if (url === `${PROJECT}/credentials`) {
		return { body: JSON.stringify({ accessToken: issued, ttlSeconds: 60 }) };
	}
	return { body: '[{"a":1}]' };
}

/** Answers in which a server, or something in between, can say a text; those that waiting may cure last. */
const CARRIERS: Array<[string, (text: string) => OwnAnswer]> = [
	["Rill's JSON", (error) => ({ status: 400, body: JSON.stringify({ error }) })],
	[
		"the admin server's JSON",
		(message) => ({ status: 401, body: JSON.stringify({ code: 16, message, details: [] }) }),
	],
	[
		'plain text',
		(text) => ({ status: 401, headers: { 'content-type': 'text/plain' }, body: `bad ${text}` }),
	],
	[
		"an SQL error's many lines",
		(text) => ({ status: 400, body: JSON.stringify({ error: `Error:\nLINE 1: ${text}\n ^` }) }),
	],
	[
		'a page',
		(text) => ({
			status: 403,
			headers: { 'content-type': 'text/html' },
			body: `<html><body><!-- ${text} --><pre>${text}</pre></body></html>`,
		}),
	],
	['a page instead of an answer', (text) => ({ body: `<pre>${text}</pre>` })],
	['an answer that is another one', (text) => ({ body: JSON.stringify({ headers: [text] }) })],
	['a text too long to show', (text) => ({ status: 500, body: `${'x'.repeat(3990)}${text}` })],
	[
		'headers',
		(text) => ({
			status: 302,
			headers: {
				location: `/?token=${encodeURIComponent(text)}`,
				'content-type': `text/html; for="${text}"`,
				'retry-after': text,
				'www-authenticate': `Bearer realm="${text}"`,
			},
			body: '',
		}),
	],
	[
		'JSON of which only a part is an error',
		(text) => ({ status: 502, body: JSON.stringify({ request: { authorization: text } }) }),
	],
	[
		'the words of the limiter',
		(text) => ({ status: 429, body: JSON.stringify({ error: `Try again in ${text}` }) }),
	],
	['an answer that is cut off', (text) => ({ body: `[{"a":${JSON.stringify(text)}` })],
];
const TRANSIENT = 3;

/** The token of a request, as it is written in its only place. */
const tokenOf = ({ headers }: SeenRequest) => headers.authorization?.replace('Bearer ', '') ?? '';

const runAs: INodeParameters = { runAs: 'email' };
let users = 0;

/** A call as a user for whom no token has been issued yet, tried once. */
const call = (more: INodeParameters) =>
	rillWorkflow(
		callParameters('flights', null, {
			options: { maxTries: 1 },
			userEmail: `user${users++}@acme.test`,
			...more,
		}),
	);

const embed = rillWorkflow({
	resource: 'access',
	operation: 'getEmbedUrl',
	show: 'all',
	identity: 'email',
	userEmail: 'user@acme.test',
	ttlSeconds: 600,
});

interface Asked {
	what: string;
	/** Of the address. */
	end: string;
	ask(): Promise<unknown>;
	isPatient?: true;
}

const ASKED: Asked[] = [
	{ what: 'the spec', end: '/api/openapi', ask: async () => await run(call({})) },
	{ what: 'a call as a user', end: '/api/flights', ask: async () => await run(call(runAs)) },
	{ what: 'a token', end: '/credentials', ask: async () => await run(call(runAs)) },
	{ what: 'an embed URL', end: '/iframe', ask: async () => await run(embed), isPatient: true },
	...[
		{ what: 'the list of APIs', end: '/api/openapi', method: 'searchApis' },
		{ what: 'the fields of an API', end: '/api/openapi', method: 'getApiArguments' },
		{ what: 'the list of metrics views', end: 'MetricsView', method: 'searchMetricsViews' },
	].map(({ method, ...asked }) => ({
		...asked,
		ask: async () => await edit(method),
		isPatient: true as const,
	})),
];

async function run(json: ReturnType<typeof rillWorkflow>) {
	const { status } = await runWorkflow(json, { credentials: server.cloud(own) });
	expect(status).toBe('error');
}

async function edit(method: string) {
	const question = { credentials: server.cloud(own), parameters: callParameters('flights') };
	const asked =
		method === 'getApiArguments' ? mapperFields(method, question) : searchList(method, question);
	await expect(asked).rejects.toThrow();
}

/** Asks once for each carrier and each way of writing; gives back what got out, and how often it was said. */
async function outOf(
	pairs: Array<[carrier: number, written: number]>,
	end: string,
	ask: () => Promise<unknown>,
) {
	const out: string[] = [];
	let said = 0;
	for (const [carrier, written] of pairs) {
		const [place, carry] = CARRIERS[carrier % CARRIERS.length];
		const [how, write] = WRITTEN[written % WRITTEN.length];
		server.answer = (request) => {
			if (!request.url.endsWith(end)) return asRill(request);
			said++;
			return carry(write(tokenOf(request)));
		};
		await ask().catch((error: unknown) => {
			out.push(`${place}, ${how}: ${String(error)}`);
		});
	}
	return { out, said };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a server that says the token again', () => {
	it('in any answer to a call, and written in any way, is not repeated', async () => {
		const pairs = upTo(CARRIERS.length).flatMap((carrier) =>
			upTo(WRITTEN.length).map((written): [number, number] => [carrier, written]),
		);
		const { out, said } = await outOf(pairs, '/api/flights', async () => await run(call({})));
		expect(out).toEqual([]);
		expect(said).toBe(pairs.length);
	});

	it.each(ASKED)('asked for $what, is not repeated', async ({ end, ask, isPatient }) => {
		// Nobody can set how long these put up with a failure, which takes seconds.
		const carriers = CARRIERS.length - (isPatient ? TRANSIENT : 0);
		const pairs = upTo(2 * WRITTEN.length).map((index): [number, number] => [
			index % carriers,
			index,
		]);
		const { out, said } = await outOf(pairs, end, ask);
		expect(out).toEqual([]);
		expect(said).toBeGreaterThanOrEqual(pairs.length);
	});

	it('asked why it refuses the token, is not repeated', async () => {
		const reasons: OwnAnswer[] = [];
		server.answer = (request) => {
			if (request.url.endsWith('/api/flights')) {
				return { status: 401, headers: { 'content-type': 'text/plain' }, body: 'no' };
			}
			return request.url.startsWith('/v1/orgs/')
				? (reasons.pop() ?? asRill(request))
				: asRill(request);
		};
		for (const [, write] of WRITTEN) {
			const message = `auth token not found: ${write(own)}`;
			reasons.push({ status: 401, body: JSON.stringify({ code: 16, message, details: [] }) });
			await run(call({}));
		}
		expect(reasons).toEqual([]);
	});

	it('asked by the test of the credential, is not repeated', async () => {
		for (const [, carry] of CARRIERS) {
			for (const [, write] of WRITTEN) {
				server.answer = (request) => carry(write(tokenOf(request)));
				const tested = await testCredential('rillApi', { credentials: server.cloud(own) });
				expect(tested.message).not.toBe('');
			}
		}
	});
});

it('puts the token into no request but in its header', async () => {
	server.answer = asRill;
	await runWorkflow(call(runAs), { credentials: server.cloud(own) });
	expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
		`Bearer ${own}`,
		`Bearer ${own}`,
		`Bearer ${issued}`,
	]);
	expectNoSecret(
		server.requests.map(({ url, headers, body }) => ({
			place: url,
			text: JSON.stringify([url, { ...headers, authorization: '' }, body.toString()]),
		})),
	);
});

describe('a process that crashes', () => {
	const crash = async (baseUrl: string) => {
		const script = join(PROJECT_DIR, 'test/support/secrets/crash.ts');
		const { code, text } = await runScript(script, [baseUrl, own], {
			N8N_LOG_LEVEL: 'debug',
			N8N_LOG_OUTPUT: 'console',
		});
		expect(code).toBe(1);
		expect(text).toContain('Start executing node "Rill"');
		expectNoSecret([{ place: 'what a crash prints', text }]);
		return text;
	};

	it('prints no token, where a server says it again', async () => {
		server.answer = (request) => ({
			status: 500,
			body: JSON.stringify({ error: `cannot serve ${tokenOf(request)}` }),
		});
		expect(await crash(server.url)).toContain('cannot serve [token]');
		expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${own}`)).toBe(
			true,
		);
	});

	it('prints no token, where there is no answer', async () => {
		expect(await crash('http://127.0.0.1:1')).toContain('nothing listens there');
	});
});
