import type { RillError } from '../../nodes/Rill/client/errors';
import type { TokenKind } from '../../nodes/Rill/client/tokenKind';
import { send, type HttpAnswer, type RillConnection } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';

const REQUEST = { method: 'GET', url: 'https://rill.test/v1', headers: {} } as const;
const ANSWER: HttpAnswer = { status: 200, headers: {}, body: '[]' };

const failing = (error: unknown) =>
	connectionOf(async () => {
		throw error;
	});

async function failureOf(work: Promise<unknown>): Promise<RillError> {
	return await work.then(
		() => {
			throw new Error('It did not fail');
		},
		(error: RillError) => error,
	);
}

describe('sending a request', () => {
	it('hands the answer over, whatever its status', async () => {
		const answer = { ...ANSWER, status: 404 };
		expect(
			await send(
				connectionOf(async () => answer),
				REQUEST,
			),
		).toBe(answer);
	});

	it('sends nothing when a token would travel unencrypted', async () => {
		let sent = 0;
		const counting = connectionOf(async () => {
			sent++;
			return ANSWER;
		});
		const failure = await failureOf(send(counting, { ...REQUEST, url: 'http://rill.test/v1' }));
		expect([failure.kind, sent]).toEqual(['insecure', 0]);
	});

	it('may send without a token over http', async () => {
		const open = connectionOf(async () => ANSWER, { token: 'none' });
		expect(await send(open, { ...REQUEST, url: 'http://host.docker.internal/' })).toBe(ANSWER);
	});

	it('knows a connection that n8n itself forbids', async () => {
		const forbidden = Object.assign(new Error('x'), { name: 'SsrfBlockedIpError' });
		const failure = await failureOf(send(failing(new Error('y', { cause: forbidden })), REQUEST));
		expect(failure).toMatchObject({
			kind: 'settings',
			message: expect.stringContaining('n8n does not let its nodes connect'),
		});
	});

	it.each([
		['ECONNREFUSED', 'nothing listens there'],
		['ENOTFOUND', 'no such host name'],
		['ECONNRESET', 'broke off before the answer was complete'],
		['ETIMEDOUT', 'timed out'],
		['ENETUNREACH', 'no route'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'is not trusted here', 'tls'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'is not trusted here', 'tls'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS', 'tls'],
		['EPROTO', 'does not speak TLS', 'tls'],
		['HPE_INVALID_CONSTANT', 'does not speak HTTP'],
		['EWHATEVER', 'the connection broke off'],
	])('says %s in words, wherever the code is', async (code, words, kind = 'unreachable') => {
		for (const error of [
			Object.assign(new Error('x'), { code }),
			new Error('x', { cause: Object.assign(new Error('y'), { code }) }),
		]) {
			const failure = await failureOf(send(failing(error), REQUEST));
			expect(failure.kind).toBe(kind);
			expect(failure.message).toContain(words);
			expect(failure.message).not.toContain(code);
			expect(failure.cause).toBeUndefined();
		}
	});

	it('names no switch that a sign-in does not have, for a certificate that is not trusted', async () => {
		const untrusted = Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
		const hintFor = async (token: TokenKind) =>
			(await failureOf(send({ ...failing(untrusted), token }, REQUEST))).hint;
		expect(await hintFor('service')).toContain('Ignore SSL Issues');
		expect(await hintFor('signedIn')).toContain('NODE_EXTRA_CA_CERTS');
		expect(await hintFor('signedIn')).not.toContain('Ignore SSL Issues');
	});

	it.each([undefined, 'text', new Error('x')])(
		'says something when %p was thrown',
		async (thrown) => {
			expect((await failureOf(send(failing(thrown), REQUEST))).kind).toBe('unreachable');
		},
	);

	it('helps where Rill Developer does not answer', async () => {
		const local = {
			...failing(new Error('x')),
			address: {
				deployment: 'local',
				baseUrl: 'http://localhost:9009',
				instance: 'default',
			} as const,
		};
		expect((await failureOf(send(local, REQUEST))).hint).toContain('host.docker.internal');
	});

	const hanging: RillConnection['send'] = async (_request, signal) =>
		await new Promise((_resolve, reject) => {
			signal.addEventListener('abort', () => reject(new Error('canceled')));
		});

	it('ends at its deadline, and does not call that a stop of the workflow', async () => {
		const failure = await failureOf(send(connectionOf(hanging, { timeoutMs: 20 }), REQUEST));
		expect(failure.kind).toBe('timeout');
		expect(failure.message).toContain('within 0.02 seconds');
		expect(failure.message).not.toMatch(/canceled/i);
	});

	it('ends when the workflow is stopped, also before it began', async () => {
		const stop = new AbortController();
		const pending = failureOf(send(connectionOf(hanging, { cancelSignal: stop.signal }), REQUEST));
		stop.abort();
		expect((await pending).kind).toBe('cancelled');
		const late = send(connectionOf(hanging, { cancelSignal: stop.signal }), REQUEST);
		expect((await failureOf(late)).kind).toBe('cancelled');
	});
});
