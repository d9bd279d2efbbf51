import { checkSignIn } from '../../nodes/Rill/client/signedInAt';

const CLOUD = 'https://api.rilldata.com';
const tokenUrl = `${CLOUD}/auth/oauth/token`;

describe('the tokens of a sign-in', () => {
	it.each([
		['at the same address', CLOUD, `${CLOUD}/`],
		['at one with another path', 'https://rill.example.com/behind', 'https://rill.example.com'],
		["at another of Rill Cloud's own hosts", CLOUD, 'https://admin.rilldata.com'],
		['at one that n8n has not kept', CLOUD, undefined],
		['at one that is none', CLOUD, 'Rill'],
	])('may be used %s', (_, baseUrl, resource) => {
		expect(() => checkSignIn(baseUrl, { tokenUrl, resource })).not.toThrow();
	});

	it.each([
		['host', 'https://rill.example.com'],
		['port', `${CLOUD}:8443`],
		['host with a similar name', 'https://api.evilrilldata.com'],
		['host of Rill Cloud over http', 'http://admin.rilldata.com'],
	])('may not be used at another %s', (_, resource) => {
		const check = () => checkSignIn(resource, { tokenUrl, resource: CLOUD });
		expect(check).toThrow(expect.objectContaining({ kind: 'settings' }));
		expect(check).toThrow(
			expect.objectContaining({
				hint: expect.stringMatching(
					/^Open the credential, press 'Switch account'.* calls itself https:/,
				),
			}),
		);
		expect(check).toThrow(`signed in at ${CLOUD}, but its 'Base URL' is ${resource}`);
	});

	it.each(['https://login.example.com/token', 'http://localhost:8080/token', '', undefined])(
		'may be renewed at %p',
		(url) => {
			expect(() => checkSignIn(CLOUD, { tokenUrl: url, resource: CLOUD })).not.toThrow();
		},
	);

	it('may not be renewed over http elsewhere', () => {
		const url = 'http://login.example.com/token';
		expect(() => checkSignIn(CLOUD, { tokenUrl: url, resource: CLOUD })).toThrow(
			expect.objectContaining({
				kind: 'insecure',
				message:
					'The refresh token is not sent to http://login.example.com: over http:// anybody on the way could read it',
				hint: expect.stringContaining('Whoever runs it has to name an https:// one'),
			}),
		);
	});
});
