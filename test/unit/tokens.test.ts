import fc from 'fast-check';

import { checkWish, issueToken, warningsFor, type TokenWish } from '../../nodes/Rill/client/tokens';
import type { HttpRequest, RillConnection } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';

const cloud = {
	deployment: 'cloud',
	baseUrl: 'https://rill.test',
	organization: 'acme',
	project: 'flight-ops',
} as const;

const local = {
	deployment: 'local',
	baseUrl: 'http://localhost:9009',
	instance: 'default',
} as const;

function answering(body: unknown, address: RillConnection['address'] = cloud) {
	const requests: HttpRequest[] = [];
	const connection = connectionOf(
		async (request) => {
			requests.push(request);
			return { status: 200, headers: {}, body: JSON.stringify(body) };
		},
		{ address },
	);
	return { connection, requests, bodies: () => requests.map(({ body }) => JSON.parse(body ?? '')) };
}

const attributes = (values: Record<string, never> | object): TokenWish['identity'] => ({
	kind: 'attributes',
	attributes: values as Record<string, string>,
});

const jwt = (payload: object) =>
	`eyJ.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.sig`;

/** A value with a number, a boolean or a text in it that is not blank, at any depth. */
function saysSomething(value: unknown): boolean {
	if (typeof value === 'object') return Object.values(value ?? {}).some(saysSomething);
	return typeof value !== 'string' || value.trim() !== '';
}

describe('a wish for a token', () => {
	const refused: Array<[TokenWish, string]> = [
		[{ identity: { kind: 'email', email: '' } }, "'User Email' is empty"],
		[{ identity: { kind: 'email', email: 'nobody' } }, 'not an e-mail address: "nobody"'],
		[{ identity: { kind: 'email', email: 'a b@c.d' } }, 'not an e-mail address'],
		[{ identity: attributes({}) }, "'User Attributes' is empty"],
		[{ identity: attributes({ airport: null }) }, 'The user attribute "airport" is empty'],
		[{ identity: attributes({ airport: undefined }) }, 'The user attribute "airport" is empty'],
		[{ identity: attributes({ airport: Number.NaN }) }, 'The user attribute "airport" is empty'],
		[{ identity: attributes({ airport: '  ' }) }, 'The user attribute "airport" is empty'],
		[{ identity: attributes({ a: 1, airport: '' }) }, 'The user attribute "airport" is empty'],
		[{ identity: { kind: 'email', email: 'x a@b.c' } }, 'not an e-mail address'],
		[{ identity: { kind: 'email', email: 'a@b.c x' } }, 'not an e-mail address'],
		[{ identity: { kind: 'email', email: '@b.c' } }, 'not an e-mail address'],
		[{ identity: { kind: 'email', email: 'a@' } }, 'not an e-mail address'],
		[{ identity: { kind: 'email', email: 'A <a@b.c>' } }, 'not an e-mail address'],
		[{ identity: attributes({ airports: [] }) }, 'The user attribute "airports" is empty'],
		[{ identity: attributes({ airports: {} }) }, 'The user attribute "airports" is empty'],
		[{ identity: attributes({ a: [null, { b: ' ' }] }) }, 'The user attribute "a" is empty'],
		[{ identity: attributes({ a: 1 }), ttlSeconds: 0 }, "'Time to Live' must be"],
		[{ identity: attributes({ a: 1 }), ttlSeconds: -1 }, "'Time to Live' must be"],
		[{ identity: attributes({ a: 1 }), ttlSeconds: 1.5 }, "'Time to Live' must be"],
		[{ identity: attributes({ a: 1 }), ttlSeconds: Number.NaN }, "'Time to Live' must be"],
		[{ identity: attributes({ a: 1 }), ttlSeconds: 2 ** 32 }, "'Time to Live' must be"],
	];

	it.each(refused)('%j is refused, and nothing is sent', async (wish, message) => {
		expect(() => checkWish(wish)).toThrow(message);
		const { connection, requests } = answering({ accessToken: 'x' });
		await expect(issueToken(connection, wish)).rejects.toThrow(message);
		expect(requests).toEqual([]);
	});

	it.each<[string, TokenWish, string]>([
		[
			'no address',
			{ identity: { kind: 'email', email: '' } },
			'would have the rights of the credential itself',
		],
		['no attributes', { identity: attributes({}) }, 'Give at least one attribute'],
		['an empty one', { identity: attributes({ a: '' }) }, 'An expression may have found nothing'],
		['a lifetime', { identity: attributes({ a: 1 }), ttlSeconds: 0.5 }, '3600 is an hour'],
	])('is refused with a reason: %s', (_case, wish, reason) => {
		expect(() => checkWish(wish)).toThrow(
			expect.objectContaining({ kind: 'settings', hint: expect.stringContaining(reason) }),
		);
	});

	it('may have an attribute that is partly empty', () => {
		const identity = attributes({
			airports: ['', 'ORD'],
			none: [0],
			not: false,
			deep: { a: [{ b: 1 }] },
		});
		expect(() => checkWish({ identity })).not.toThrow();
	});

	it('may live for a second, or as long as Rill takes', () => {
		for (const ttlSeconds of [1, 2 ** 32 - 1, undefined]) {
			expect(() => checkWish({ identity: attributes({ a: 1 }), ttlSeconds })).not.toThrow();
		}
	});

	it('warns of all but a boolean in "admin", which most policies take for true', () => {
		for (const admin of ['false', 1, 0, [], ['no'], { is: false }]) {
			expect(warningsFor({ identity: attributes({ admin }) })).toEqual([
				`The attribute "admin" is ${JSON.stringify(admin)}, which is neither true nor false. Most security policies take such a value for true, so this token may see everything. Make it a boolean.`,
			]);
		}
		for (const values of [{ admin: true }, { admin: false }, { airport: 'ORD' }]) {
			expect(warningsFor({ identity: attributes(values) })).toEqual([]);
		}
		expect(warningsFor({ identity: { kind: 'email', email: 'a@b.c' } })).toEqual([]);
	});
});

describe('issuing a token', () => {
	it('sends one identity and only fields that Rill knows', async () => {
		const { connection, bodies, requests } = answering({ accessToken: 'x' });
		await issueToken(connection, { identity: { kind: 'email', email: 'a@b.c' }, ttlSeconds: 60 });
		await issueToken(connection, {
			identity: attributes({ airport: 'ORD' }),
			externalUserId: 'e1',
		});
		expect(bodies()).toEqual([
			{ user_email: 'a@b.c', ttl_seconds: 60 },
			{ attributes: { airport: 'ORD' }, external_user_id: 'e1' },
		]);
		expect(requests[0]).toMatchObject({
			method: 'POST',
			url: 'https://rill.test/v1/organizations/acme/projects/flight-ops/credentials',
			headers: { accept: 'application/json', 'content-type': 'application/json' },
		});
	});

	it('sends no name for the logs that is empty, and the lifetime that was asked for', async () => {
		const { connection, bodies } = answering({ accessToken: 'x' });
		await issueToken(connection, {
			identity: { kind: 'email', email: 'a@b.c' },
			externalUserId: '',
			ttlSeconds: 1,
		});
		expect(bodies()).toEqual([{ user_email: 'a@b.c', ttl_seconds: 1 }]);
	});

	it("reads the token's own end before the lifetime that Rill names", async () => {
		const take = async (answer: object) =>
			await issueToken(answering(answer).connection, { identity: attributes({ a: 1 }) });
		const before = Date.now();
		const { expiresAt, ttlSeconds } = await take({
			accessToken: jwt({ exp: 'soon' }),
			ttlSeconds: 60,
		});
		expect(ttlSeconds).toBe(60);
		expect(expiresAt).toBeGreaterThanOrEqual(before + 60_000);
		expect(expiresAt).toBeLessThanOrEqual(Date.now() + 60_000);
		const last = 8.64e12;
		expect(await take({ accessToken: jwt({ exp: last }) })).toMatchObject({
			expiresAt: last * 1000,
		});
		expect((await take({ accessToken: jwt({ exp: last + 1 }) })).expiresAt).toBeUndefined();
		expect((await take({ accessToken: 'x', ttlSeconds: last })).ttlSeconds).toBeUndefined();
		expect((await take({ accessToken: 'x', ttlSeconds: '60' })).expiresAt).toBeUndefined();
	});

	it('that Rill refuses is named', async () => {
		const refusing = connectionOf(async () => ({
			status: 500,
			headers: {},
			body: '{"error":"x"}',
		}));
		const issued = issueToken(refusing, { identity: attributes({ a: 1 }) });
		await expect(issued).rejects.toThrow('Rill could not issue an ephemeral token: x');
	});

	it('takes Rill Developer for what it says of itself', async () => {
		const other = { ...local, instance: 'other' };
		const wish: TokenWish = { identity: attributes({ a: 1 }) };
		expect(await issueToken(answering({ jwt: 'x' }, other).connection, wish)).toMatchObject({
			instanceId: 'other',
		});
		expect(
			await issueToken(
				answering({ jwt: 'x', instanceId: 'i', runtimeHost: 5 }, other).connection,
				wish,
			),
		).toMatchObject({ instanceId: 'i', runtimeHost: local.baseUrl });
	});

	it.each([
		['a.b-c_d~e+f/g', true],
		['abc==', true],
		['a b', false],
		['a=b', false],
		['=', false],
		['a\n', false],
		['é', false],
	])('takes %j for a token: %s', async (accessToken, taken) => {
		const issued = issueToken(answering({ accessToken }).connection, {
			identity: attributes({ a: 1 }),
		});
		await (taken
			? expect(issued).resolves.toMatchObject({ accessToken })
			: expect(issued).rejects.toThrow('without a token'));
	});

	it('sends any attributes as they are', async () => {
		const values = fc.dictionary(
			fc.string({ minLength: 1 }),
			fc.jsonValue().filter(saysSomething),
			{ minKeys: 1 },
		);
		await fc.assert(
			fc.asyncProperty(values, async (wanted) => {
				const { connection, bodies } = answering({ accessToken: 'x' });
				await issueToken(connection, { identity: attributes(wanted) });
				expect(bodies()).toEqual([{ attributes: JSON.parse(JSON.stringify(wanted)) }]);
			}),
		);
	});

	it("tells the token's own end, or else the lifetime that Rill names", async () => {
		const accessToken = jwt({ exp: 2_000_000_000 });
		const own = await issueToken(
			answering({ accessToken, ttlSeconds: 60, runtimeHost: 'https://r', instanceId: 'i' })
				.connection,
			{ identity: attributes({ a: 1 }) },
		);
		expect(own).toEqual({
			accessToken,
			expiresAt: 2_000_000_000_000,
			ttlSeconds: 60,
			runtimeHost: 'https://r',
			instanceId: 'i',
		});
		const before = Date.now();
		const named = await issueToken(answering({ accessToken: 'x', ttlSeconds: 60 }).connection, {
			identity: attributes({ a: 1 }),
		});
		expect(named.expiresAt).toBeGreaterThanOrEqual(before + 60_000);
		expect(named).toMatchObject({ runtimeHost: 'https://rill.test', instanceId: '' });
		const neither = await issueToken(answering({ accessToken: 'x' }).connection, {
			identity: attributes({ a: 1 }),
		});
		expect(neither.expiresAt).toBeUndefined();
	});

	it.each([1e20, -1e20, 1e300])(
		'with an end that no date can hold says nothing of it: %s',
		async (seconds) => {
			const payload = Buffer.from(JSON.stringify({ exp: seconds })).toString('base64url');
			const answer = { accessToken: `e.${payload}.s`, ttlSeconds: seconds };
			const token = await issueToken(answering(answer).connection, {
				identity: attributes({ a: 1 }),
			});
			expect(token).toMatchObject({ expiresAt: undefined, ttlSeconds: undefined });
		},
	);

	it("goes through Rill Developer's dev-jwt locally, which wants a name and an address", async () => {
		const { connection, bodies, requests } = answering({ jwt: jwt({}) }, local);
		const token = await issueToken(connection, { identity: { kind: 'email', email: 'a@b.c' } });
		await issueToken(connection, {
			identity: attributes({
				airport: 'ORD',
				admin: false,
				groups: ['g'],
				name: 'N',
				email: 'n@x.y',
			}),
		});
		expect(requests[0].url).toBe('http://localhost:9009/v1/dev-jwt');
		expect(token).toMatchObject({ runtimeHost: local.baseUrl, instanceId: 'default' });
		const others: Record<string, unknown> = {
			admin: 'false',
			groups: 'g',
			name: 5,
			email: ['a@b.c'],
			toString: 'x',
		};
		await issueToken(connection, { identity: attributes(others) });
		expect(bodies()).toEqual([
			{ name: 'a@b.c', email: 'a@b.c' },
			{ name: 'N', email: 'n@x.y', groups: ['g'], admin: false, attributes: { airport: 'ORD' } },
			{
				name: 'n8n',
				email: 'n8n@localhost.localdomain',
				attributes: others,
			},
		]);
	});

	it.each([[{}], [{ accessToken: '' }], [{ accessToken: 5 }], [null], ['text'], [[]]])(
		'is not done when Rill answers %j',
		async (body) => {
			const wish: TokenWish = { identity: attributes({ a: 1 }) };
			await expect(issueToken(answering(body).connection, wish)).rejects.toThrow('without a token');
		},
	);
});
