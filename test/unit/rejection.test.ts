import { RillError } from '../../nodes/Rill/client/errors';
import { explainRejection } from '../../nodes/Rill/client/rejection';
import { Pace } from '../../nodes/Rill/client/pace';
import { notSignedIn, signInLost } from '../../nodes/Rill/client/signIn';
import type { HttpAnswer, HttpRequest, RillConnection } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';

const refused = new RillError('tokenRejected', 'Rill does not accept it', 'Issue another', {
	status: 401,
	body: 'token is expired',
});

const saying = (message: string, more: Partial<HttpAnswer> = {}): HttpAnswer => ({
	status: 401,
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify({ code: 16, message, details: [] }),
	...more,
});

function asked(answer: HttpAnswer | Error, more: Partial<RillConnection> = {}) {
	const requests: HttpRequest[] = [];
	const connection = connectionOf(async (request) => {
		requests.push(request);
		return answer instanceof Error ? await Promise.reject(answer) : answer;
	}, more);
	return { requests, connection, explain: async () => await explainRejection(connection, refused) };
}

describe('why a token was refused', () => {
	it("is what the project's own endpoint says", async () => {
		const { explain, requests } = asked(saying('service auth token not found'));
		const { kind, message, hint, details } = await explain();
		expect({ kind, message, hint, details }).toEqual({
			kind: 'tokenRejected',
			message: "Rill does not accept the credential's token: it was revoked or deleted",
			hint: 'Issue another',
			details: { status: 401, body: 'service auth token not found' },
		});
		expect(requests).toEqual([
			{
				method: 'GET',
				url: 'https://rill.test/v1/orgs/acme/projects/flight-ops',
				headers: { accept: 'application/json' },
			},
		]);
	});

	it('is also what it says in plain text', async () => {
		const plain = { body: 'auth token not found', headers: { 'content-type': 'text/plain' } };
		expect((await asked(saying('', plain)).explain()).message).toMatch(
			/: it is unknown, or was revoked$/,
		);
	});

	it.each<[string, HttpAnswer | Error]>([
		['it takes the token', saying('x', { status: 200 })],
		['a proxy answers', saying('', { body: '<html>', headers: { 'content-type': 'text/html' } })],
		['it says nothing of what it is', saying('', { body: 'token is expired', headers: {} })],
		['it does not answer', new Error('broken')],
	])('stays what it was where %s', async (_case, answer) => {
		expect(await asked(answer).explain()).toBe(refused);
	});

	it.each([
		['of a user', { issuedFor: 'a@b.test' }],
		['that was issued', { token: 'ephemeral' as const }],
	])('is not asked for a token %s', async (_case, more) => {
		const { explain, requests } = asked(saying('auth token not found'), more);
		expect(await explain()).toBe(refused);
		expect(requests).toEqual([]);
	});

	it('is another at Rill Developer, which needs none', async () => {
		const { explain, requests } = asked(saying('x'), {
			address: { deployment: 'local', baseUrl: 'http://localhost:9009', instance: 'default' },
		});
		const { kind, message, hint, details } = await explain();
		expect([kind, message, details]).toEqual([
			'tokenRejected',
			"Rill Developer does not accept the credential's token",
			refused.details,
		]);
		expect(hint).toContain("empty the credential's 'Token'");
		expect(requests).toEqual([]);
	});

	it('is asked for once in a run', async () => {
		const patience = { maxTries: 5, maxTotalMs: 60_000, pace: new Pace() };
		const { explain, requests } = asked(saying('auth token is expired'), { patience });
		const explained = await Promise.all([explain(), explain()]);
		expect(explained.map(({ message }) => message)).toEqual(
			Array.from({ length: 2 }, () => expect.stringMatching(/: it has expired$/)),
		);
		expect(requests).toHaveLength(1);
		const another = asked(saying('auth token is expired'), { patience: { ...patience } });
		await another.explain();
		expect(another.requests).toHaveLength(1);
	});

	it('matters no more when the workflow is stopped', async () => {
		const stopped = asked(new Error('x'), { cancelSignal: AbortSignal.abort() });
		expect(await stopped.explain()).toMatchObject({ kind: 'cancelled' });
	});
});

it.each([
	[
		'has ended',
		signInLost(),
		'signInLost',
		/^The connection to Rill is lost/,
		"press 'Switch account'",
	],
	[
		'was never done',
		notSignedIn(),
		'tokenMissing',
		/^The credential is not connected to Rill: nobody has signed in/,
		"press 'Connect'",
	],
])('a sign-in that %s is explained', (_case, error, kind, message, hint) => {
	expect(error.kind).toBe(kind);
	expect(error.message).toMatch(message);
	expect(error.hint).toContain(hint);
});
