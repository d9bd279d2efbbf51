import { readErrorBody, rejectedReason } from '../../nodes/Rill/client/errorBody';
import { showableText, type RillErrorKind } from '../../nodes/Rill/client/errors';
import { errorFromAnswer } from '../../nodes/Rill/client/failedAnswer';
import type { ErrorContext } from '../../nodes/Rill/client/knownAnswers';
import { tokenKind, type TokenKind } from '../../nodes/Rill/client/tokenKind';

const context: ErrorContext = {
	task: 'run API "flights"',
	api: 'flights',
	place: 'project "flight-ops" of organization "acme"',
	token: 'service',
};

const errorOf = (status: number, body: string, contentType = 'application/json; charset=utf-8') =>
	errorFromAnswer({ status, body, headers: { 'content-type': contentType } }, context);

const runtime = (error: string) => JSON.stringify({ error });
const admin = (code: number, message: string) => JSON.stringify({ code, message, details: [] });

describe('an unsuccessful answer', () => {
	const cases: Array<[number, string, RillErrorKind, string]> = [
		[
			400,
			runtime('project not found'),
			'projectNotFound',
			'Rill does not know project "flight-ops"',
		],
		[404, admin(5, 'org not found'), 'projectNotFound', 'Rill does not know'],
		[400, runtime('driver: not found'), 'projectNotFound', 'Rill does not know'],
		[
			400,
			runtime('no prod deployment for project'),
			'noDeployment',
			'hibernated or was never deployed',
		],
		[400, admin(9, 'project does not have a deployment'), 'noDeployment', 'nothing running'],
		[404, runtime('api with name "x" not found'), 'apiNotFound', 'no custom API named "flights"'],
		[
			400,
			runtime('result cap exceeded: returned more than 10000 rows'),
			'rowCap',
			'API "flights" returns more rows than Rill sends in one answer (10000)',
		],
		[400, runtime('must be an admin to run arbitrary SQL queries'), 'notAdmin', 'only for admins'],
		[400, runtime('action not allowed'), 'noAccess', 'may not read what API "flights" reads'],
		[
			401,
			runtime('does not have permission to access the production deployment'),
			'noAccess',
			'valid, but has no access to project "flight-ops"',
		],
		[403, admin(7, 'does not have permission to manage deployment'), 'notAdmin', 'role "admin"'],
		[
			403,
			runtime('does not have access to custom APIs'),
			'noAccess',
			'does not let this token run API',
		],
		[401, admin(16, 'auth token is expired'), 'tokenRejected', 'it has expired'],
		[429, admin(8, 'Rate limit exceeded. Try again in 175ms seconds'), 'rateLimited', 'too often'],
		[500, runtime('Get "http://x": dial tcp 1.2.3.4:80: connect: refused'), 'waking', 'starting'],
		[500, runtime('Get "v1": unsupported protocol scheme ""'), 'waking', 'starting'],
		[503, runtime('x'), 'unavailable', 'overloaded'],
		[500, runtime('json: unsupported value: +Inf'), 'server', 'json: unsupported value: +Inf'],
		[
			400,
			runtime('Catalog Error: Table with name flights does not exist!\nLINE 1: SELECT'),
			'query',
			'Rill could not run API "flights": Catalog Error: Table with name flights does not exist!',
		],
		[
			400,
			runtime('Parser Error: syntax error at or near "FORM"'),
			'query',
			'syntax error at or near',
		],
		[418, runtime(''), 'query', 'Rill could not run API "flights": status 418'],
		[307, '', 'redirect', 'answered with a redirect (307)'],
	];

	it.each(cases)('%s %s is of the kind %s', (status, body, kind, message) => {
		const error = errorOf(status, body);
		expect(error.kind).toBe(kind);
		expect(error.message).toContain(message);
		expect(error.hint).not.toBe('');
		expect(error.details).toMatchObject({ status, api: 'flights' });
		expect(`${error.message}${error.hint}`).not.toContain('[object Object]');
	});

	it.each([
		['token is expired\n', 'text/plain; charset=utf-8', 'signInLost'],
		[admin(16, 'auth token not found'), 'application/json', 'signInLost'],
		[
			runtime('does not have permission to access the production deployment'),
			'application/json',
			'noAccess',
		],
	])('401 %s tells whether somebody has to sign in again', (body, type, kind) => {
		const answer = { status: 401, body, headers: { 'content-type': type } };
		const error = errorFromAnswer(answer, { ...context, token: 'signedIn' });
		expect(error.kind).toBe(kind);
	});

	it('in plain text with 401 means that the token itself is refused', () => {
		const text = 'token contains an invalid number of segments\n';
		expect(errorOf(401, text, 'text/plain; charset=utf-8').kind).toBe('tokenRejected');
	});

	it.each([
		[502, '<html><h1>Bad Gateway</h1></html>', 'text/html', 'unavailable'],
		[500, '<html></html>', 'text/html', 'unexpected'],
		[403, '<html>blocked</html>', 'text/html', 'unexpected'],
		[401, '<html>log in</html>', 'text/html', 'unexpected'],
		[404, '<!doctype html>', 'text/plain', 'unexpected'],
		[404, '', '', 'unexpected'],
		[400, '{"message":"no Route matched"}', 'application/json', 'unexpected'],
		[400, '[1', 'application/json', 'unexpected'],
	])('%s %s did not come from Rill', (status, body, type, kind) => {
		expect(errorOf(status, body, type).kind).toBe(kind);
	});

	it('keeps an SQL error whole, with its caret line, and says nothing twice', () => {
		const lines = 'LINE 1: SELECT x\n               ^';
		const { message, hint } = errorOf(400, runtime(`Binder Error: no column "x"\n\n${lines}\n`));
		expect(message).toMatch(/: Binder Error: no column "x"$/);
		expect(hint.startsWith(`${lines}\n\nLook at the values`)).toBe(true);
		const { hint: short } = errorOf(400, runtime('Binder Error: no column "x"'));
		expect(short).toMatch(/^Look at the values/);
	});

	it('names the missing token, where none is filled in', () => {
		const error = errorFromAnswer(
			{ status: 401, body: runtime('does not have permission to access x'), headers: {} },
			{ ...context, token: 'none' },
		);
		expect(error.kind).toBe('tokenMissing');
		expect(error.message).toContain('Rill asks for a token');
	});
});

describe("a server's text", () => {
	it('loses every token that it echoes', () => {
		const token = `rill_${'svc'}_${'a1B2'.repeat(10)}`;
		const jwt = `eyJ${'hbGciOi'.repeat(3)}.eyJ${'zdWIiOi'.repeat(3)}.c2ln-_${'A'.repeat(9)}`;
		const shown = showableText(`bad ${token}, and "${jwt}"!`);
		expect(shown).toBe('bad [token], and "[token]"!');
	});

	it('is cut where nobody would read on', () => {
		expect(showableText('x'.repeat(1e6)).length).toBeLessThan(5000);
		// All of it could be a token, which takes minutes to rule out.
		expect(showableText(`bad ${'eyJ'.repeat(1e6)}`)).toMatch(/^bad eyJ.* …$/);
	});

	it.each([
		['{"error":"x"}', 'application/json', 'runtime'],
		['{"code":5,"message":"x","details":[]}', 'application/json', 'admin'],
		['Not Found\n', 'text/plain; charset=utf-8', 'text'],
		['<html>', 'text/plain', 'foreign'],
		['{"error":{}}', 'application/json', 'foreign'],
	])('%s (%s) has the shape %s', (body, type, shape) => {
		expect(readErrorBody(body, type).shape).toBe(shape);
	});
});

describe('the kind of a token', () => {
	it.each<[string, TokenKind]>([
		['', 'none'],
		['rill_usr_x', 'user'],
		['rill_svc_x', 'service'],
		['rill_mgc_x', 'link'],
		['eyJx.y.z', 'ephemeral'],
		['x', 'other'],
	])('%j is %s', (token, kind) => {
		expect(tokenKind(token)).toBe(kind);
	});
});

it.each([
	['service auth token not found', 'revoked or deleted'],
	['auth token not found', 'unknown, or was revoked'],
	['invalid auth token', 'secret is wrong'],
	['auth token is expired', 'has expired'],
	['rpc error: code = Unauthenticated desc = jwt is expired', 'has expired'],
	['crypto/rsa: verification error', 'signed by another Rill'],
	['the given key ID was not found in the JWKS', 'signed by another Rill'],
	['malformed auth token', 'not a user or service token'],
	['no bearer token found in authorization header', 'not sent as a bearer token'],
	['token contains an invalid number of segments', 'unknown, expired or revoked'],
])('explains "%s"', (text, reason) => {
	expect(rejectedReason(text)).toContain(reason);
});
