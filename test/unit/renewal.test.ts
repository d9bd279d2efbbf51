import { renewalRefused } from '../../nodes/Rill/client/renewal';

const json = (error: unknown) => JSON.stringify({ error });
const HTML = '\n<html>Access denied. Try again later.</html>';

describe('what came instead of new tokens', () => {
	it.each([
		// Rill's own words, recorded.
		[401, 'invalid refresh token\n'],
		[400, "client_id does not match token's client ID\n"],
		[400, 'token is not a refresh token\n'],
		// As RFC 6749 has it; n8n's client keeps no status of these.
		[undefined, json('invalid_grant')],
		[undefined, json('invalid_client')],
		[undefined, json('unauthorized_client')],
		[undefined, json('unsupported_grant_type')],
		[undefined, json('invalid_request')],
		[undefined, json('invalid_scope')],
		[undefined, json('access_denied')],
	])('ends the sign-in: %p %j', (status, body) => {
		const error = renewalRefused({ status, body });
		expect(error).toMatchObject({
			kind: 'signInLost',
			message: expect.stringMatching(/^The connection to Rill is lost: the sign-in .* has ended/),
			hint: expect.stringMatching(/^Open the credential, press 'Switch account'/),
			details: { status: 401 },
		});
	});

	it.each([
		[429, '', 'rateLimited'],
		[429, HTML, 'rateLimited'],
		[undefined, json('Rate limit exceeded. Try again in 3ms seconds'), 'rateLimited'],
		[undefined, json('temporarily_unavailable'), 'unavailable'],
		[502, HTML, 'unavailable'],
		[503, 'later', 'unavailable'],
		[504, '', 'unavailable'],
		[undefined, json('server_error'), 'server'],
		[undefined, json({ code: 7 }), 'server'],
		[undefined, '', 'server'],
		[500, 'internal', 'server'],
		[500, HTML, 'unexpected'],
		[400, HTML, 'unexpected'],
		[401, HTML, 'unexpected'],
		[403, 'no', 'unexpected'],
		[404, '404 page not found\n', 'unexpected'],
		[302, '', 'unexpected'],
		[200, '[]', 'unexpected'],
	])('ends no sign-in: %p %j is %s', (status, body, kind) => {
		const { kind: said, message, hint, details } = renewalRefused({ status, body });
		expect(said).toBe(kind);
		expect(message).toContain('renew');
		const hasNotEnded = ['rateLimited', 'unavailable'].includes(kind);
		expect(hint.startsWith('The sign-in itself has not ended')).toBe(hasNotEnded);
		expect(details.body).toBeUndefined();
	});

	it('is waited for as long as it asks, by header or in words', () => {
		const body = json('Rate limit exceeded. Try again in 1.5s seconds');
		expect(renewalRefused({ body }).details).toStrictEqual({ retryAfterMs: 1500 });
		const refusal = { status: 503, body: 'later', retryAfter: '7' };
		expect(renewalRefused(refusal).details).toStrictEqual({ status: 503, retryAfterMs: 7000 });
		expect(renewalRefused({ status: 503, body: '' }).details).toStrictEqual({ status: 503 });
	});
});
