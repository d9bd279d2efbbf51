import { issueEmbed, type EmbedWish } from '../../nodes/Rill/client/embed';
import type { HttpRequest } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';

const wish: EmbedWish = {
	identity: { kind: 'email', email: 'a@b.test' },
	dashboard: { kind: 'canvas', name: 'ops' },
	navigation: false,
};

function rill(answer: unknown) {
	const requests: HttpRequest[] = [];
	const connection = connectionOf(async (request) => {
		requests.push(request);
		return { status: 200, headers: {}, body: JSON.stringify(answer) };
	});
	return { connection, requests, bodies: () => requests.map(({ body }) => JSON.parse(body ?? '')) };
}

const ANSWER = { iframeSrc: 'https://ui.rill.test/-/embed?x=1', accessToken: 'abc' };

describe('an address for embedding', () => {
	it('is asked for with what it is to show, to whom and how', async () => {
		const { connection, requests, bodies } = rill(ANSWER);
		await issueEmbed(connection, wish);
		await issueEmbed(connection, {
			...wish,
			dashboard: undefined,
			identity: { kind: 'attributes', attributes: { airport: 'ORD' } },
			ttlSeconds: 60,
			externalUserId: 'e1',
		});
		await issueEmbed(connection, { ...wish, navigation: true, theme: 'night', themeMode: 'dark' });
		expect(requests[0]).toMatchObject({
			method: 'POST',
			url: 'https://rill.test/v1/organizations/acme/projects/flight-ops/iframe',
			headers: { accept: 'application/json', 'content-type': 'application/json' },
		});
		expect(bodies()).toEqual([
			{ type: 'canvas', resource: 'ops', user_email: 'a@b.test' },
			{
				navigation: true,
				attributes: { airport: 'ORD' },
				ttl_seconds: 60,
				external_user_id: 'e1',
			},
			{
				type: 'canvas',
				resource: 'ops',
				navigation: true,
				theme: 'night',
				theme_mode: 'dark',
				user_email: 'a@b.test',
			},
		]);
	});

	it('comes with its token', async () => {
		expect(await issueEmbed(rill(ANSWER).connection, wish)).toMatchObject({
			url: ANSWER.iframeSrc,
			token: { accessToken: 'abc', runtimeHost: 'https://rill.test' },
		});
		const plain = { ...ANSWER, iframeSrc: 'http://localhost/x' };
		expect((await issueEmbed(rill(plain).connection, wish)).url).toBe('http://localhost/x');
	});

	it.each([
		[null],
		[{ accessToken: 'abc' }],
		[{ ...ANSWER, iframeSrc: 5 }],
		[{ ...ANSWER, iframeSrc: ['https://x'] }],
		[{ ...ANSWER, iframeSrc: '/-/embed' }],
		[{ ...ANSWER, iframeSrc: 'javascript:https://x' }],
	])('is not in %j', async (answer) => {
		await expect(issueEmbed(rill(answer).connection, wish)).rejects.toMatchObject({
			kind: 'unexpected',
			message: 'Rill answered without an embed URL',
		});
	});

	it('is for somebody, whom Rill would take for the caller otherwise', async () => {
		const { connection, requests } = rill(ANSWER);
		const nobody = { ...wish, identity: { kind: 'email' as const, email: '' } };
		await expect(issueEmbed(connection, nobody)).rejects.toThrow("'User Email' is empty");
		expect(requests).toEqual([]);
	});

	it('is nothing that Rill Developer has', async () => {
		const { connection, requests } = rill(ANSWER);
		const local = {
			...connection,
			address: { deployment: 'local', baseUrl: 'http://localhost:9009', instance: 'x' } as const,
		};
		await expect(issueEmbed(local, wish)).rejects.toMatchObject({
			kind: 'settings',
			message: 'Rill Developer has no embed URLs: only Rill Cloud issues them',
			hint: expect.stringContaining('Use a credential for Rill Cloud'),
		});
		expect(requests).toEqual([]);
	});

	it('that Rill refuses is named', async () => {
		const refusing = connectionOf(async () => ({
			status: 500,
			headers: {},
			body: '{"error":"x"}',
		}));
		await expect(issueEmbed(refusing, wish)).rejects.toThrow(
			'Rill could not issue an embed URL: x',
		);
	});
});
