import fc from 'fast-check';
import { createHash, randomBytes } from 'node:crypto';
import { startSandbox, type LoggedRequest, type Sandbox } from '../../sandbox';
import { tokens } from '../../sandbox/cloud';
import { controlPath, type Command } from '../../sandbox/control';
import { requestsPath } from '../../sandbox/requestLog';
import { send, type Answer } from './support/exchange';

/** Signing in, beyond what was recorded: a person at a browser, other clients, time that passes. */

const callback = 'http://localhost:5678/rest/oauth2-credential/callback';
const project = '/v1/orgs/acme/projects/flight-ops';
const call = `${project}/runtime/api/my_flights`;
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ project: 'recorded' });
});

afterAll(async () => await sandbox.close());
afterEach(() => sandbox.control.reset());

const get = async (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
	await send(sandbox.url, 'GET', path, headers);

const as = (token: string) => ({ authorization: `Bearer ${token}` });

async function control(command: Command): Promise<void> {
	const body = JSON.stringify(command);
	expect((await send(sandbox.url, 'POST', controlPath, {}, body)).status).toBe(200);
}

async function register(more: object = {}): Promise<Answer> {
	const wish = {
		redirect_uris: [callback],
		grant_types: ['authorization_code', 'refresh_token'],
		scope: 'offline_access',
		...more,
	};
	return await send(sandbox.url, 'POST', '/auth/oauth/register', json, JSON.stringify(wish));
}

const clientId = async (more: object = {}): Promise<string> =>
	JSON.parse((await register(more)).body).client_id;

const pkce = () => {
	const verifier = randomBytes(32).toString('base64url');
	return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

interface Wish {
	client: string;
	challenge: string;
	redirectUri?: string;
	method?: string;
	state?: string;
	headers?: Record<string, string>;
}

async function authorize({
	client,
	challenge,
	redirectUri = callback,
	method = 'S256',
	state = 'abc',
	headers = as(tokens.admin),
}: Wish): Promise<Answer> {
	const query = new URLSearchParams({
		client_id: client,
		redirect_uri: redirectUri,
		response_type: 'code',
		state,
		code_challenge: challenge,
		code_challenge_method: method,
	});
	return await get(`/auth/oauth/authorize?${query}`, headers);
}

const codeIn = ({ headers }: Answer): string =>
	new URL(headers.location ?? '').searchParams.get('code') ?? '';

const token = async (fields: Record<string, string>): Promise<Answer> =>
	await send(
		sandbox.url,
		'POST',
		'/auth/oauth/token',
		form,
		new URLSearchParams(fields).toString(),
	);

interface Tokens {
	access_token: string;
	refresh_token: string;
	expires_in: number;
}

const redeem = async (client: string, code: string, verifier: string, more = {}): Promise<Answer> =>
	await token({
		grant_type: 'authorization_code',
		client_id: client,
		redirect_uri: callback,
		code,
		code_verifier: verifier,
		...more,
	});

const refresh = async (client: string, text: string): Promise<Answer> =>
	await token({ grant_type: 'refresh_token', client_id: client, refresh_token: text });

/** A person's tokens, by the whole way there. */
async function signIn(who: string): Promise<Tokens & { client: string }> {
	const client = await clientId();
	const { verifier, challenge } = pkce();
	const code = codeIn(await authorize({ client, challenge, headers: as(who) }));
	const { status, body } = await redeem(client, code, verifier);
	expect(status).toBe(200);
	return { client, ...JSON.parse(body) };
}

describe('a person at a browser', () => {
	it('signs in on a page that says what it is, and comes back with a code', async () => {
		const client = await clientId();
		const { verifier, challenge } = pkce();
		const away = await authorize({ client, challenge, headers: {} });
		expect(away.status).toBe(307);
		const page = await get(away.headers.location ?? '');
		expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
		expect(page.body).toContain('This is a sandbox');
		expect(page.body).not.toContain('type="password"');
		const [, action = ''] = /<form method="post" action="([^"]*)"/.exec(page.body) ?? [];
		const people = [...page.body.matchAll(/name="user" value="([^"]*)"/g)].map(([, user]) => user);
		expect(people).toEqual(['admin@acme.test', 'viewer@acme.test', 'outsider@elsewhere.test']);
		const chosen = await send(sandbox.url, 'POST', action, form, 'user=viewer%40acme.test');
		expect(chosen.status).toBe(302);
		expect(chosen.headers['set-cookie']).toMatch(/^auth=rill_usr_\w+; Path=\/; .*HttpOnly/);
		const [cookie = ''] = chosen.headers['set-cookie']?.split(';') ?? [];
		const back = await get(chosen.headers.location ?? '', { cookie });
		expect(back.headers.location).toMatch(new RegExp(`^${callback}\\?code=\\w{32}&state=abc$`));
		const { body } = await redeem(client, codeIn(back), verifier);
		const rows: Array<{ email_text: string }> = JSON.parse(
			(await get(call, as(JSON.parse(body).access_token))).body,
		);
		expect(rows[0]?.email_text).toBe('viewer@acme.test');
	});

	it('is asked again after signing out', async () => {
		const signedIn = await send(
			sandbox.url,
			'POST',
			'/auth/login?redirect=%2F',
			form,
			'user=admin%40acme.test',
		);
		const [cookie = ''] = signedIn.headers['set-cookie']?.split(';') ?? [];
		const client = await clientId();
		const { challenge } = pkce();
		const asked = async () => (await authorize({ client, challenge, headers: { cookie } })).status;
		expect(await asked()).toBe(302);
		await control({ revocationDelayMilliseconds: 0 });
		const out = await get('/auth/logout', { cookie });
		expect([out.status, out.headers['set-cookie']]).toEqual([
			307,
			expect.stringContaining('Max-Age=0'),
		]);
		expect(await asked()).toBe(307);
	});

	it.each(['https://evil.test/', '//evil.test/', '/\\evil.test/', 'evil'])(
		'is never led to %s from the page',
		async (redirect) => {
			const path = `/auth/login?redirect=${encodeURIComponent(redirect)}`;
			expect((await get(path)).body).not.toContain('evil');
			const { headers } = await send(sandbox.url, 'POST', path, form, 'user=admin%40acme.test');
			expect(headers.location).toBe('/auth/login');
		},
	);

	it('finds nobody but the people of the sandbox', async () => {
		const answer = await send(sandbox.url, 'POST', '/auth/login', form, 'user=eve%40acme.test');
		expect(answer.status).toBe(400);
		expect(answer.headers).not.toHaveProperty('set-cookie');
	});

	it('sees a link as text, whatever is in it', async () => {
		const redirect = encodeURIComponent('/"><script>alert(1)</script>');
		expect((await get(`/auth/login?redirect=${redirect}`)).body).not.toContain('<script>alert');
	});
});

describe('a client', () => {
	it('says what it likes, and gets an id', async () => {
		const answer = await register({ scope: ' a  b ', grant_types: [' ', ' authorization_code '] });
		expect(answer.status).toBe(201);
		expect(JSON.parse(answer.body)).toEqual({
			client_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
			client_name: 'MCP Client',
			scope: 'a b',
			client_id_issued_at: expect.any(Number),
			redirect_uris: [callback],
			grant_types: ['authorization_code'],
		});
		expect((await register({ client_name: '<b>&' })).body).toContain('\\u003cb\\u003e\\u0026');
	});

	it.each([
		[{ redirect_uris: 'https://x.test' }, 'invalid JSON in request body'],
		[{ client_name: 7 }, 'invalid JSON in request body'],
		[{ redirect_uris: null }, 'at least one redirect_uri is required'],
		[{ redirect_uris: [] }, 'at least one redirect_uri is required'],
		[{ redirect_uris: [callback, 'ftp://x.test'] }, 'redirect_uri "ftp://x.test" must use'],
	])('is refused with %j', async (more, words) => {
		const { status, body } = await register(more);
		expect(status).toBe(400);
		expect(body).toContain(words);
	});

	it('gets its own query back beside the code', async () => {
		const redirectUri = `${callback}?tenant=a%26b`;
		const client = await clientId({ redirect_uris: [redirectUri] });
		const { headers } = await authorize({ client, redirectUri, ...pkce(), state: 'x y' });
		expect(headers.location).toMatch(/\?code=\w{32}&state=x\+y&tenant=a%26b$/);
	});

	it('is forgotten with everything else', async () => {
		const client = await clientId();
		await control({ reset: true });
		expect((await authorize({ client, ...pkce() })).body).toBe(`invalid client_id "${client}"\n`);
	});
});

describe('a code', () => {
	it('is for who has the verifier of its challenge, and for nobody else', async () => {
		const client = await clientId();
		const text = fc.stringMatching(/^[\w.~-]{1,64}$/);
		await fc.assert(
			fc.asyncProperty(text, text, async (verifier, other) => {
				const challenge = createHash('sha256').update(verifier).digest('base64url');
				const code = codeIn(await authorize({ client, challenge }));
				const { status, body } = await redeem(client, code, other);
				expect(status).toBe(other === verifier ? 200 : 400);
				if (other !== verifier) expect(body).toBe('invalid code verifier\n');
				expect((await redeem(client, code, verifier)).body).toBe(
					'no such authorization code found\n',
				);
			}),
			{ numRuns: 50, examples: [['same', 'same']] },
		);
	});

	it('is of no use by another method than S256', async () => {
		const client = await clientId();
		const { verifier, challenge } = pkce();
		const code = codeIn(await authorize({ client, challenge, method: 'plain' }));
		expect((await redeem(client, code, verifier)).body).toBe('invalid code verifier\n');
		const same = codeIn(await authorize({ client, challenge: verifier, method: 'plain' }));
		expect((await redeem(client, same, verifier)).body).toBe('invalid code verifier\n');
	});

	it('lasts a minute', async () => {
		const client = await clientId();
		const { verifier, challenge } = pkce();
		const early = codeIn(await authorize({ client, challenge }));
		const late = codeIn(await authorize({ client, challenge }));
		await control({ advanceSeconds: 50 });
		expect((await redeem(client, early, verifier)).status).toBe(200);
		await control({ advanceSeconds: 11 });
		expect((await redeem(client, late, verifier)).body).toBe('authorization code has expired\n');
	});

	it('belongs to one client and one redirect URI', async () => {
		const [client, other] = [await clientId(), await clientId()];
		const { verifier, challenge } = pkce();
		const code = async () => codeIn(await authorize({ client, challenge }));
		expect((await redeem(other, await code(), verifier)).body).toBe('invalid client ID\n');
		const elsewhere = { redirect_uri: 'http://localhost/' };
		expect((await redeem(client, await code(), verifier, elsewhere)).body).toBe(
			'invalid redirect URI\n',
		);
	});

	it.each([
		['code', 'authorization code is required'],
		['client_id', 'client ID is required'],
		['redirect_uri', 'redirect URI is required'],
		['code_verifier', 'code verifier is required'],
	])('is not taken without %s', async (field, words) => {
		const { status, body } = await redeem('c', 'x', 'y', { [field]: '' });
		expect([status, body]).toEqual([400, `${words}\n`]);
	});
});

describe('tokens', () => {
	it('are the person who signed in, with that one’s rights', async () => {
		const admin = await signIn(tokens.admin);
		const viewer = await signIn(tokens.viewer);
		const outsider = await signIn(tokens.outsider);
		const rightsOf = async (who: Tokens) => {
			const { status, body } = await get(project, as(who.access_token));
			return status === 200 ? JSON.parse(body).projectPermissions.admin : status;
		};
		expect([await rightsOf(admin), await rightsOf(viewer), await rightsOf(outsider)]).toEqual([
			true,
			false,
			403,
		]);
		const issue = async (who: Tokens) =>
			await send(sandbox.url, 'POST', `${project}/credentials`, as(who.access_token), '{}');
		expect([(await issue(admin)).status, (await issue(viewer)).status]).toEqual([200, 403]);
		expect((await get(call, as(viewer.access_token))).body).toContain('"airport_text":"ATL"');
		expect((await get(call, as(viewer.refresh_token))).body).toContain('"airport_text":"ATL"');
	});

	it('last as long as the control route says', async () => {
		await control({ accessTokenSeconds: 5, refreshTokenSeconds: 60 });
		const { client, ...first } = await signIn(tokens.viewer);
		expect(first.expires_in).toBe(5);
		expect((await get(call, as(first.access_token))).status).toBe(200);
		await control({ advanceSeconds: 6 });
		const over = await get(call, as(first.access_token));
		expect([over.status, over.body]).toEqual([
			401,
			'token contains an invalid number of segments\n',
		]);
		expect(JSON.parse((await get(project, as(first.access_token))).body)).toMatchObject({
			code: 16,
			message: 'auth token is expired',
		});
		const second: Tokens = JSON.parse((await refresh(client, first.refresh_token)).body);
		expect((await get(call, as(second.access_token))).status).toBe(200);
		await control({ advanceSeconds: 61 });
		const late = await refresh(client, second.refresh_token);
		expect([late.status, late.body]).toEqual([401, 'invalid refresh token\n']);
		await control({ reset: true });
		expect((await signIn(tokens.viewer)).expires_in).toBe(3600);
	});

	it('are given for an old refresh token for ten seconds more, however often it is used', async () => {
		const { client, refresh_token: old } = await signIn(tokens.viewer);
		const statuses: number[] = [];
		for (let second = 0; second <= 12; second += 4) {
			statuses.push((await refresh(client, old)).status);
			await control({ advanceSeconds: 4 });
		}
		expect(statuses).toEqual([200, 200, 200, 401]);
	});

	it('end when they are revoked', async () => {
		const { client, ...mine } = await signIn(tokens.viewer);
		await control({ revocationDelayMilliseconds: 0, revoke: mine.refresh_token });
		expect((await refresh(client, mine.refresh_token)).body).toBe('invalid refresh token\n');
		expect((await get(call, as(mine.access_token))).status).toBe(200);
		await control({ revoke: mine.access_token });
		expect((await get(project, as(mine.access_token))).body).toContain('auth token not found');
	});

	it('of one person end together, and nobody else’s', async () => {
		const [first, second] = [await signIn(tokens.viewer), await signIn(tokens.viewer)];
		const admin = await signIn(tokens.admin);
		await control({ revocationDelayMilliseconds: 0, signOut: 'viewer' });
		for (const { client, access_token: access, refresh_token: text } of [first, second]) {
			expect((await refresh(client, text)).body).toBe('invalid refresh token\n');
			expect((await get(project, as(access))).status).toBe(401);
		}
		expect((await get(project, as(admin.access_token))).status).toBe(200);
		expect((await get(project, as(tokens.viewer))).status).toBe(200);
	});

	it('are told by their secret', async () => {
		const { access_token: text } = await signIn(tokens.viewer);
		const guessed = `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`;
		expect((await get(project, as(guessed))).body).toContain('invalid auth token');
	});

	it('are not given for tokens of other kinds', async () => {
		const { client } = await signIn(tokens.admin);
		expect((await refresh(client, tokens.admin)).body).toBe('token is not a refresh token\n');
		expect((await refresh(client, tokens.serviceAdmin)).body).toBe('invalid token type\n');
		expect((await refresh('', tokens.admin)).body).toBe('client_id is required\n');
		const grant = 'urn:ietf:params:oauth:grant-type:device_code';
		expect((await token({ grant_type: grant })).body).toBe('device_code is required\n');
		expect((await token({ grant_type: grant, device_code: 'x' })).body).toBe(
			'no such device code: x found\n',
		);
	});

	it.each([
		['a=%zz', 'failed to parse query: invalid URL escape "%zz"\n'],
		['a=b;c=d', 'failed to parse query: invalid semicolon separator in query\n'],
	])('are not given for the form %s', async (body, words) => {
		const answer = await send(sandbox.url, 'POST', '/auth/oauth/token', form, body);
		expect([answer.status, answer.body]).toEqual([500, words]);
	});
});

it('what was asked is given out, none of the switches, and forgotten on request', async () => {
	const requests = async (method: string): Promise<LoggedRequest[]> =>
		JSON.parse((await send(sandbox.url, method, requestsPath, {})).body);
	expect(await requests('DELETE')).toEqual([]);
	await control({ reset: true });
	await token({ grant_type: 'refresh_token', client_id: 'c' });
	await get('/auth/oauth/authorize?state=x');
	expect(await requests('GET')).toMatchObject([
		{ method: 'POST', path: '/auth/oauth/token', body: 'grant_type=refresh_token&client_id=c' },
		{ method: 'GET', path: '/auth/oauth/authorize', query: 'state=x', body: '' },
	]);
	expect(await requests('DELETE')).toEqual([]);
});

it('a page of another origin may not read what signing in says', async () => {
	const { headers } = await get('/.well-known/oauth-protected-resource', {
		origin: 'https://evil.test',
	});
	expect(headers).not.toHaveProperty('access-control-allow-origin');
});
