import { RillError } from '../../nodes/Rill/client/errors';
import type { TokenKind } from '../../nodes/Rill/client/tokenKind';
import {
	neededUntil,
	send,
	type HttpAnswer,
	type RillConnection,
} from '../../nodes/Rill/client/transport';
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
		expect(failure.message).toMatch(/^The token is not sent to http:\/\/rill\.test: /);
		expect(failure.hint).toContain('Use an https:// address');
	});

	it('may send without a token over http', async () => {
		for (const token of ['none', 'developer'] as const) {
			const open = connectionOf(async () => ANSWER, { token });
			expect(await send(open, { ...REQUEST, url: 'http://host.docker.internal/' })).toBe(ANSWER);
		}
	});

	it('knows a connection that n8n itself forbids', async () => {
		const forbidden = Object.assign(new Error('x'), { name: 'SsrfBlockedIpError' });
		const failure = await failureOf(send(failing(new Error('y', { cause: forbidden })), REQUEST));
		expect(failure).toMatchObject({
			kind: 'settings',
			message: 'n8n does not let its nodes connect to Rill at rill.test',
			hint: expect.stringContaining('put the host on its list of allowed ones'),
		});
	});

	it.each([
		['ECONNREFUSED', 'nothing listens there'],
		['ENOTFOUND', 'no such host name'],
		['EAI_AGAIN', 'no such host name'],
		['EPIPE', 'broke off before the answer was complete'],
		['ERR_BAD_RESPONSE', 'broke off before the answer was complete'],
		['ECONNABORTED', 'timed out'],
		['EHOSTUNREACH', 'no route'],
		['HPE_INVALID_CONTENT_LENGTH', 'does not speak HTTP'],
		['HPE_INVALID_CHUNK_SIZE', 'does not speak HTTP'],
		['HPE_HEADER_OVERFLOW', 'does not speak HTTP'],
		['CERT_HAS_EXPIRED', 'is not trusted here (cert has expired)', 'tls'],
		['UNABLE_TO_GET_CRL', 'is not trusted here (unable to get crl)', 'tls'],
		['INVALID_ISSUER', 'is not trusted here (invalid issuer)', 'tls'],
		['ERR_TLS_HANDSHAKE', 'does not speak TLS', 'tls'],
		['ERR_INVALID_CHAR', 'n8n could not send the request', 'unexpected'],
		['ERR_STRING_TOO_LONG', 'or not take its answer', 'unexpected'],
		['AN_ERR_STRING', 'the connection broke off', 'unreachable'],
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

	it.each([
		['tls', 'CERT_HAS_EXPIRED', "'Base URL'"],
		['tls', 'EPROTO', 'the port may be one for http://'],
		['unexpected', 'ERR_STRING_TOO_LONG', 'ask for less at a time'],
		['unreachable', 'ECONNREFUSED', 'that this n8n may connect to it (firewall, proxy, DNS)'],
	])('says of a failure of the kind %s (%s) what can be done', async (kind, code, words) => {
		const error = Object.assign(new Error('x'), { code });
		const failure = await failureOf(send(failing(error), REQUEST));
		expect(failure.kind).toBe(kind);
		expect(failure.message).toContain('rill.test');
		expect(failure.hint).toContain(words);
	});

	it.each([new TypeError('x'), new RangeError('x')])(
		'takes %p for a request that could not be made',
		async (error) => {
			expect((await failureOf(send(failing(error), REQUEST))).kind).toBe('unexpected');
			const behind = new Error('y', { cause: error });
			expect((await failureOf(send(failing(behind), REQUEST))).kind).toBe('unreachable');
		},
	);

	it.each([
		['a code that is no word of Node.js', { code: 'Bad Request' }],
		['a code in the middle of others', { code: 'x ECONNREFUSED' }],
		['a number', { code: 401 }],
		['a name that is no text', { name: 5 }],
		['a name that only resembles it', { name: 'NoSsrfBlocked' }],
	])('goes by nothing else that an error may hold: %s', async (_case, more) => {
		const cause = Object.assign(new Error('y'), { code: 'ETIMEDOUT' });
		const error = Object.assign(new Error('x', { cause }), more);
		expect((await failureOf(send(failing(error), REQUEST))).message).toContain('timed out');
	});

	it('looks at an error and its causes, and not for ever', async () => {
		const nested = (depth: number): Error =>
			Object.assign(
				new Error('x', { cause: depth > 1 ? nested(depth - 1) : undefined }),
				depth === 1 ? { code: 'ETIMEDOUT' } : {},
			);
		const saying = async (depth: number) =>
			(await failureOf(send(failing(nested(depth)), REQUEST))).message;
		expect(await saying(6)).toContain('timed out');
		expect(await saying(7)).not.toContain('timed out');
		const circular: Error & { cause?: unknown } = new Error('x');
		circular.cause = circular;
		expect((await failureOf(send(failing(circular), REQUEST))).kind).toBe('unreachable');
		const withNull = new Error('x', { cause: null });
		expect((await failureOf(send(failing(withNull), REQUEST))).kind).toBe('unreachable');
	});

	it('hands on what is said in words already', async () => {
		const said = new RillError('signInLost', 'x', 'y');
		expect(await failureOf(send(failing(said), REQUEST))).toBe(said);
	});

	it('names no switch that a sign-in does not have, for a certificate that is not trusted', async () => {
		const untrusted = Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
		const hintFor = async (token: TokenKind) =>
			(await failureOf(send({ ...failing(untrusted), token }, REQUEST))).hint;
		expect(await hintFor('service')).toContain('Ignore SSL Issues');
		expect(await hintFor('signedIn')).toMatch(/\(NODE_EXTRA_CA_CERTS\)\.$/);
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
		expect(failure.message).toBe('Rill at rill.test did not answer completely within 0.02 seconds');
		expect(failure.hint).toContain("raise 'Timeout' in the node's options");
		expect(failure.message).not.toMatch(/canceled/i);
	});

	it('counts a second as one', async () => {
		const over = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(over.signal);
		const failure = failureOf(send(connectionOf(hanging, { timeoutMs: 1000 }), REQUEST));
		over.abort();
		timeout.mockRestore();
		expect((await failure).message).toMatch(/within 1 second$/);
	});

	it('ends when the workflow is stopped, also before it began', async () => {
		const stop = new AbortController();
		const pending = failureOf(send(connectionOf(hanging, { cancelSignal: stop.signal }), REQUEST));
		stop.abort();
		expect((await pending).kind).toBe('cancelled');
		let sent = 0;
		const late = connectionOf(async () => ({ ...ANSWER, status: ++sent }), {
			cancelSignal: stop.signal,
		});
		expect((await failureOf(send(late, REQUEST))).kind).toBe('cancelled');
		expect(sent).toBe(0);
		expect(await failureOf(send(late, REQUEST))).toMatchObject({
			message: 'The workflow was stopped',
			hint: '',
		});
	});
});

it('needs an answer until the first of those who ask for it does not', () => {
	const [item, page] = [new AbortController(), new AbortController()];
	const open = connectionOf(async () => ANSWER);
	expect(neededUntil(undefined, open)).toBe(open);
	const ofItem = neededUntil(item.signal, open);
	const ofPage = neededUntil(page.signal, ofItem);
	page.abort();
	expect([ofItem.unneeded?.aborted, ofPage.unneeded?.aborted]).toEqual([false, true]);
	const ofOther = neededUntil(new AbortController().signal, ofItem);
	item.abort();
	expect(ofOther.unneeded?.aborted).toBe(true);
});
