import { concealing, concealingAll } from '../../nodes/Rill/client/conceal';
import { RillError } from '../../nodes/Rill/client/errors';
import type { HttpAnswer, RillConnection } from '../../nodes/Rill/client/transport';
import { askForFlights, connectionOf } from '../support/clientConnection';

const json = { 'content-type': 'application/json' };

async function asked(
	answer: Partial<HttpAnswer>,
	more: Partial<RillConnection> = {},
	read: (answer: HttpAnswer) => unknown = ({ body }) => JSON.parse(body),
) {
	return await askForFlights(
		connectionOf(async () => ({ status: 200, headers: json, body: '[]', ...answer }), more),
		read,
	);
}

describe('a successful answer', () => {
	it.each([200, 204, 299])('is read with the status %d', async (status) => {
		expect(await asked({ status, body: '[1]' })).toEqual([1]);
	});

	it.each([199, 300, 400])('is none with the status %d', async (status) => {
		await expect(asked({ status })).rejects.toThrow(RillError);
	});

	it.each(['[{"a":1},{"a"', ' \n{"a":1'])('is none where it is cut off: %s', async (body) => {
		await expect(asked({ body })).rejects.toMatchObject({
			kind: 'cutOff',
			message: 'Rill\'s answer was cut off when the node tried to run API "flights"',
			hint: expect.stringMatching(/^Something between n8n and Rill .* ends large or slow answers/),
			details: { api: 'flights' },
		});
	});

	it.each(['rows: [{', '<p>[{'])(
		'is wrong and not cut off where it is no JSON: %s',
		async (body) => {
			await expect(asked({ body })).rejects.toThrow(SyntaxError);
		},
	);

	it('is none where its bytes are no text', async () => {
		await expect(asked({ isGarbled: true })).rejects.toMatchObject({
			kind: 'unexpected',
			message:
				'The answer is not UTF-8 text, as Rill\'s are, when the node tried to run API "flights"',
			hint: expect.stringMatching(
				/^Something other than Rill may stand at the credential's address/,
			),
			details: { api: 'flights' },
		});
	});

	it('that nobody can read is an error, whatever is thrown', async () => {
		const saying = (thrown: unknown) =>
			asked({}, {}, () => {
				throw thrown;
			});
		await expect(saying('in words')).rejects.toThrow(new Error('in words'));
		const error = new RillError('unexpected', 'x', 'y');
		await expect(saying(error)).rejects.toMatchObject({ kind: 'unexpected', message: 'x' });
	});
});

describe('an unsuccessful answer', () => {
	const refused = {
		status: 401,
		body: '{"error":"does not have permission to access the production deployment"}',
	};

	it('names the place, and the token with which it was asked', async () => {
		await expect(asked(refused, { issuedFor: "a user's email" })).rejects.toMatchObject({
			message:
				'The credential\'s token is valid, but has no access to project "flight-ops" of organization "acme"',
			hint: expect.stringMatching(/^It is a service token, issued for a user's email\./),
			details: { api: 'flights', status: 401 },
		});
	});

	it('says nothing of the token', async () => {
		const token = ['rill', 'svc', 'abcdefghijklmnop'].join('_');
		const body = JSON.stringify({ error: 'odd: abcdefghijklmnop' });
		await expect(
			asked({ status: 400, body }, { conceal: concealing(token) }),
		).rejects.toMatchObject({ message: 'Rill could not run API "flights": odd: [token]' });
	});

	it('says nothing of a token that was renewed meanwhile', async () => {
		const known = new Set<string>();
		const body = JSON.stringify({ error: 'odd: abcdefghijklmnop' });
		const learnTokens = async () => void known.add('abcdefghijklmnop');
		await expect(
			asked({ status: 400, body }, { conceal: concealingAll(known), learnTokens }),
		).rejects.toMatchObject({ message: 'Rill could not run API "flights": odd: [token]' });
	});

	it('of a token is explained by one more question, and others are not', async () => {
		const urls: string[] = [];
		const send =
			(status: number, message: string): RillConnection['send'] =>
			async ({ url }) => {
				urls.push(url);
				return { status, headers: json, body: JSON.stringify({ code: 16, message }) };
			};
		const refusing = send(401, 'service auth token not found');
		await expect(asked({}, { send: refusing })).rejects.toThrow('it was revoked or deleted');
		expect(urls).toHaveLength(2);
		await expect(asked({}, { send: send(403, 'no') })).rejects.toThrow('does not let this token');
		expect(urls).toHaveLength(3);
	});
});
