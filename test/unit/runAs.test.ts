import fc from 'fast-check';

import type { RillAddress } from '../../nodes/Rill/client/address';
import { ask } from '../../nodes/Rill/client/ask';
import { RillError } from '../../nodes/Rill/client/errors';
import { asIdentity, type IssuingConnection } from '../../nodes/Rill/client/runAs';
import type { TokenWish } from '../../nodes/Rill/client/tokens';
import type { HttpAnswer, HttpRequest, RillConnection } from '../../nodes/Rill/client/transport';
import { runs } from '../support/properties';

const CLOUD: RillAddress = {
	deployment: 'cloud',
	baseUrl: 'https://rill.test',
	organization: 'acme',
	project: 'flight-ops',
};
const DEVELOPER: RillAddress = {
	deployment: 'local',
	baseUrl: 'http://host.docker.internal:9009',
	instance: 'default',
};

const BY_EMAIL: TokenWish = { identity: { kind: 'email', email: 'ann@acme.test' } };
const BY_ATTRIBUTES: TokenWish = {
	identity: { kind: 'attributes', attributes: { airport: 'ORD' } },
};

const ROWS: HttpAnswer = { status: 200, headers: {}, body: '[]' };
const EXPIRED: HttpAnswer = {
	status: 401,
	headers: { 'content-type': 'text/plain; charset=utf-8' },
	body: 'rpc error: code = Unauthenticated desc = jwt is expired\n',
};
const OF_ANOTHER_DEPLOYMENT: HttpAnswer = {
	status: 403,
	headers: { 'content-type': 'application/json' },
	body: '{"error":"does not have access to custom APIs"}',
};

let projects = 0;

/**
 * A project of its own for each test, since tokens are kept for all of the process, whose Rill
 * numbers the tokens and answers calls as it is told.
 */
function project(
	answer: (accessToken: string) => HttpAnswer = () => ROWS,
	{
		address = CLOUD,
		issue = (count: number): HttpAnswer => ({
			...ROWS,
			body: JSON.stringify({ accessToken: `eyJtoken.number.${count}`, ttlSeconds: 600 }),
		}),
		more = {},
	}: {
		address?: RillAddress;
		issue?: (count: number) => HttpAnswer | Promise<HttpAnswer>;
		more?: Partial<IssuingConnection>;
	} = {},
) {
	const name = `project ${projects++}`;
	const issuing: HttpRequest[] = [];
	const used: string[] = [];
	const connection: IssuingConnection = {
		address,
		token: address.deployment === 'cloud' ? 'service' : 'none',
		timeoutMs: 1000,
		conceal: (text) => text,
		// Like n8n's helper, it ends with the signal.
		send: async (request, signal) => {
			issuing.push(request);
			const aborted = new Promise<never>((_resolve, reject) => {
				signal.addEventListener('abort', () => reject(new Error('aborted')));
			});
			return await Promise.race([issue(issuing.length), aborted]);
		},
		sendWith: async (accessToken) => {
			used.push(accessToken);
			return answer(accessToken);
		},
		fingerprint: (text) => `${name}: ${text}`,
		...more,
	};
	return { connection, issuing, used };
}

const call = async (connection: RillConnection) =>
	await ask(
		connection,
		{ method: 'GET', url: `${connection.address.baseUrl}/v1/api`, headers: {} },
		{ task: 'run API "my_flights"', api: 'my_flights' },
		(answer) => answer,
	);

async function failureOf(work: Promise<unknown>): Promise<RillError> {
	return await work.then(
		() => {
			throw new Error('It did not fail');
		},
		(error: RillError) => error,
	);
}

/** A value with a number, a boolean or a text in it that is not blank, at any depth. */
function saysSomething(value: unknown): boolean {
	if (typeof value === 'object') return Object.values(value ?? {}).some(saysSomething);
	return typeof value !== 'string' || value.trim() !== '';
}

describe('without a user', () => {
	it('the work is done with the credential itself, and no token is issued', async () => {
		const { connection, issuing } = project();
		const given = await asIdentity(connection, undefined, async (it) => it);
		expect(given).toBe(connection);
		expect(issuing).toEqual([]);
	});
});

describe('as a user', () => {
	it.each([BY_EMAIL, BY_ATTRIBUTES])(
		'%j, the work has nothing but the issued token',
		async (wish) => {
			const { connection, issuing, used } = project();
			await asIdentity(connection, wish, call);
			expect(issuing.map(({ url }) => url)).toEqual([
				'https://rill.test/v1/organizations/acme/projects/flight-ops/credentials',
			]);
			expect(used).toEqual(['eyJtoken.number.1']);
			await asIdentity(connection, wish, async (given) => {
				expect(Object.keys(given).sort()).toEqual([
					'address',
					'cancelSignal',
					'conceal',
					'issuedFor',
					'patience',
					'send',
					'timeoutMs',
					'token',
					'unneeded',
				]);
				expect(given.token).toBe('ephemeral');
			});
			expect(issuing).toHaveLength(1);
		},
	);

	it('a token is issued for each user and each thing that is asked of it', async () => {
		const { connection, issuing } = project();
		const wishes: TokenWish[] = [
			BY_EMAIL,
			BY_ATTRIBUTES,
			{ identity: { kind: 'email', email: 'bob@acme.test' } },
			{ identity: { kind: 'attributes', attributes: { airport: 'ATL' } } },
			{ identity: { kind: 'attributes', attributes: { airport: ['ORD'] } } },
			{ identity: { kind: 'attributes', attributes: { airport: 'ORD', admin: true } } },
			{ ...BY_EMAIL, externalUserId: 'e1' },
			{ ...BY_EMAIL, externalUserId: 'e2' },
			{ ...BY_EMAIL, ttlSeconds: 60 },
			{ ...BY_EMAIL, ttlSeconds: 61 },
		];
		for (const wish of [...wishes, ...wishes]) await asIdentity(connection, wish, call);
		expect(issuing).toHaveLength(wishes.length);
	});

	it('another credential gets tokens of its own', async () => {
		const [one, other] = [project(), project()];
		await asIdentity(one.connection, BY_EMAIL, call);
		await asIdentity(other.connection, BY_EMAIL, call);
		expect([one.issuing.length, other.issuing.length]).toEqual([1, 1]);
	});

	it('no token of one user is ever used for another', async () => {
		const attributes = fc.dictionary(
			fc.string({ minLength: 1 }),
			fc.jsonValue().filter(saysSomething),
			{ minKeys: 1, maxKeys: 3 },
		);
		const wish = fc.oneof(
			fc.constantFrom('a@b.c', 'd@e.f').map((email) => ({ kind: 'email' as const, email })),
			attributes.map((values) => ({
				kind: 'attributes' as const,
				attributes: values as Record<string, string>,
			})),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(wish, { maxLength: 12 }), async (identities) => {
				const { connection, issuing } = project((accessToken) => ({ ...ROWS, body: accessToken }));
				await Promise.all(
					[...identities, ...identities].map(async (identity) => {
						const { body } = await asIdentity(connection, { identity }, call);
						const request = issuing[Number(body.split('.')[2]) - 1];
						expect(JSON.parse(request.body ?? '')).toEqual(
							JSON.parse(
								JSON.stringify(
									identity.kind === 'email'
										? { user_email: identity.email }
										: { attributes: identity.attributes },
								),
							),
						);
					}),
				);
			}),
			{ numRuns: runs(300) },
		);
	});
});

describe('when no token is issued, no call is made', () => {
	const status = fc.oneof(
		fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 415, 429, 500, 502, 503, 504),
		fc.integer({ min: 100, max: 599 }),
	);
	const body = fc.oneof(
		fc.string(),
		fc.json(),
		fc.constantFrom(
			'',
			'{}',
			'{"accessToken":""}',
			'{"accessToken":null}',
			'{"accessToken":"two words"}',
			'{"accessToken":"a\\r\\nauthorization: b"}',
			'<html>',
			'{"code":7,"message":"does not have permission to manage deployment","details":[]}',
			'{"code":9,"message":"project does not have a deployment","details":[]}',
			'{"error":"does not have access to custom APIs"}',
			EXPIRED.body,
		),
	);
	const type = fc.constantFrom('application/json', 'text/plain; charset=utf-8', 'text/html');

	it('whatever Rill answers instead', async () => {
		await fc.assert(
			fc.asyncProperty(status, body, type, async (code, text, contentType) => {
				const answer = { status: code, headers: { 'content-type': contentType }, body: text };
				const { connection, used } = project(undefined, { issue: () => answer });
				let begun = 0;
				const failure = await failureOf(
					asIdentity(connection, BY_EMAIL, async (given) => {
						begun++;
						return await call(given);
					}),
				);
				expect(failure).toBeInstanceOf(RillError);
				expect(failure.message).toMatch(
					/^No call was made, since no token was issued for the user: ./,
				);
				expect(failure.hint.includes("'Run As' has Rill issue")).toBe(failure.kind === 'notAdmin');
				expect([begun, used]).toEqual([0, []]);
			}),
			{ numRuns: runs(2000) },
		);
	});

	it.each<[string, TokenWish, string]>([
		['no address', { identity: { kind: 'email', email: '' } }, "'User Email' is empty"],
		['a name', { identity: { kind: 'email', email: 'ann' } }, 'not an e-mail address'],
		['no attributes', { identity: { kind: 'attributes', attributes: {} } }, 'is empty'],
		[
			'an empty attribute',
			{ identity: { kind: 'attributes', attributes: { airport: '' } } },
			'is empty',
		],
		['no lifetime', { ...BY_EMAIL, ttlSeconds: 0 }, "'Time to Live'"],
	])('nor is Rill asked for one for %s', async (_case, wish, message) => {
		const { connection, issuing, used } = project();
		const failure = await failureOf(asIdentity(connection, wish, call));
		expect(failure.message).toContain(`No call was made`);
		expect(failure.message).toContain(message);
		expect([issuing, used]).toEqual([[], []]);
	});

	it('nor where the connection breaks', async () => {
		const { connection, used } = project(undefined, {
			issue: async () => await Promise.reject(new Error('socket hang up')),
		});
		const failure = await failureOf(asIdentity(connection, BY_EMAIL, call));
		expect(failure).toMatchObject({ kind: 'unreachable' });
		expect(used).toEqual([]);
	});

	it('and a credential that is no admin is told what Run As needs', async () => {
		const { connection } = project(undefined, {
			issue: () => ({
				status: 403,
				headers: { 'content-type': 'application/json' },
				body: '{"code":7,"message":"does not have permission to manage deployment","details":[]}',
			}),
		});
		expect(await failureOf(asIdentity(connection, BY_EMAIL, call))).toMatchObject({
			kind: 'notAdmin',
			message: expect.stringContaining('needs the role "admin"'),
			hint: expect.stringMatching(
				/^'Run As' .* as only an admin may\. It is a service token\. Use a /,
			),
			details: { status: 403 },
		});
	});

	it('and the next who asks is not kept from one by that failure', async () => {
		let answers = 0;
		const { connection, used } = project(undefined, {
			issue: () =>
				answers++ === 0 ? { ...ROWS, status: 503 } : { ...ROWS, body: '{"accessToken":"t"}' },
		});
		await failureOf(asIdentity(connection, BY_EMAIL, call));
		await asIdentity(connection, BY_EMAIL, call);
		expect(used).toEqual(['t']);
	});
});

describe('a token that Rill no longer takes', () => {
	it.each([
		['because it has expired', EXPIRED],
		['because the project was deployed anew', OF_ANOTHER_DEPLOYMENT],
	])('%s is replaced once, and the work done again', async (_case, refusal) => {
		const { connection, issuing, used } = project((accessToken) =>
			accessToken.endsWith('.1') ? refusal : ROWS,
		);
		expect(await asIdentity(connection, BY_EMAIL, call)).toBe(ROWS);
		expect(used).toEqual(['eyJtoken.number.1', 'eyJtoken.number.2']);
		await asIdentity(connection, BY_EMAIL, call);
		expect(used[2]).toBe('eyJtoken.number.2');
		expect(issuing).toHaveLength(2);
	});

	it('is replaced once for all who use it', async () => {
		const { connection, issuing, used } = project((accessToken) =>
			accessToken.endsWith('.1') ? EXPIRED : ROWS,
		);
		await Promise.all(
			Array.from({ length: 50 }, async () => await asIdentity(connection, BY_EMAIL, call)),
		);
		expect(issuing).toHaveLength(2);
		expect(used).toHaveLength(100);
	});

	it.each([
		[EXPIRED, /^Rill does not accept the token issued for a user's email: it has expired$/],
		[OF_ANOTHER_DEPLOYMENT, /does not have access to custom APIs$/],
	])(
		'and neither the one in its place, is a failure that names no token (%j)',
		async (refusal, message) => {
			const { connection, issuing, used } = project(() => refusal);
			const failure = await failureOf(asIdentity(connection, BY_EMAIL, call));
			expect(failure.message).toMatch(message);
			expect(JSON.stringify([failure.message, failure.hint, failure.details])).not.toContain('eyJ');
			expect([issuing.length, used.length]).toEqual([2, 2]);
		},
	);

	it('is not replaced by the credential where there is no new one', async () => {
		const { connection, used } = project(() => EXPIRED, {
			issue: (count) =>
				count === 1 ? { ...ROWS, body: '{"accessToken":"t"}' } : { ...ROWS, status: 500 },
		});
		const failure = await failureOf(asIdentity(connection, BY_EMAIL, call));
		expect(failure.message).toMatch(/^No call was made/);
		expect(used).toEqual(['t']);
	});
});

describe('any other failure', () => {
	it.each<HttpAnswer>([
		{ ...ROWS, status: 400, body: '{"error":"Binder Error"}' },
		{ ...ROWS, status: 400, body: '{"error":"action not allowed"}' },
		{ ...ROWS, status: 403, body: '{"error":"something else"}' },
		{ ...ROWS, status: 404, body: '{"error":"api with name \\"x\\" not found"}' },
		{ ...ROWS, status: 429, body: '' },
		{ ...ROWS, status: 500, body: '{"error":"x"}' },
	])('passes, and the token stays: %j', async (answer) => {
		const { connection, issuing, used } = project(() => answer);
		await failureOf(asIdentity(connection, BY_EMAIL, call));
		await failureOf(asIdentity(connection, BY_EMAIL, call));
		expect([issuing.length, used.length]).toEqual([1, 2]);
	});

	it('is told with the kind of user, for an API that only admins may call', async () => {
		const answer = {
			status: 400,
			headers: {},
			body: '{"error":"must be an admin to run arbitrary SQL queries"}',
		};
		const { connection } = project(() => answer);
		const { hint } = await failureOf(asIdentity(connection, BY_ATTRIBUTES, call));
		expect(hint).toContain('an ephemeral token, issued for user attributes, who is no admin');
	});
});

describe('stopping the workflow', () => {
	it('ends the wait for a token at once, and makes no call', async () => {
		const stop = new AbortController();
		const { connection, used } = project(undefined, {
			issue: async () => await new Promise(() => {}),
			more: { cancelSignal: stop.signal, timeoutMs: 60_000 },
		});
		const failing = failureOf(asIdentity(connection, BY_EMAIL, call));
		stop.abort();
		expect(await failing).toMatchObject({ kind: 'cancelled', message: 'The workflow was stopped' });
		expect(used).toEqual([]);
	});

	it('asks for no token any more', async () => {
		const { connection, issuing } = project(undefined, {
			more: { cancelSignal: AbortSignal.abort() },
		});
		const failure = await failureOf(asIdentity(connection, BY_EMAIL, call));
		expect(failure.kind).toBe('cancelled');
		expect(issuing).toEqual([]);
	});

	it('takes no token away from another workflow that waits for the same', async () => {
		let answer: (answer: HttpAnswer) => void = () => {};
		const stop = new AbortController();
		const { connection, issuing } = project(undefined, {
			issue: async () => await new Promise((resolve) => (answer = resolve)),
			more: { cancelSignal: stop.signal },
		});
		const stopped = failureOf(asIdentity(connection, BY_EMAIL, call));
		const other = asIdentity({ ...connection, cancelSignal: undefined }, BY_EMAIL, call);
		stop.abort();
		expect((await stopped).kind).toBe('cancelled');
		answer({ ...ROWS, body: '{"accessToken":"t"}' });
		expect(await other).toBe(ROWS);
		expect(issuing).toHaveLength(1);
	});
});

describe('over http to another machine', () => {
	it("goes a token of Rill Developer, which is unsigned and so nobody's secret", async () => {
		const { connection, issuing, used } = project(undefined, {
			address: DEVELOPER,
			issue: () => ({ ...ROWS, body: '{"jwt":"eyJ.eyJ."}' }),
		});
		await asIdentity(connection, BY_ATTRIBUTES, call);
		expect(issuing.map(({ url }) => url)).toEqual(['http://host.docker.internal:9009/v1/dev-jwt']);
		expect(used).toEqual(['eyJ.eyJ.']);
	});

	it('goes neither a token of Rill Cloud, nor the wish for one', async () => {
		const { connection, issuing, used } = project(undefined, {
			address: { ...CLOUD, baseUrl: 'http://rill.test' },
		});
		const failure = await failureOf(asIdentity(connection, BY_EMAIL, call));
		expect(failure.kind).toBe('insecure');
		// A project that is public, and asked without a token, may still not send the user's.
		const open = await failureOf(asIdentity({ ...connection, token: 'none' }, BY_EMAIL, call));
		expect(open.kind).toBe('insecure');
		expect([issuing.length, used]).toEqual([1, []]);
	});
});
