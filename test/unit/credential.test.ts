import { RillApi } from '../../credentials/RillApi.credentials';
import { RillOAuth2Api } from '../../credentials/RillOAuth2Api.credentials';

const { authenticate } = new RillApi();

const token = ['rill', 'svc', 'secret'].join('_');

async function authenticated(fields: object, url: string) {
	if (typeof authenticate !== 'function') throw new Error('It has to be a function');
	return await authenticate(
		{ deployment: 'cloud', organization: 'acme', project: 'flight-ops', token, ...fields },
		{ url, headers: { accept: 'x' }, disableFollowRedirect: false },
	);
}

const rill = 'https://api.rilldata.com/v1/organizations/acme/projects/flight-ops/runtime/api/x';

describe('the credential', () => {
	it('adds the token to requests to its own address, and follows no redirect', async () => {
		expect(await authenticated({}, rill)).toMatchObject({
			url: rill,
			headers: { accept: 'x', Authorization: `Bearer ${token}` },
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
		});
	});

	it.each([
		['https://evil.test/v1'],
		['https://api.rilldata.com.evil.test/'],
		['http://api.rilldata.com/'],
		['https://api.rilldata.com:8443/'],
	])('is not for %s', async (url) => {
		await expect(authenticated({}, url)).rejects.toThrow('only for https://api.rilldata.com');
	});

	it('does not send a token over http to another machine', async () => {
		await expect(
			authenticated({ baseUrl: 'http://rill.acme.test' }, 'http://rill.acme.test/v1'),
		).rejects.toThrow('not sent over http://');
	});

	it('adds nothing where there is no token, and follows no redirect either', async () => {
		const request = await authenticated({ token: ' ' }, 'http://host.docker.internal:9009/v1');
		expect(request).toEqual({
			url: 'http://host.docker.internal:9009/v1',
			headers: { accept: 'x' },
			disableFollowRedirect: true,
		});
	});

	it.each([
		[{ baseUrl: 'https://rill.acme.test' }, 'https://rill.acme.test/v1', true],
		[{}, rill, false],
		[{ baseUrl: 'https://api.rilldata.com/' }, rill, false],
		[
			{ deployment: 'local', localUrl: 'https://rill.acme.test' },
			'https://rill.acme.test/v1',
			false,
		],
	])('ignores certificates only of an own host: %j', async (fields, url, expected) => {
		const request = await authenticated({ ...fields, ignoreSslIssues: true }, url);
		expect(request.skipSslCertificateValidation ?? false).toBe(expected);
	});

	it.each([new RillApi(), new RillOAuth2Api()])('$name may not be used by other nodes', (type) => {
		expect(type.restrictToSupportedNodes).toBe(true);
	});
});
