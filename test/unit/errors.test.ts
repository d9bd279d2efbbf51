import { readErrorBody, rejectedReason } from '../../nodes/Rill/client/errorBody';
import {
	notFromRill,
	RillError,
	shortened,
	showableText,
	type RillErrorKind,
	type Turn,
} from '../../nodes/Rill/client/errors';
import { errorFromAnswer, isTokenOutdated } from '../../nodes/Rill/client/failedAnswer';
import type { ErrorContext } from '../../nodes/Rill/client/knownAnswers';
import { describeToken, tokenKind, type TokenKind } from '../../nodes/Rill/client/tokenKind';

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
	const cases: Array<[number, string, RillErrorKind, string, string]> = [
		[
			400,
			runtime('project not found'),
			'projectNotFound',
			'Rill does not know project "flight-ops"',
			'Check the spelling in the credential',
		],
		[404, admin(5, 'org not found'), 'projectNotFound', 'Rill does not know', 'the spelling'],
		[400, runtime('driver: not found'), 'projectNotFound', 'Rill does not know', 'the spelling'],
		[
			400,
			runtime('no prod deployment for project'),
			'noDeployment',
			'project "flight-ops" of organization "acme": it is hibernated or was never deployed',
			'Open the project in Rill once to wake it up',
		],
		[400, runtime('no deployment for branch "x"'), 'noDeployment', 'nothing running', 'deploy'],
		[
			400,
			admin(3, 'project does not have a deployment'),
			'noDeployment',
			'nothing running',
			'deploy',
		],
		[400, admin(9, 'failed precondition'), 'noDeployment', 'nothing running', 'rill deploy'],
		[
			404,
			runtime('api with name "x" not found'),
			'apiNotFound',
			'no custom API named "flights" in project "flight-ops"',
			"Choose the API from the list in 'API'",
		],
		[
			400,
			runtime('result cap exceeded: returned more than 10000 rows'),
			'rowCap',
			'API "flights" returns more rows than Rill sends in one answer (10000)',
			'{name: limit, in: query, schema: {type: integer, default: 1000, maximum: 10000}}',
		],
		[400, runtime('result cap exceeded'), 'rowCap', 'in one answer (its cap)', 'read in parts'],
		[
			400,
			runtime('must be an admin to run arbitrary SQL queries'),
			'notAdmin',
			'The built-in API "flights" is only for admins',
			'The credential holds a service token. Use a token of somebody who may manage the project',
		],
		[
			400,
			runtime('action not allowed'),
			'noAccess',
			'may not read what API "flights" reads',
			'A security policy of the Rill project says so',
		],
		[
			401,
			runtime('does not have permission to access the production deployment'),
			'noAccess',
			'valid, but has no access to project "flight-ops"',
			'It is a service token. An admin of the project has to give',
		],
		[
			403,
			admin(7, 'does not have permission to manage deployment'),
			'notAdmin',
			'may not issue tokens for project "flight-ops" of organization "acme": that needs the role "admin"',
			'It is a service token. Use a token of somebody who may manage the project',
		],
		[
			403,
			runtime('does not have access to custom APIs'),
			'noAccess',
			'does not let this token run API "flights": does not have access to custom APIs',
			'It is a service token for project "flight-ops"',
		],
		[401, runtime('who are you'), 'noAccess', 'this token run API', 'may view the project'],
		[
			401,
			admin(16, 'auth token is expired'),
			'tokenRejected',
			"Rill does not accept the credential's token: it has expired",
			'Issue a new token ("rill token issue"',
		],
		[
			429,
			admin(8, 'Rate limit exceeded. Try again in 175ms seconds'),
			'rateLimited',
			'Rill is asked too often and could not run API "flights"',
			'Rate limit exceeded. Try again in 175ms seconds Run the workflow less often',
		],
		[
			500,
			runtime('Get "http://x": dial tcp 1.2.3.4:80: connect: refused'),
			'waking',
			'starting or restarting project "flight-ops" of organization "acme" and could not run API',
			'mostly within a minute. Run the workflow again later',
		],
		[
			500,
			runtime('Get "v1": unsupported protocol scheme ""'),
			'waking',
			'starting',
			'passes by itself',
		],
		...([502, 503, 504] as const).map((status): [number, string, RillErrorKind, string, string] => [
			status,
			runtime('x'),
			'unavailable',
			'overloaded or being updated and could not run API "flights"',
			'mostly within a minute. Run the workflow again later',
		]),
		[
			500,
			runtime('json: unsupported value: +Inf'),
			'server',
			'json: unsupported value: +Inf',
			'Rill itself could not answer',
		],
		[
			500,
			admin(2, 'unknown field "x"\nmore'),
			'settings',
			'could not run API "flights": unknown field "x"',
			'more\n\nRill does not take what it was sent',
		],
		[
			400,
			runtime('Catalog Error: Table with name flights does not exist!\nLINE 1: SELECT'),
			'query',
			'Rill could not run API "flights": Catalog Error: Table with name flights does not exist!',
			'LINE 1: SELECT\n\nIf the project was just deployed or woken up',
		],
		[
			400,
			runtime('metrics view "x" is not valid'),
			'query',
			'metrics view "x" is not valid',
			'may still be loading',
		],
		[
			400,
			runtime('security policy: failed to parse\nmore'),
			'query',
			'Rill could not run API "flights": security policy: failed to parse',
			'more\n\nAn access rule of the Rill project makes no sense',
		],
		[
			400,
			runtime('Parser Error: syntax error at or near "FORM"'),
			'query',
			'syntax error at or near',
			'Look at the values of the arguments first',
		],
		[413, runtime('x'), 'argument', 'the request is larger than it takes', 'Send less at a time'],
		[431, '', 'argument', 'larger than it takes', 'may be longer'],
		[429, admin(8, 'received message larger than max'), 'argument', 'larger', 'Send less'],
		[404, '<html>', 'unexpected', 'Something other than Rill answered with status 404', 'A proxy'],
		[
			418,
			runtime(''),
			'query',
			'Rill could not run API "flights": status 418',
			'Look at the values',
		],
		[300, '', 'redirect', 'answered with a redirect (300)', 'the address that answers itself'],
		[400, runtime(' x \r\nmore'), 'query', 'Rill could not run API "flights": x', 'more'],
		[307, '', 'redirect', 'answered with a redirect (307)', "Check the credential's 'Base URL'"],
		[399, '', 'redirect', 'answered with a redirect (399)', 'the address that answers itself'],
	];

	it.each(cases)('%s %s is of the kind %s', (status, body, kind, message, hint) => {
		const error = errorOf(status, body);
		expect(error.kind).toBe(kind);
		expect(error.message).toContain(message);
		expect(error.hint).toContain(hint);
		expect(error.hint).toBe(error.hint.trim());
		expect(error.details).toMatchObject({ status, api: 'flights' });
		expect(`${error.message}${error.hint}`).not.toContain('[object Object]');
	});

	it.each<[number, string, RillErrorKind]>([
		[400, admin(16, 'auth token is expired'), 'query'],
		[403, admin(16, 'auth token is expired'), 'noAccess'],
		[401, admin(7, 'no'), 'noAccess'],
		[400, runtime('does not have permission to access x'), 'query'],
		[400, runtime('manage deployment'), 'query'],
		[400, runtime('api with name "x" not found'), 'query'],
		[404, runtime('no api with name "x"'), 'query'],
		[404, runtime('the project not found'), 'query'],
		[400, runtime('the driver: not found'), 'query'],
		[400, runtime('an action not allowed'), 'query'],
		[500, runtime('security policy: x'), 'server'],
		[400, runtime('no security policy: x'), 'query'],
		[400, runtime('dial tcp'), 'query'],
		[501, runtime('dial tcp'), 'server'],
		[501, admin(2, 'x'), 'server'],
		[400, admin(2, 'x'), 'query'],
		[500, admin(3, 'x'), 'server'],
		[500, runtime('Catalog Error: Table x does not exist'), 'server'],
		[400, runtime('a metrics view "x" is not valid'), 'query'],
		[299, runtime('x'), 'query'],
		[400, runtime('x'), 'query'],
	])('%s %s is of the kind %s, whatever else has one of the two', (status, body, kind) => {
		const error = errorOf(status, body);
		expect(error.kind).toBe(kind);
		if (kind === 'query') expect(error.hint).toContain('Look at the values of the arguments first');
	});

	it.each([
		['result cap exceeded', 400, 'API "" returns more rows'],
		['action not allowed', 400, 'what API "" reads'],
		['must be an admin to run arbitrary SQL queries', 400, 'The built-in API "sql" is only'],
		['api with name "x" not found', 404, 'no custom API named "" in'],
	])('names no API where none was called: %s', (text, status, message) => {
		const answer = { status, body: runtime(text), headers: {} };
		expect(errorFromAnswer(answer, { ...context, api: undefined }).message).toContain(message);
	});

	it('is no failed query where no API was called', () => {
		const { kind, hint } = errorFromAnswer(
			{ status: 400, body: runtime('x'), headers: { 'content-type': 'application/json' } },
			{ ...context, api: undefined },
		);
		expect(kind).toBe('settings');
		expect(hint).toBe(
			"Rill does not take what it was sent. Look at the node's fields and at those of the credential.",
		);
	});

	it.each([
		['lost on its way', {}, "takes the header 'Authorization' away", 'tokenLost'],
		['none', { token: 'none' as const }, "Fill in the credential's 'Token'", 'tokenMissing'],
	])('tells of a token that Rill did not get: %s', (_case, more, hint, kind) => {
		const error = errorFromAnswer(
			{
				status: 401,
				body: runtime('does not have permission to access x'),
				headers: { 'www-authenticate': 'Bearer' },
			},
			{ ...context, ...more },
		);
		expect(error).toMatchObject({ kind, hint: expect.stringContaining(hint) });
		expect(error.message).toMatch(/^(The token did not arrive at Rill when|Rill asks for a token)/);
	});

	it('of a token that is issued anew by itself does not say to issue one', () => {
		const answer = {
			status: 401,
			body: admin(16, 'jwt is expired'),
			headers: { 'content-type': 'application/json' },
		};
		const error = errorFromAnswer(answer, {
			...context,
			token: 'ephemeral',
			issuedFor: 'a@b.test',
		});
		expect(error.message).toBe(
			'Rill does not accept the token issued for a@b.test: it has expired',
		);
		expect(error.hint).toMatch(/^The node had it issued anew, and Rill refused that one too/);
	});

	it('of arbitrary SQL as another user names that user', () => {
		const answer = {
			status: 400,
			body: runtime('must be an admin to run arbitrary SQL queries'),
			headers: {},
		};
		const { hint } = errorFromAnswer(answer, {
			...context,
			token: 'ephemeral',
			issuedFor: 'a@b.test',
		});
		expect(hint).toMatch(
			/^It was called with an ephemeral token, issued for a@b\.test, who is no admin\./,
		);
	});

	it('has nothing of a page that some gateway shows with 429', () => {
		const { hint, details } = errorOf(429, '<html>slow down</html>', 'text/html');
		expect(hint).toBe(
			"Run the workflow less often, or lower 'Concurrent Requests' in the node's options.",
		);
		expect(details.body).toBe('<html>slow down</html>');
	});

	it('in plain text with 404 means another address', () => {
		const { kind, message, hint } = errorOf(404, 'Not Found\n', 'text/plain; charset=utf-8');
		expect([kind, message]).toEqual([
			'settings',
			'Rill has nothing at the address at which the node tried to run API "flights"',
		]);
		expect(hint).toContain("Check the credential's 'Base URL'");
		expect(errorOf(400, 'Bad Request\n', 'text/plain').kind).toBe('query');
	});

	it('keeps how long the server asks to be left alone, and nothing where it does not', () => {
		const headers = { 'content-type': 'application/json', 'retry-after': '3' };
		const { details } = errorFromAnswer({ status: 503, body: runtime('x'), headers }, context);
		expect(details).toEqual({ status: 503, body: 'x', api: 'flights', retryAfterMs: 3000 });
		expect(errorOf(503, runtime('x')).details).not.toHaveProperty('retryAfterMs');
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

it.each<[RillErrorKind, number, string | undefined, boolean]>([
	['tokenRejected', 401, 'x', true],
	['noAccess', 403, 'does not have access to custom APIs', true],
	['noAccess', 401, 'does not have access to custom APIs', false],
	['noAccess', 403, 'x', false],
	['noAccess', 403, undefined, false],
])('another token may be taken after %s with %d %s: %s', (kind, status, body, may) => {
	expect(isTokenOutdated(new RillError(kind, 'x', 'y', { status, body }))).toBe(may);
});

describe("a server's text", () => {
	it('is shown without the blanks around it', () => {
		expect(showableText(' \n x y \n')).toBe('x y');
		expect(showableText(`${' '.repeat(9000)}x`)).toBe('x');
	});

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
		['{"code":"5","message":"x"}', 'application/json', 'foreign'],
		['{"code":5,"message":null}', 'application/json', 'foreign'],
		['x <b>', 'text/plain', 'text'],
		[' <b>', 'text/plain', 'foreign'],
		['x', 'a text/plain', 'foreign'],
	])('%s (%s) has the shape %s', (body, type, shape) => {
		expect(readErrorBody(body, type).shape).toBe(shape);
	});
});

it.each<[RillErrorKind, Turn]>([
	['argument', 'user'],
	['tokenRejected', 'user'],
	['rateLimited', 'user'],
	['noAccess', 'projectAdmin'],
	['query', 'projectAdmin'],
	['noDeployment', 'projectAdmin'],
	['tokenLost', 'network'],
	['timeout', 'network'],
	['tls', 'network'],
	['waking', 'rill'],
	['server', 'rill'],
	['unavailable', 'rill'],
])('after a failure of the kind %s it is the turn of: %s', (kind, turn) => {
	expect(new RillError(kind, 'x', 'y').turn).toBe(turn);
});

it('is called what it is, where it is printed', () => {
	expect(String(new RillError('query', 'x', 'y'))).toBe('RillError: x');
});

describe('a text that is shortened', () => {
	it.each([
		['abc', 3, 'abc'],
		['abcd', 3, 'abc …'],
		['ab😀', 3, 'ab …'],
		['ab\ud83dcd', 4, 'ab\ud83dc …'],
	])('%j to %d is %j', (text, most, expected) => {
		expect(shortened(text, most)).toBe(expected);
	});
});

describe('an answer that no Rill gives', () => {
	it('is shown as it begins, without a token', () => {
		const { kind, message, hint } = notFromRill(
			'Odd',
			`  <p>${'rill'}_usr_abc</p>\n\t ${'x'.repeat(99)}`,
		);
		expect([kind, message]).toEqual(['unexpected', 'Odd']);
		expect(hint).toBe(
			`Something other than Rill may stand at the credential's address. The answer begins with: "<p>[token]</p> ${'x'.repeat(65)}"`,
		);
	});

	it('is not shown where it may hold a token', () => {
		expect(notFromRill('Odd').hint).toMatch(/address\.$/);
	});
});

describe('the kind of a token', () => {
	it.each<[TokenKind, string]>([
		['none', 'no token'],
		['user', 'a user token'],
		['signedIn', 'a user token, obtained by signing in'],
		['service', 'a service token'],
		['link', "a public link's token"],
		['ephemeral', 'an ephemeral token'],
		['developer', 'a token of Rill Developer'],
		['other', 'a token'],
	])('%s reads %s', (token, words) => {
		expect(describeToken({ token })).toBe(words);
		expect(describeToken({ token, issuedFor: 'a@b.test' })).toBe(`${words}, issued for a@b.test`);
	});

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
	['invalid kid in the header', 'signed by another Rill'],
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
