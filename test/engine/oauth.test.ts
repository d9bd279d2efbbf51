/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import {
	createServer,
	type IncomingMessage,
	type RequestListener,
	type Server,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import { addressFrom } from '../../nodes/Rill/client/address';
import { startSandbox } from '../../sandbox';
import type { Fault } from '../../sandbox/faultKinds';
import { runTool, WAYS } from '../support/agentRun';
import {
	callParameters,
	mapperFields,
	rillWorkflow,
	runWorkflow,
	searchList,
} from '../support/engine';
import { tokens, useSandbox } from '../support/sandbox';
import { expectNoSecret } from '../support/secrets';
import { connected, resolvedField, type SignIn } from '../support/signIn';

const sandbox = useSandbox();
const OAUTH2 = { authentication: 'oAuth2' };
const CALL = callParameters('my_flights', null, { argumentsMode: 'pairs', ...OAUTH2 });

type Filled = Record<string, ICredentialDataDecryptedObject>;

/** Both credentials hang at the node, as n8n keeps them when somebody changes from one to the other. */
async function signIn(wish: Partial<SignIn> = {}): Promise<Filled> {
	const { baseUrl, organization, project } = sandbox.cloud().rillApi;
	const filledIn = { baseUrl, organization, project };
	const rillOAuth2Api = await connected(filledIn, { who: tokens.viewer, ...wish });
	sandbox.rill.clearRequests();
	return { ...sandbox.cloud(), rillOAuth2Api };
}

interface Tokens {
	access_token: string;
	refresh_token?: string;
}

/** Another base URL, of a Rill that calls itself so. */
function moveTo({ rillOAuth2Api }: Filled, baseUrl: unknown): void {
	const kept = rillOAuth2Api.oauthTokenData as object;
	Object.assign(rillOAuth2Api, { baseUrl, oauthTokenData: { ...kept, resource: baseUrl } });
}

const tokensOf = ({ rillOAuth2Api }: Filled) => rillOAuth2Api.oauthTokenData as unknown as Tokens;

async function run(
	credentials: Filled,
	parameters: INodeParameters = CALL,
	options: Parameters<typeof rillWorkflow>[1] = {},
) {
	const execution = await runWorkflow(rillWorkflow(parameters, options), { credentials });
	return { ...execution, rows: execution.items('Success').map(({ json }) => json) };
}

const asked = (end: string) => sandbox.rill.requests.filter(({ path }) => path.endsWith(end));
const sentTo = (end: string) => asked(end).map(({ headers }) => headers.authorization);

/** What the sandbox answers instead. */
const answering = (status: number, contentType: string, body: string, path: string): Fault => ({
	fault: 'status',
	status,
	contentType,
	body,
	path,
});

const later = (advanceSeconds: number) => sandbox.rill.control.apply({ advanceSeconds });
const MINUTES_61 = 3660;

const LOST = {
	message:
		'The connection to Rill is lost: the sign-in of this credential has ended or was revoked',
	description: expect.stringContaining("Open the credential, press 'Switch account'"),
};

it.each(['access_token', 'refresh_token'] as const)(
	'the %s of a sign-in is searched for as soon as Rill has given it out',
	async (name) => {
		const text = String(tokensOf(await signIn())[name]);
		expect(() => expectNoSecret([{ place: 'here', text }])).toThrow('A secret got out');
	},
);

describe('which credential', () => {
	it("is the person's who signed in, where the node says so, and never the other", async () => {
		const credentials = await signIn();
		const { rows } = await run(credentials);
		expect(rows).toMatchObject([{ email_text: 'viewer@acme.test' }]);
		const sent = sandbox.rill.requests.map(({ headers }) => headers.authorization);
		expect(new Set(sent)).toEqual(new Set([`Bearer ${tokensOf(credentials).access_token}`]));
	});

	it.each([
		['is the access token where the node says so', { authentication: 'accessToken' }],
		['is the access token in a workflow from before there was a choice', {}],
	])('%s', async (_, way) => {
		const parameters = callParameters('my_flights', null, { argumentsMode: 'pairs', ...way });
		const { rows } = await run(await signIn(), parameters);
		expect(rows).toMatchObject([{ is_admin: true }]);
		expect(new Set(sandbox.rill.requests.map(({ headers }) => headers.authorization))).toEqual(
			new Set([`Bearer ${tokens.serviceAdmin}`]),
		);
	});

	it('is the same in the editor, for the list of APIs and the fields of one', async () => {
		const credentials = await signIn();
		const question = { credentials, parameters: CALL };
		const { results } = await searchList('searchApis', { ...question, filter: 'flights' });
		expect(results.map(({ value }) => value)).toContain('flights');
		const parameters = { ...callParameters('flights'), ...OAUTH2 };
		const { fields } = await mapperFields('getApiArguments', { credentials, parameters });
		expect(fields.map(({ id }) => id)).toContain('limit');
		expect(new Set(sentTo('/api/openapi'))).toEqual(
			new Set([`Bearer ${tokensOf(credentials).access_token}`]),
		);
	});

	it('needs somebody to have signed in', async () => {
		const { rillApi, rillOAuth2Api } = await signIn();
		const { oauthTokenData, ...unconnected } = rillOAuth2Api;
		const { error } = await run({ rillApi, rillOAuth2Api: unconnected });
		expect(error?.message).toBe('The credential is not connected to Rill: nobody has signed in');
		expect(sandbox.rill.requests).toEqual([]);
		expect(oauthTokenData).toBeDefined();
	});

	it('is told in words where it does not suffice', async () => {
		const { error } = await run(await signIn({ who: tokens.outsider }));
		expect(error?.message).toMatch(/is valid, but has no access to project "flight-ops"/);
		expect(error?.description).toContain('It is a user token, obtained by signing in.');
		// n8n's own renewal, which no node can prevent; the node adds none.
		expect(asked('/auth/oauth/token')).toHaveLength(1);
	});
});

describe('Run As', () => {
	const asOrd = {
		...CALL,
		runAs: 'attributes',
		attributesMode: 'fields',
		attributes: { attribute: [{ name: 'airport', type: 'text', value: 'ORD' }] },
	};

	it('has the token issued by the person, and calls with nothing but that', async () => {
		const credentials = await signIn({ who: tokens.admin });
		const { rows } = await run(credentials, asOrd);
		expect(rows).toMatchObject([{ airport_text: 'ORD', is_admin: false }]);
		expect(sentTo('/credentials')).toEqual([`Bearer ${tokensOf(credentials).access_token}`]);
		expect(sentTo('/api/my_flights')).toEqual([expect.stringMatching(/^Bearer eyJ/)]);
	});

	it('makes no call where the person may not have one issued, or can no longer', async () => {
		const { error } = await run(await signIn(), asOrd);
		expect(error?.message).toMatch(/^No call was made, since no token was issued for the user/);

		const credentials = await signIn({ who: tokens.admin });
		endSignIn(credentials);
		const lost = (await run(credentials, { ...asOrd, arguments: {} })).error;
		expect(lost?.message).toContain('The connection to Rill is lost');
		expect(asked('/api/my_flights')).toEqual([]);
	});

	it('takes no token that was issued by somebody else who had signed in', async () => {
		await run(await signIn({ who: tokens.admin }), asOrd);
		const { error } = await run(await signIn(), asOrd);
		expect(error?.message).toMatch(/^No call was made/);
	});
});

/** As an admin of Rill does, or the person: both tokens are of no more use at once. */
function endSignIn(credentials: Filled): void {
	const { access_token: access, refresh_token: refresh } = tokensOf(credentials);
	sandbox.rill.control.apply({ revocationDelayMilliseconds: 0 });
	for (const token of [access, refresh])
		if (token !== undefined) sandbox.rill.control.revoke(token);
}

describe('an access token that has expired', () => {
	it('is renewed once for all items of a run, and stays renewed', async () => {
		const credentials = await signIn();
		const old = tokensOf(credentials);
		later(MINUTES_61);
		const inputItems = [1, 2, 3, 4, 5].map((n) => ({ n }));
		const { status, rows } = await run(
			credentials,
			{ ...CALL, argumentPairs: { pair: [{ name: 'n', value: '={{ $json.n }}' }] } },
			{ inputItems },
		);
		expect([status, rows.length]).toEqual(['success', 5]);
		expect(asked('/auth/oauth/token')).toHaveLength(1);
		expect(tokensOf(credentials).access_token).not.toBe(old.access_token);
		expect(tokensOf(credentials).refresh_token).not.toBe(old.refresh_token);

		expect((await run(credentials)).status).toBe('success');
		expect(asked('/auth/oauth/token')).toHaveLength(1);
	});

	it('is renewed in the editor, too', async () => {
		const credentials = await signIn();
		later(MINUTES_61);
		const { results } = await searchList('searchApis', { credentials, parameters: CALL });
		expect(results.length).toBeGreaterThan(0);
	});

	it('is renewed where tokens are issued with it', async () => {
		const credentials = await signIn({ who: tokens.admin });
		later(MINUTES_61);
		const user = { runAs: 'email', userEmail: 'viewer@acme.test' };
		const { rows } = await run(credentials, { ...CALL, ...user });
		expect(rows).toMatchObject([{ email_text: 'viewer@acme.test' }]);
	});
});

describe('a lost connection is one message, that says to reconnect and where', () => {
	it('after the sign-in was revoked', async () => {
		const credentials = await signIn();
		endSignIn(credentials);
		const { error, run: left } = await run(credentials);
		expect(error).toMatchObject(LOST);
		expect(left.data.resultData.error).toMatchObject({ failure: { cause: 'credential-invalid' } });
	});

	it('after the refresh token has expired', async () => {
		sandbox.rill.control.apply({ refreshTokenSeconds: 7200 });
		const credentials = await signIn();
		later(7300);
		expect((await run(credentials)).error).toMatchObject(LOST);
	});

	it('after somebody else has used the refresh token, and not just now', async () => {
		const credentials = await signIn();
		const copy = structuredClone(credentials);
		later(MINUTES_61);
		expect((await run(credentials)).status).toBe('success');
		expect((await run(structuredClone(copy))).status).toBe('success');
		later(MINUTES_61);
		expect((await run(copy)).error).toMatchObject(LOST);
	});

	it('where n8n was given no refresh token', async () => {
		const credentials = await signIn({ grants: ['authorization_code'] });
		expect(tokensOf(credentials).refresh_token).toBeUndefined();
		expect((await run(credentials)).status).toBe('success');
		later(MINUTES_61);
		expect((await run(credentials)).error).toMatchObject(LOST);
	});

	it('in the editor', async () => {
		const credentials = await signIn();
		endSignIn(credentials);
		const question = searchList('searchApis', { credentials, parameters: CALL });
		// n8n leads to the credential where a list fails with this status.
		await expect(question).rejects.toMatchObject({
			...LOST,
			message: LOST.message.replace('-', '\u2011'),
			httpCode: '401',
		});
	});

	it('for each item, where errors are put out as items', async () => {
		const credentials = await signIn();
		endSignIn(credentials);
		const { rows } = await run(credentials, CALL, { onError: 'continueRegularOutput' });
		expect(rows).toMatchObject([
			{ error: LOST.message, details: { kind: 'signInLost', turn: 'user' } },
		]);
	});

	it('where the new token is refused as well', async () => {
		const elsewhere = await startSandbox({ project: 'recorded' });
		try {
			const other = await connected(
				{ baseUrl: elsewhere.url, organization: 'acme', project: 'flight-ops' },
				{ who: tokens.viewer },
			);
			const { rillApi, rillOAuth2Api } = await signIn();
			const moved = { rillApi, rillOAuth2Api: { ...other } };
			moveTo(moved, rillOAuth2Api.baseUrl);
			const { error } = await run(moved);
			expect(error).toMatchObject(LOST);
			expect(asked('/auth/oauth/token')).toEqual([]);
			const renewals = elsewhere.requests.filter(({ body }) => body.includes('refresh_token'));
			expect(renewals.length).toBeGreaterThan(0);
		} finally {
			await elsewhere.close();
		}
	});
});

/** Answers with the form that it gets, refresh token and all. */
const echoing =
	(status: number): RequestListener =>
	(request, answer) => {
		answer.writeHead(status, { 'content-type': 'text/plain' });
		request.pipe(answer);
	};

describe('while a new token is asked for', () => {
	let server: Server | undefined;

	/** A token endpoint that answers so, after the sign-in. */
	async function renewingAt(listener: RequestListener) {
		const credentials = await signIn();
		const started = createServer(listener);
		server = started;
		await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
		const { port } = started.address() as AddressInfo;
		credentials.rillOAuth2Api.accessTokenUrl = `http://127.0.0.1:${port}/token`;
		later(MINUTES_61);
		return credentials;
	}

	afterEach(() => server?.close());

	it.each([
		[429, 'Rill is asked too often'],
		[503, 'Rill is overloaded or being updated'],
	])('a %i is waited for like any other', async (status, message) => {
		let asks = 0;
		const credentials = await renewingAt((_, answer) => {
			asks += 1;
			answer.writeHead(status, { 'content-type': 'text/plain' }).end('later');
		});
		const options = { maxTries: 2, maxRetryTime: 5000 };
		const { error } = await run(credentials, { ...CALL, options });
		expect(error?.message).toContain(message);
		expect(asks).toBe(2);
	});

	it.each<[string, RequestListener, string]>([
		['breaks off', ({ socket }) => socket.destroy(), 'could not be reached'],
		['echoes what it got, with 503', echoing(503), 'overloaded or being updated'],
		['echoes what it got, with 500', echoing(500), 'n8n could not renew the sign-in'],
		['echoes what it got, with 400', echoing(400), LOST.message],
		['echoes what it got, as a success', echoing(200), 'Something other than Rill'],
	])(
		'nothing of the refresh token gets out where the endpoint %s',
		async (_, listener, message) => {
			const credentials = await renewingAt(listener);
			for (const onError of [undefined, 'continueRegularOutput'] as const) {
				const left = await run(credentials, { ...CALL, options: { maxTries: 1 } }, { onError });
				expect(left.error?.message ?? left.rows[0].error).toContain(message);
			}
		},
	);

	it('the limiter is taken for what it is, and its time is kept', async () => {
		const credentials = await signIn();
		later(MINUTES_61);
		const busy = (delay: string) => {
			const body = `{"error":"Rate limit exceeded. Try again in ${delay} seconds"}`;
			return answering(429, 'application/json', body, '/auth/oauth/token');
		};
		sandbox.rill.control.start({ ...busy('1.5ms'), count: 1 });
		const { rows } = await run(credentials);
		expect(rows).toMatchObject([{ email_text: 'viewer@acme.test' }]);
		expect(asked('/auth/oauth/token')).toHaveLength(2);

		later(MINUTES_61);
		sandbox.rill.control.start(busy('1000s'));
		const { error } = await run(credentials);
		expect(error?.description).toContain('Rill asks to wait 1000 seconds');
	});

	it.each([
		[
			429,
			'application/json',
			'{"error":"Rate limit exceeded. Try again in 1ms"}',
			'asked too often',
			2,
		],
		[
			400,
			'application/json',
			'{"error":"temporarily_unavailable"}',
			'overloaded or being updated',
			2,
		],
		[403, 'text/html', '<html>Blocked</html>', 'Something other than Rill', 1],
		[404, 'text/html', '<html>Not found</html>', 'Something other than Rill', 1],
		[400, 'text/html', '<html>Bad request</html>', 'Something other than Rill', 1],
		[400, 'application/json', '{"error":"odd"}', 'could not renew the sign-in', 1],
		[500, 'text/plain', 'internal error', 'could not renew the sign-in', 1],
		[400, 'application/json', '{"error":"invalid_grant"}', LOST.message, 1],
		[401, 'application/json', '{"error":"invalid_client"}', LOST.message, 1],
		[400, 'text/plain', 'token is not a refresh token', LOST.message, 1],
		// What other authorization servers may say of an end, and words of theirs that are no limiter's.
		[400, 'text/plain', 'Your session has ended, please try again', LOST.message, 1],
		[401, 'text/plain', 'Over the rate limit of refresh tokens', LOST.message, 1],
		[
			400,
			'application/json',
			'{"error":"invalid_grant","error_description":"Rate limit exceeded. Try again in 1ms"}',
			LOST.message,
			1,
		],
		[
			400,
			'application/json',
			'{"error":"Ended: please try again"}',
			'could not renew the sign-in',
			1,
		],
	])(
		'a %i of %s, %s, is told from an end of the sign-in',
		async (status, type, body, message, tries) => {
			let asks = 0;
			const credentials = await renewingAt((_, answer) => {
				asks += 1;
				answer.writeHead(status, { 'content-type': type }).end(body);
			});
			const { error } = await run(credentials, { ...CALL, options: { maxTries: 2 } });
			expect(error?.message).toContain(message);
			// To sign in is of no use where it has not ended, and the only way where it may have.
			const mayHaveEnded = [LOST.message, 'could not renew the sign-in'].includes(message);
			expect(error?.description?.includes("press 'Switch account'")).toBe(mayHaveEnded);
			expect(asks).toBe(tries);
		},
	);

	it('a web page is not taken for an end of the sign-in', async () => {
		const credentials = await renewingAt((_, answer) => {
			answer.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');
		});
		const { error } = await run(credentials);
		expect(error?.message).toBe('Something other than Rill answered when n8n renewed the sign-in');
	});
});

describe('a server that says again, in base64, what it has to do with', () => {
	const base64 = (text = '') => Buffer.from(`: ${text}`).toString('base64');

	it.each<[string, (start: Tokens, now: Tokens) => string | undefined]>([
		['the renewed access token', (_, { access_token: renewed }) => renewed],
		['the renewed refresh token', (_, { refresh_token: renewed }) => renewed],
		['the first access token', ({ access_token: first }) => first],
		['the first refresh token', ({ refresh_token: first }) => first],
	])('gets %s repeated nowhere', async (_, pick) => {
		const credentials = await signIn();
		const start = tokensOf(credentials);
		const server = createServer(({ headers }, answer) => {
			const isOld = headers.authorization === `Bearer ${start.access_token}`;
			const error = `cannot ${base64(pick(start, tokensOf(credentials)))}`;
			answer
				.writeHead(isOld ? 401 : 400, { 'content-type': 'application/json' })
				.end(JSON.stringify(isOld ? { error: 'jwt is expired' } : { error }));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		try {
			const { port } = server.address() as AddressInfo;
			moveTo(credentials, `http://127.0.0.1:${port}`);
			const { error } = await run(credentials);
			expect(error?.message).toMatch(/: cannot .*\[token\]/);
			expect(asked('/auth/oauth/token')).toHaveLength(1);
		} finally {
			server.close();
		}
	});
});

describe('another worker that has renewed the sign-in meanwhile', () => {
	const servers: Server[] = [];

	/** A server in front of the sandbox, which lets something happen before it passes an answer on. */
	async function inFront(before: (path: string, status: number) => Promise<void>): Promise<string> {
		const server = createServer((request, answer) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => void passOn(request, Buffer.concat(chunks), answer));
		});
		const passOn = async (
			{ url = '', method, headers }: IncomingMessage,
			body: Buffer,
			answer: ServerResponse,
		) => {
			const { authorization, 'content-type': type } = headers;
			const rills = await fetch(`${sandbox.rill.url}${url}`, {
				method,
				headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
				...(body.length > 0 && { body }),
			});
			const text = await rills.text();
			await before(url, rills.status);
			answer.writeHead(rills.status, { 'content-type': rills.headers.get('content-type') ?? '' });
			answer.end(text);
		};
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	}

	afterEach(() => servers.splice(0).forEach((server) => server.close()));

	async function renew({ refresh_token: refreshToken = '' }: Tokens, clientId: unknown) {
		const answer = await fetch(`${sandbox.rill.url}/auth/oauth/token`, {
			method: 'POST',
			body: new URLSearchParams({
				grant_type: 'refresh_token',
				refresh_token: refreshToken,
				client_id: String(clientId),
			}),
		});
		return (await answer.json()) as ICredentialDataDecryptedObject;
	}

	it('leaves nothing lost where its answer came late', async () => {
		const credentials = await signIn();
		const { rillOAuth2Api } = credentials;
		const others = await renew(tokensOf(credentials), rillOAuth2Api.clientId);
		later(MINUTES_61);
		const otherWorker = await renew(others as unknown as Tokens, rillOAuth2Api.clientId);
		const front = await inFront(async (_, status) => {
			expect(status).toBe(401);
			rillOAuth2Api.oauthTokenData = otherWorker;
		});
		rillOAuth2Api.accessTokenUrl = `${front}/auth/oauth/token`;
		const { rows } = await run(credentials);
		expect(rows).toMatchObject([{ email_text: 'viewer@acme.test' }]);
	});

	it('is not looked for in vain where the credential cannot be read', async () => {
		const credentials = await signIn();
		const { rillOAuth2Api } = credentials;
		endSignIn(credentials);
		const away = () => {
			throw new Error('The database is away');
		};
		const front = await inFront(async () => {
			Object.defineProperty(rillOAuth2Api, 'oauthTokenData', { enumerable: true, get: away });
		});
		rillOAuth2Api.accessTokenUrl = `${front}/auth/oauth/token`;
		expect((await run(credentials)).error).toMatchObject(LOST);
	});

	it('leaves nothing lost where its token has expired again', async () => {
		const credentials = await signIn();
		const { rillOAuth2Api } = credentials;
		later(MINUTES_61);
		let isFirst = true;
		const front = await inFront(async (path, status) => {
			if (!isFirst) return;
			isFirst = false;
			expect([path, status]).toEqual([expect.stringContaining('/api/openapi'), 401]);
			rillOAuth2Api.oauthTokenData = await renew(tokensOf(credentials), rillOAuth2Api.clientId);
			later(MINUTES_61);
		});
		moveTo(credentials, front);
		const { rows } = await run(credentials);
		expect(rows).toMatchObject([{ email_text: 'viewer@acme.test' }]);
	});
});

describe.each(WAYS)('An agent on the way of the %s', (way) => {
	it('reads as the person who signed in, and is told when that has ended', async () => {
		const credentials = await signIn();
		const { rows } = await runTool(way, CALL, {}, { credentials });
		expect(rows).toMatchObject([{ email_text: 'viewer@acme.test' }]);

		endSignIn(credentials);
		const { error, text } = await runTool(way, CALL, {}, { credentials });
		expect(error ?? text).toContain(LOST.message);
		expect(error ?? text).toContain("press 'Switch account'");
	});

	it('has no say in how the node gets in', async () => {
		const credentials = await signIn();
		const authentication = "={{ $fromAI('authentication', '', 'string') }}";
		const chosen = { authentication: 'accessToken' };
		const parameters = { ...CALL, authentication };
		const { error, text } = await runTool(way, parameters, chosen, { credentials });
		expect(error ?? text).toContain("'Authentication' cannot be an expression");
		expect(sandbox.rill.requests).toEqual([]);
	});
});

describe('the token', () => {
	it('goes to no host but that of the base URL, whatever address is pasted', async () => {
		const credentials = await signIn();
		const project = `${sandbox.rill.url}/v1/organizations/acme/projects/flight-ops`;
		const baseUrl = 'https://api.rilldata.com';
		moveTo(credentials, baseUrl);
		Object.assign(credentials.rillOAuth2Api, { project, organization: '' });
		const { error } = await run(credentials);
		expect(error?.message).toContain(`but the credential signs in at ${baseUrl}`);
		expect(sandbox.rill.requests).toEqual([]);
	});

	it('may be sent where the address of a project at the base URL is pasted', async () => {
		const credentials = await signIn();
		const project = `${sandbox.rill.url}/v1/organizations/acme/projects/flight-ops`;
		Object.assign(credentials.rillOAuth2Api, { project, organization: '' });
		expect((await run(credentials)).status).toBe('success');
	});

	it('is not sent over http:// to another machine', async () => {
		const credentials = await signIn();
		moveTo(credentials, 'http://rill.elsewhere.test');
		const { error } = await run(credentials);
		expect(error?.message).toContain('The token is not sent to http://rill.elsewhere.test');
	});

	it('of a sign-in elsewhere is not sent to a new base URL, until connected again', async () => {
		const credentials = await signIn();
		const elsewhere = await startSandbox();
		try {
			credentials.rillOAuth2Api.baseUrl = elsewhere.url;
			const { error } = await run(credentials);
			expect(error?.message).toBe(
				`The credential is signed in at ${sandbox.rill.url}, but its 'Base URL' is ${elsewhere.url}: connect it again`,
			);
			expect([...elsewhere.requests, ...sandbox.rill.requests]).toEqual([]);

			const { rillOAuth2Api } = credentials;
			const again = await connected(rillOAuth2Api, { who: tokens.viewer });
			expect((await run({ ...credentials, rillOAuth2Api: again })).status).toBe('success');
		} finally {
			await elsewhere.close();
		}
	});

	it('may be one from before n8n kept where somebody has signed in', async () => {
		const credentials = await signIn();
		const { resource, ...kept } = credentials.rillOAuth2Api.oauthTokenData as IDataObject;
		expect(resource).toBe(sandbox.rill.url);
		credentials.rillOAuth2Api.oauthTokenData = kept as ICredentialDataDecryptedObject;
		expect((await run(credentials)).status).toBe('success');
	});

	it('is not renewed over http:// by another machine, and so not used either', async () => {
		const credentials = await signIn();
		credentials.rillOAuth2Api.accessTokenUrl = 'http://rill.elsewhere.test/auth/oauth/token';
		const { error } = await run(credentials);
		expect(error?.message).toContain('The refresh token is not sent to http://rill.elsewhere.test');
		expect(sandbox.rill.requests).toEqual([]);
	});

	it('follows no redirect', async () => {
		const credentials = await signIn();
		const heard: unknown[] = [];
		const other = createServer(({ headers }, answer) => {
			heard.push(headers);
			answer.end('[]');
		});
		await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
		const { port } = other.address() as AddressInfo;
		const redirecting = createServer((_, answer) => {
			answer.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end();
		});
		await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
		try {
			const at = redirecting.address() as AddressInfo;
			moveTo(credentials, `http://127.0.0.1:${at.port}`);
			const { error } = await run(credentials);
			expect(error?.message).toContain('redirect');
			expect(heard).toEqual([]);
		} finally {
			redirecting.close();
			other.close();
		}
	});
});

describe('the authorization server', () => {
	it.each([
		'',
		'https://api.rilldata.com',
		' https://rill.example.com/ ',
		'rill.example.com:8443',
		'https://example.com/rill/',
		'https://ui.rilldata.com/acme/flight-ops',
		'https://rill.example.com/v1/organizations/acme/projects/flight-ops/runtime/api/flights?x=1',
		'http://localhost:8080',
		'http://127.0.0.1:8080/',
		'http://[::1]:8080',
	])('is looked for where the project is called, for the base URL "%s"', async (baseUrl) => {
		const names = { organization: 'acme', project: 'flight-ops' };
		expect(await resolvedField({ ...names, baseUrl }, 'serverUrl')).toBe(
			addressFrom({ ...names, baseUrl }).baseUrl,
		);
	});

	it('follows from nothing that stands in another field', async () => {
		const project = 'https://rill.elsewhere.test/v1/organizations/acme/projects/flight-ops';
		expect(await resolvedField({ project, organization: project }, 'serverUrl')).toBe(
			'https://api.rilldata.com',
		);
	});

	it('follows from no answer and no spec of the project, which name another', async () => {
		const elsewhere = await startSandbox();
		try {
			const credentials = await signIn();
			const { control } = sandbox.rill;
			const body = await specThatNames(elsewhere.url, tokensOf(credentials));
			control.start(answering(200, 'application/json', body, '/api/openapi'));
			const metadata = `${elsewhere.url}/.well-known/oauth-protected-resource`;
			const refused = {
				...answering(401, 'text/plain', 'jwt is expired', '/api/my_flights'),
				headers: { 'www-authenticate': `Bearer resource_metadata="${metadata}"` },
			};
			control.start({ ...refused, count: 1 });
			const { rows } = await run(credentials);
			expect(rows).toMatchObject([{ email_text: 'viewer@acme.test' }]);
			expect(asked('/auth/oauth/token')).toHaveLength(1);

			control.start(refused);
			expect((await run(credentials)).error).toMatchObject(LOST);
			expect(asked('/auth/oauth/token').length).toBeGreaterThan(1);
			expect(elsewhere.requests).toEqual([]);
		} finally {
			await elsewhere.close();
		}
	});

	/** The project's spec, as if it was the other Rill's, and signing in to be done there. */
	async function specThatNames(url: string, { access_token: token }: Tokens): Promise<string> {
		const path = '/v1/organizations/acme/projects/flight-ops/runtime/api/openapi';
		const answer = await fetch(`${sandbox.rill.url}${path}`, {
			headers: { authorization: `Bearer ${token}` },
		});
		const [authorizationUrl, tokenUrl] = [`${url}/auth/oauth/authorize`, `${url}/auth/oauth/token`];
		const authorizationCode = { authorizationUrl, tokenUrl, refreshUrl: tokenUrl, scopes: {} };
		sandbox.rill.clearRequests();
		return JSON.stringify({
			...((await answer.json()) as object),
			servers: [{ url }],
			security: [{ oauth: [] }],
			components: { securitySchemes: { oauth: { type: 'oauth2', flows: { authorizationCode } } } },
		});
	}

	it.each([
		'http://rill.example.com',
		'http://localhost.example.com',
		'http://127.0.0.1.example.com',
	])('of %s is only asked encrypted', async (baseUrl) => {
		expect(await resolvedField({ baseUrl }, 'serverUrl')).toBe(baseUrl.replace('http', 'https'));
	});

	it('is asked by discovery and for a refresh token', async () => {
		expect(await resolvedField({}, 'useDynamicClientRegistration')).toBe(true);
		expect(await resolvedField({}, 'grantType')).toBe('pkce');
		expect(await resolvedField({}, 'scope')).toBe('offline_access');
	});
});
