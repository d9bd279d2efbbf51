import fc from 'fast-check';
import { Cloud, tokens } from '../../sandbox/cloud';
import { goDuration } from '../../sandbox/cloud/goText';
import { ProtoError, readMessage } from '../../sandbox/cloud/protoJson';
import { cleanPath, runtimePath } from '../../sandbox/cloud/runtimeAddress';
import { Control } from '../../sandbox/control';
import { Faults } from '../../sandbox/faults';
import type { Caller, RillAnswer } from '../../sandbox/http';

/** Rules of Rill Cloud that no recording asks for: the sandbox answers them by rule all the same. */

const flightOps = '/v1/orgs/acme/projects/flight-ops';

/** A cloud whose runtime says who called it. */
function cloudForTest() {
	const calls: Array<{ path: string; caller: Caller; instanceId: string }> = [];
	const cloud = new Cloud(async ({ path }, caller, instanceId) => {
		calls.push({ path, caller, instanceId });
		return { status: caller.mayReadApi ? 200 : 403, headers: {}, body: '[]' };
	});
	const ask = async (
		method: string,
		address: string,
		token?: string,
		body = '',
		headers: Record<string, string> = {},
	): Promise<RillAnswer> => {
		const [path = '', query = ''] = address.split('?');
		const authorization = token === undefined ? undefined : `Bearer ${token}`;
		const answer = await cloud.answerAdminServer({
			method,
			path,
			query,
			headers: { authorization, ...headers },
			body: Buffer.from(body),
		});
		return answer ?? { status: 0, headers: {}, body: '' };
	};
	const issue = async (body: object, project = flightOps): Promise<string> => {
		const { body: text } = await ask(
			'POST',
			`${project}/credentials`,
			tokens.serviceAdmin,
			JSON.stringify(body),
		);
		return String(JSON.parse(text).accessToken);
	};
	return { cloud, calls, ask, issue, control: new Control(new Faults(), cloud.state) };
}

describe('who gets in', () => {
	it('lets a token of one project into no other', async () => {
		const { ask, issue } = cloudForTest();
		const token = await issue({ attributes: { airport: 'ORD' } });
		expect((await ask('GET', `${flightOps}/runtime/api/x`, token)).status).toBe(200);
		const elsewhere = '/v1/orgs/acme/projects/open-flights/runtime/api/x';
		expect((await ask('GET', elsewhere, token)).status).toBe(403);
	});

	it('lets no token from before a redeploy in', async () => {
		const { ask, issue, control } = cloudForTest();
		const before = await issue({ attributes: {} });
		control.redeploy('acme/flight-ops');
		expect((await ask('GET', `${flightOps}/runtime/api/x`, before)).status).toBe(403);
		const after = await issue({ attributes: {} });
		expect((await ask('GET', `${flightOps}/runtime/api/x`, after)).status).toBe(200);
	});

	it('refuses an expired token in the words of the runtime', async () => {
		const { ask, issue, control } = cloudForTest();
		const token = await issue({ ttl_seconds: 60, attributes: {} });
		control.cloud.advance(50);
		expect((await ask('GET', `${flightOps}/runtime/api/x`, token)).status).toBe(200);
		control.cloud.advance(11);
		const answer = await ask('GET', `${flightOps}/runtime/api/x`, token);
		expect(answer).toMatchObject({
			status: 401,
			body: 'rpc error: code = Unauthenticated desc = jwt is expired\n',
		});
	});

	it('takes a revoked token for ten seconds more, and tokens issued with it for longer', async () => {
		const { ask, issue, control } = cloudForTest();
		const issued = await issue({});
		control.revoke('serviceAdmin');
		const project = async () => await ask('GET', flightOps, tokens.serviceAdmin);
		control.cloud.advance(5);
		expect((await project()).status).toBe(200);
		control.cloud.advance(11);
		expect(await project()).toMatchObject({
			status: 401,
			body: '{"code":16,"message":"service auth token not found","details":[]}',
		});
		const proxied = await ask('GET', `${flightOps}/runtime/api/x`, tokens.serviceAdmin);
		expect(proxied.body).toBe('token contains an invalid number of segments\n');
		expect((await ask('GET', `${flightOps}/runtime/api/x`, issued)).status).toBe(200);
	});

	it('says that a hibernated project has no deployment, whoever asks', async () => {
		const { ask, issue, control } = cloudForTest();
		const issued = await issue({ attributes: {} });
		control.hibernate('acme/flight-ops');
		for (const token of [undefined, tokens.viewer, 'nonsense']) {
			expect((await ask('GET', `${flightOps}/runtime/api/x`, token)).body).toBe(
				'{"error":"no prod deployment for project"}',
			);
		}
		const { body } = await ask('GET', flightOps, tokens.viewer);
		expect(JSON.parse(body)).toMatchObject({ deployment: null, jwt: '' });
		control.wake('acme/flight-ops');
		expect((await ask('GET', `${flightOps}/runtime/api/x`, tokens.viewer)).status).toBe(200);
		// Recorded as cloud-states/31-old-jwt: it wakes in a new deployment.
		expect((await ask('GET', `${flightOps}/runtime/api/x`, issued)).status).toBe(403);
	});

	it('gives an issued token no more than reading, whatever its attributes say', async () => {
		const { ask, issue, calls } = cloudForTest();
		const token = await issue({ attributes: { admin: true } });
		await ask('GET', `${flightOps}/runtime/api/x`, token);
		expect(calls[0]?.caller).toMatchObject({
			attributes: { admin: true, id: '' },
			permissions: [25, 23, 21, 27],
		});
	});

	it('narrows a public link to its resources and its filter', async () => {
		const { ask, calls } = cloudForTest();
		await ask('GET', `${flightOps}/runtime/api/x`, tokens.magicFiltered);
		await ask('GET', `${flightOps}/runtime/api/x`, tokens.magicEmpty);
		await ask('GET', `${flightOps}/runtime/api/x`, tokens.viewer);
		expect(calls.map(({ caller: { only, rowFilter } }) => ({ only, rowFilter }))).toEqual([
			{
				only: [{ kind: 'rill.runtime.v1.MetricsView', name: 'flight_delays' }],
				rowFilter: "origin = 'ORD'",
			},
			{ only: [], rowFilter: undefined },
			{ only: undefined, rowFilter: undefined },
		]);
	});

	it('reads a token that is none in the order in which the runtime reads it', async () => {
		const { ask } = cloudForTest();
		const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
		const refusals: Array<[string, string]> = [
			['a.b', 'token contains an invalid number of segments'],
			['a.b.c', 'illegal base64 data at input byte 0'],
			['YQ==.YQ.YQ', 'illegal base64 data at input byte 2'],
			['YQ.YQ.YQ', "invalid character 'a' looking for beginning of value"],
			[
				`${part({})}.${part({})}.YQ`,
				'the JWT has an invalid kid: could not find kid in JWT header',
			],
			[`${part({ kid: 'x' })}.${part({})}.YQ`, 'the given key ID was not found in the JWKS'],
		];
		for (const [token, text] of refusals) {
			const answer = await ask('GET', `${flightOps}/runtime/api/x`, token);
			expect([answer.status, answer.body]).toEqual([401, `${text}\n`]);
		}
	});

	it('shows the public key that its tokens are signed with', async () => {
		const { ask } = cloudForTest();
		const { keys } = JSON.parse((await ask('GET', '/.well-known/jwks.json')).body);
		expect(keys).toMatchObject([{ kid: 'local-1', alg: 'RS256', kty: 'RSA' }]);
	});
});

describe('the limit of 180 calls a minute', () => {
	const project = flightOps;

	it('is per method and owner, and recovers three calls a second', async () => {
		const { ask, control } = cloudForTest();
		const statusOf = async (token: string) => (await ask('GET', project, token)).status;
		control.cloud.rateLimit.perMinute = 3;
		for (let call = 0; call < 3; call += 1) expect(await statusOf(tokens.viewer)).toBe(200);
		const refused = await ask('GET', project, tokens.viewer);
		expect(refused.status).toBe(429);
		expect(JSON.parse(refused.body)).toMatchObject({ code: 8, details: [] });
		expect(JSON.parse(refused.body).message).toMatch(
			/^Rate limit exceeded\. Try again in 1?\d(\.\d+)?s seconds$|again in 20s seconds$/,
		);
		expect(refused.headers).not.toHaveProperty('retry-after');
		expect(await statusOf(tokens.admin)).toBe(200);
		expect((await ask('GET', '/v1/users/current', tokens.viewer)).status).toBe(200);
		expect((await ask('GET', `${project}/runtime/api/x`, tokens.viewer)).status).toBe(200);
		control.cloud.advance(20);
		expect(await statusOf(tokens.viewer)).toBe(200);
	});

	it.each([
		[0n, '0s'],
		[15n, '15ns'],
		[1_500n, '1.5µs'],
		[175_222_039n, '175.222039ms'],
		[1_000_000_000n, '1s'],
		[19_999_000_000n, '19.999s'],
		[90_000_000_000n, '1m30s'],
		[3_600_000_000_000n, '1h0m0s'],
	])('prints %s nanoseconds as Go does', (nanoseconds, text) => {
		expect(goDuration(nanoseconds)).toBe(text);
	});
});

describe('bodies of the admin server', () => {
	const type = {
		name: 'test.Message',
		fields: [
			{ name: 'ttlSeconds', type: 'uint32' as const },
			{ name: 'userEmail', type: 'string' as const, choice: 'for' },
			{ name: 'attributes', type: 'struct' as const, choice: 'for' },
			{ name: 'navigation', type: 'bool' as const },
		],
	};
	const errorOf = (body: string): string => {
		try {
			readMessage(type, body);
			return '';
		} catch (error) {
			return error instanceof ProtoError ? error.message : 'another error';
		}
	};

	it.each([
		['{"ttl_seconds":\n "x"}', 'proto: (line 2:2): invalid value for uint32 field ttlSeconds: "x"'],
		[
			'{"ü":1,"ttlSeconds":-1}',
			'proto: (line 1:22): invalid value for uint32 field ttlSeconds: -1',
		],
		['{"navigation":"yes"}', 'proto: (line 1:15): invalid value for bool field navigation: "yes"'],
		['{"userEmail":{}}', 'proto: syntax error (line 1:14): unexpected token {'],
		[
			'{"ttlSeconds" 1}',
			'proto: syntax error (line 1:15): unexpected character 1, missing ":" after field name',
		],
		['{"ttlSeconds":1', 'proto: unexpected EOF'],
		['{"ttlSeconds":1} x', 'proto: syntax error (line 1:18): invalid value x'],
		['{"ttlSeconds":1}{}', 'proto: syntax error (line 1:17): unexpected token {'],
		['{"attributes":{"a":1,"a":2}}', 'proto: (line 1:22): duplicate map key "a"'],
		['{"unknown":[1,{"a":null}],"ttlSeconds":6e1}', ''],
	])('reads %s', (body, error) => {
		expect(errorOf(body)).toBe(error);
	});

	it('reads attributes to the same values as JSON', () => {
		const attributes = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
		fc.assert(
			fc.property(attributes, fc.constantFrom('', ' ', '\n\t'), (value, space) => {
				const text = JSON.stringify({ attributes: value }, undefined, space);
				expect(readMessage(type, text)).toEqual(JSON.parse(text));
			}),
		);
	});

	it('reads any text to a message or to an error of protobuf', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
				expect(errorOf(text)).not.toBe('another error');
			}),
		);
	});

	it('refuses unknown fields of a query, and values that do not fit', async () => {
		const { ask } = cloudForTest();
		const unknown = await ask('GET', '/v1/orgs?nonsense=1', tokens.admin);
		expect([unknown.status, JSON.parse(unknown.body).message]).toEqual([
			500,
			'in field path "nonsense": element "nonsense" does not correspond to any field of type rill.admin.v1.ListOrganizationsRequest',
		]);
		const wrong = await ask('GET', '/v1/orgs?page_size=abc', tokens.admin);
		expect([wrong.status, JSON.parse(wrong.body).message]).toEqual([
			400,
			`invalid parameter "page_size" invalid character 'a' looking for beginning of value`,
		]);
	});

	it('gives projects page by page', async () => {
		const { ask } = cloudForTest();
		const names: string[] = [];
		let next = '';
		do {
			const address = `/v1/orgs/acme/projects?page_size=3&page_token=${encodeURIComponent(next)}`;
			const { projects, nextPageToken } = JSON.parse(
				(await ask('GET', address, tokens.admin)).body,
			);
			names.push(...projects.map(({ name }: { name: string }) => name));
			next = nextPageToken;
		} while (next !== '');
		expect(names).toEqual(['flight-ops', 'never-deployed', 'open-flights', 'sleeping']);
	});
});

describe('the paths of the proxy', () => {
	it.each([
		['/api/flights', '/v1/instances/i/api/flights'],
		['/api/ops%2Fweekly', '/v1/instances/i/api/ops/weekly'],
		['/api/late%20flights/', '/v1/instances/i/api/late%20flights/'],
		['/api/%2e%2e/%2e%2e/ping', '/v1/instances/ping'],
		['/api/ops:monthly', '/v1/instances/i/api/ops:monthly'],
		['/api/%', undefined],
	])('sends %s to %s', (rest, path) => {
		expect(runtimePath('i', rest)).toBe(path);
	});

	it('knows when a path is clean', () => {
		expect(['/', '/a/', '/a//b', '/a/./b', '/a/../b', '/../a', '/a/..'].map(cleanPath)).toEqual([
			'/',
			'/a/',
			'/a/b',
			'/a/b',
			'/b',
			'/a',
			'/',
		]);
	});
});
