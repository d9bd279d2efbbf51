import { testCredential } from '../support/engine';
import { tokens, useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const test = async (fields: Record<string, string>) =>
	await testCredential('rillApi', { credentials: sandbox.cloud(fields) });

const testLocal = async (fields: Record<string, string> = {}) =>
	await testCredential('rillApi', { credentials: sandbox.local(fields) });

describe('the test of a credential for Rill Cloud', () => {
	it.each([
		['a service token', {}],
		['a user token', { token: tokens.viewer }],
		['no token, for a public project', { token: '', project: 'open-flights' }],
		['spaces around everything', { organization: ' acme ', project: ' flight-ops' }],
		[
			'a pasted project URL',
			{ organization: '', project: 'https://ui.rilldata.com/acme/flight-ops/explore' },
		],
	])('passes with %s', async (_case, fields) => {
		expect(await test(fields)).toMatchObject({ status: 'OK' });
	});

	it.each([
		['an expired token', { token: tokens.expired }, 'has expired'],
		['an unknown token', { token: 'rill_usr_nonsense' }, 'does not know this token'],
		['a wrong secret', { token: tokens.unknownSecret }, 'secret is wrong'],
		['a token of another kind', { token: 'eyJhbGciOi.eyJzdWIi.x' }, 'does not accept this token'],
		['an outsider', { token: tokens.outsider }, 'may not view the project'],
		['no token, for a private project', { token: '' }, 'no token is filled in'],
		['an unknown project', { project: 'nope' }, 'no such organization or project'],
		['an unknown organization', { organization: 'nope' }, 'no such organization or project'],
		['a project that sleeps', { project: 'sleeping' }, 'no running deployment'],
		['a project that was never deployed', { project: 'never-deployed' }, 'no running deployment'],
		['an empty project', { project: '' }, "'Project' is empty"],
		[
			'a token over http',
			{ baseUrl: 'http://rill.example.test' },
			'not sent over http:// to another machine',
		],
		['nothing that listens', { baseUrl: 'http://127.0.0.1:1' }, 'ECONNREFUSED'],
	])('fails with %s, in words of its own', async (_case, fields, message) => {
		const result = await test(fields);
		expect(result.status).toBe('Error');
		expect(result.message).toContain(message);
	});

	it('tells a revoked service token', async () => {
		sandbox.rill.control.revoke(tokens.serviceViewer);
		sandbox.rill.control.cloud.advance(60);
		expect(await test({ token: tokens.serviceViewer })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('revoked'),
		});
	});

	it.each([
		['a page of something in between', { fault: 'html', status: 200 } as const, 'other than Rill'],
		[
			'plain text',
			{ fault: 'status', status: 401, body: 'no', contentType: 'text/plain' } as const,
			'other than Rill',
		],
		['a gateway', { fault: 'status', status: 503, body: '' } as const, 'starting or overloaded'],
		[
			'a status that no Rill answers',
			{ fault: 'status', status: 418, body: '{}', contentType: 'application/json' } as const,
			"I'm a Teapot",
		],
		['too many requests', { fault: 'rateLimited' } as const, 'asked too often'],
	])('fails with %s', async (_case, fault, message) => {
		sandbox.rill.control.start(fault);
		expect((await test({})).message).toContain(message);
	});
});

describe('the test of a credential for Rill Developer', () => {
	it('passes without a token', async () => {
		expect(await testLocal()).toMatchObject({ status: 'OK' });
	});

	it.each([
		['a token', { token: tokens.serviceAdmin }, "leave 'Token' empty"],
		['another instance', { instance: 'nope' }, "check 'Instance ID'"],
		['nothing that listens', { localUrl: 'http://127.0.0.1:1' }, 'ECONNREFUSED'],
	])('fails with %s', async (_case, fields, message) => {
		const result = await testLocal(fields);
		expect(result.status).toBe('Error');
		expect(result.message).toContain(message);
	});
});
