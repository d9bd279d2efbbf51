import fc from 'fast-check';

import {
	addressFrom,
	apisUrl,
	apiUrl,
	embedUrl,
	mayCarryToken,
	placeName,
	projectUrl,
	resourcesUrl,
	signInAddress,
	specUrl,
	tokenUrl,
	wellFormed,
	type CloudAddress,
} from '../../nodes/Rill/client/address';
import { parseRillUrl } from '../../nodes/Rill/client/pastedUrl';
import { anyText } from '../support/properties';

const acme: CloudAddress = {
	deployment: 'cloud',
	baseUrl: 'https://api.rilldata.com',
	organization: 'acme',
	project: 'flight-ops',
};

describe('the address where somebody has signed in', () => {
	const pasted = 'https://rill.example.com/v1/organizations/acme/projects/flight-ops';
	const names = { organization: 'acme', project: 'flight-ops' };

	it.each([
		['names', names],
		['a project of the web interface', { project: 'https://ui.rilldata.com/acme/flight-ops' }],
		['a project at the base URL', { project: pasted, baseUrl: 'rill.example.com' }],
		['a base URL that names a project, too', { baseUrl: pasted }],
		[
			'a base URL of its own beside a pasted project',
			{ project: pasted, baseUrl: acme.baseUrl + ':8443' },
		],
	])('is that of the fields, given %s', (_case, fields) => {
		expect(signInAddress(fields)).toEqual(addressFrom(fields));
	});

	it.each([
		['without a base URL', {}],
		["with Rill's own", { baseUrl: 'https://api.rilldata.com/' }],
	])('is not that of a project pasted from another host, %s', (_case, fields) => {
		expect(() => signInAddress({ ...fields, project: pasted })).toThrow(
			expect.objectContaining({
				kind: 'settings',
				message:
					'The pasted address is one of https://rill.example.com, but the credential signs in at https://api.rilldata.com',
				hint: expect.stringContaining("keep only the names in 'Organization' and 'Project'"),
			}),
		);
	});
});

describe('the address that the fields name', () => {
	it.each([
		['names alone', { organization: 'acme', project: 'flight-ops' }],
		['stray spaces and slashes around', { organization: ' //acme// ', project: '//flight-ops//' }],
		['a base URL with spaces', { ...acme, baseUrl: '  https://api.rilldata.com ' }],
		['stray spaces and slashes', { organization: ' acme/ ', project: '/flight-ops ' }],
		['a base URL with a slash', { ...acme, baseUrl: 'https://api.rilldata.com/ ' }],
		['a base URL without a scheme', { ...acme, baseUrl: 'api.rilldata.com' }],
		['a project URL of the web interface', { project: 'https://ui.rilldata.com/acme/flight-ops' }],
		['an address without its scheme', { project: 'ui.rilldata.com/acme/flight-ops' }],
		[
			'a page of the web interface',
			{ project: 'https://ui.rilldata.com/acme/flight-ops/-/status?x=1' },
		],
		['the web interface as base URL', { ...acme, baseUrl: 'https://ui.rilldata.com' }],
		[
			'an API URL in the project',
			{
				project: 'https://api.rilldata.com/v1/organizations/acme/projects/flight-ops/runtime/api/x',
			},
		],
		[
			'a project URL in the organization',
			{ organization: 'https://api.rilldata.com/v1/orgs/acme/projects/flight-ops' },
		],
		[
			'a project URL in the base URL',
			{ baseUrl: 'https://api.rilldata.com/v1/orgs/acme/projects/flight-ops/' },
		],
		[
			'a pasted URL that agrees with what is typed',
			{ organization: 'acme', project: 'https://ui.rilldata.com/acme/flight-ops' },
		],
	])('is the project, from %s', (_case, fields) => {
		expect(addressFrom({ deployment: 'cloud', ...fields })).toEqual(acme);
	});

	it("takes another host's base from a pasted address", () => {
		expect(
			addressFrom({
				deployment: 'cloud',
				baseUrl: 'https://api.rilldata.com',
				project: 'https://rill.acme.test/gate/v1/orgs/acme/projects/flight-ops/runtime/api/x',
			}),
		).toEqual({ ...acme, baseUrl: 'https://rill.acme.test/gate' });
	});

	it('keeps slashes and addresses within a name, which are part of it', () => {
		const names = { organization: 'a//b', project: 'see https://c' };
		expect(addressFrom({ deployment: 'cloud', ...names })).toMatchObject(names);
	});

	it('keeps a base URL of its own, with its path', () => {
		expect(addressFrom({ ...acme, baseUrl: 'https://rill.acme.test/gate//' })).toEqual({
			...acme,
			baseUrl: 'https://rill.acme.test/gate',
		});
	});

	it.each([
		[{ organization: '', project: 'flight-ops' }, "'Organization' is empty"],
		[{ organization: 'acme', project: ' ' }, "'Project' is empty"],
		[
			{ organization: 'other', project: 'https://ui.rilldata.com/acme/flight-ops' },
			'\'Organization\' says "other", but the pasted address says "acme"',
		],
		[
			{ project: 'https://rill.acme.test/acme/flight-ops' },
			'The address in the credential is not that of a Rill project',
		],
		[
			{ project: 'https://rill.acme.test/acme/flight-ops/-/share/rill_mgc_0123456789abcdef' },
			'not that of a Rill project: "https://rill.acme.test/acme/flight-ops/-/share/[token]"',
		],
		[{ ...acme, baseUrl: 'https://' }, "'Base URL' is not a web address"],
		[{ ...acme, baseUrl: 'ftp://x y' }, "'Base URL' is not a web address"],
		[{ ...acme, baseUrl: 'xhttp://x' }, "'Base URL' is not a web address"],
		[{ ...acme, baseUrl: 'http:///' }, "'Base URL' is not a web address"],
		[{ ...acme, baseUrl: 'mailto://x' }, '\'Base URL\' is not a web address: "mailto://x"'],
	])('is refused for %j', (fields, message) => {
		expect(() => addressFrom({ deployment: 'cloud', ...fields })).toThrow(
			expect.objectContaining({ kind: 'settings', message: expect.stringContaining(message) }),
		);
	});

	it.each([
		[{ project: 'x' }, 'Fill it in as it stands in the address of the project in Rill'],
		[
			{ organization: 'b', project: 'https://ui.rilldata.com/acme/flight-ops' },
			'Keep one of the two.',
		],
		[{ project: 'https://rill.acme.test/a/b' }, 'Fill in the names of the organization'],
		[{ ...acme, baseUrl: 'x y' }, 'It should look like https://api.rilldata.com.'],
		[{ deployment: 'local', localUrl: 'x y' }, 'It should look like http://localhost:9009.'],
	])('is refused with what to do, for %j', (fields, hint) => {
		expect(() => addressFrom({ deployment: 'cloud', ...fields })).toThrow(
			expect.objectContaining({ kind: 'settings', hint: expect.stringContaining(hint) }),
		);
	});

	it('of Rill Developer is named where it is none', () => {
		expect(() => addressFrom({ deployment: 'local', localUrl: 'x y' })).toThrow(
			"The credential's 'Local URL' is not a web address: \"x y\"",
		);
	});

	it.each([
		[{}, 'http://localhost:9009', 'default'],
		[{ instance: ' two ' }, 'http://localhost:9009', 'two'],
		[{ localUrl: 'http://x.test/v1/instances/three', instance: 'two' }, 'http://x.test', 'two'],
		[{ localUrl: 'https://ui.rilldata.com' }, 'https://api.rilldata.com', 'default'],
		[
			{ localUrl: 'http://host.docker.internal:9009/' },
			'http://host.docker.internal:9009',
			'default',
		],
		[{ instance: 'two' }, 'http://localhost:9009', 'two'],
		[{ localUrl: 'localhost:9009' }, 'http://localhost:9009', 'default'],
		[
			{ localUrl: 'http://localhost:9009/v1/instances/three/api/x', instance: 'default' },
			'http://localhost:9009',
			'three',
		],
		[
			{ localUrl: 'http://localhost:9009/v1/instances/three/api/x' },
			'http://localhost:9009',
			'three',
		],
	])('of Rill Developer, from %j', (fields, baseUrl, instance) => {
		expect(addressFrom({ deployment: 'local', ...fields })).toEqual({
			deployment: 'local',
			baseUrl,
			instance,
		});
	});
});

describe('the URLs of an address', () => {
	const local = {
		deployment: 'local',
		baseUrl: 'http://localhost:9009',
		instance: 'default',
	} as const;

	it("are Rill's", () => {
		const runtime = 'https://api.rilldata.com/v1/organizations/acme/projects/flight-ops/runtime';
		expect(apiUrl(acme, 'flights')).toBe(`${runtime}/api/flights`);
		expect(apisUrl(acme)).toBe(`${runtime}/api`);
		expect(specUrl(acme)).toBe(`${runtime}/api/openapi`);
		expect(projectUrl(acme)).toBe('https://api.rilldata.com/v1/orgs/acme/projects/flight-ops');
		expect(tokenUrl(acme)).toBe(
			'https://api.rilldata.com/v1/organizations/acme/projects/flight-ops/credentials',
		);
		expect(apiUrl(local, 'flights')).toBe('http://localhost:9009/v1/instances/default/api/flights');
		expect(tokenUrl(local)).toBe('http://localhost:9009/v1/dev-jwt');
		expect(placeName(local)).toBe('instance "default" of Rill Developer at http://localhost:9009');
		expect(placeName(acme)).toBe('project "flight-ops" of organization "acme"');
		expect(embedUrl(acme)).toBe(
			'https://api.rilldata.com/v1/organizations/acme/projects/flight-ops/iframe',
		);
		expect(resourcesUrl(acme, 'Model')).toBe(`${runtime}/resources?kind=rill.runtime.v1.Model`);
		expect(resourcesUrl(local, 'API', 'x y')).toBe(
			'http://localhost:9009/v1/instances/default/resources?kind=rill.runtime.v1.API&page_token=x+y',
		);
	});

	it('hold a name as one segment, whatever is in it', () => {
		expect(apiUrl(acme, 'ops/weekly report?')).toMatch(/\/api\/ops%2Fweekly%20report%3F$/);
		fc.assert(
			fc.property(
				anyText({ minLength: 1 }).filter((name) => !/^\.{1,2}$/.test(name)),
				(name) => {
					const path = new URL(apiUrl(acme, name)).pathname.split('/');
					expect(path).toHaveLength(9);
					expect(decodeURIComponent(path[8])).toBe(wellFormed(name));
				},
			),
		);
	});

	it('read back as what they were made of', () => {
		fc.assert(
			fc.property(
				fc.string({ minLength: 1 }).filter((name) => !/^\.{1,2}$/.test(name)),
				(name) => {
					expect(parseRillUrl(apiUrl(acme, name))).toMatchObject({
						baseUrl: acme.baseUrl,
						organization: 'acme',
						project: 'flight-ops',
						api: name,
					});
				},
			),
		);
	});

	it.each([
		['a\ud800b', 'a\ufffdb'],
		['\udc00', '\ufffd'],
		['\ud83d\ude00', '\ud83d\ude00'],
		['\ud83d\ud83d\ude00\ude00', '\ufffd\ud83d\ude00\ufffd'],
	])('have a character for half a one: %j', (name, formed) => {
		expect(wellFormed(name)).toBe(formed);
		expect(apiUrl(acme, name)).toMatch(new RegExp(`/${encodeURIComponent(formed)}$`));
	});

	it.each(['.', '..', ''])('do not exist for the name %j', (name) => {
		expect(() => apiUrl(acme, name)).toThrow(
			expect.objectContaining({
				kind: 'settings',
				message: `The name "${name}" cannot be part of a web address`,
				hint: 'Rename it in the Rill project.',
			}),
		);
	});
});

describe('a pasted address', () => {
	it.each(['', 'flights', 'https://example.com/', 'http://%', 'https://api.rilldata.com/v1/orgs'])(
		'%j is none of a Rill API',
		(text) => {
			expect(parseRillUrl(text)).toBeUndefined();
		},
	);

	it.each<[string, object]>([
		['https://x.test/v1/orgs/a/projects/b', { organization: 'a', project: 'b' }],
		['https://x.test/v1/organizations/a/projects/b/', { organization: 'a', project: 'b' }],
		['https://x.test/v1/orgs/a/projects/b/runtime', { organization: 'a', project: 'b' }],
		['https://x.test/v1/orgs/a/projects/b/runtime/api', { organization: 'a', project: 'b' }],
		['https://x.test/v1/orgs/a/projects/b/runtime/api/', { organization: 'a', project: 'b' }],
		[
			'HTTPS://x.test/v1/orgs/a/projects/b/runtime/api/c%2Fd?e=1#f',
			{ organization: 'a', project: 'b', api: 'c/d' },
		],
		[
			'https://x.test/v1/orgs/a%20b/projects/c%20d/branch/e%2Ff/runtime/api/g/h',
			{ organization: 'a b', project: 'c d', branch: 'e/f', api: 'g/h' },
		],
		['https://x.test/v1/instances/i', { instance: 'i' }],
		['https://x.test/v1/instances/i%20j/', { instance: 'i j' }],
		['https://x.test/v1/instances/i/api', { instance: 'i' }],
		['https://x.test/v1/instances/i/api/a%2Fb', { instance: 'i', api: 'a/b' }],
	])('%s says what it says', (text, said) => {
		expect(parseRillUrl(` ${text} `)).toEqual({ baseUrl: 'https://x.test', ...said });
	});

	it.each([
		'https://x.test/v1/orgs/a/projects/b/more',
		'https://x.test/v1/orgs/a/projects/b/runtime/apis',
		'https://x.test/v1/orgs/a/b/projects/c',
		'https://x.test/v1/instances/i/apis',
		'https://x.test/v1/instances/',
		'https://x.test/a/b',
		'https://ui.rilldata.com/a',
		'https://ui.rilldata.com/',
		'https://ui.rilldata.com//a/b',
		'see https://ui.rilldata.com/a/b',
		'my ui.rilldata.com/a/b',
		'ftp://x.test/v1/orgs/a/projects/b',
		'x.test/v1/orgs/a/projects/b',
		'https:ui.rilldata.com/a/b',
		'ui.rilldata.com.evil.test/a/b',
	])('%s is none of a project', (text) => {
		expect(parseRillUrl(text)).toBeUndefined();
	});

	it('may be one of the web interface, or of the API without its scheme', () => {
		const found = {
			baseUrl: 'https://api.rilldata.com',
			organization: 'a b',
			project: 'c',
		};
		expect(parseRillUrl('https://ui.rilldata.com/a%20b/c')).toEqual(found);
		expect(parseRillUrl('UI.rilldata.com/a%20b/c/explore/d')).toEqual(found);
		expect(parseRillUrl('api.rilldata.com/v1/orgs/a%20b/projects/c')).toMatchObject(found);
	});

	it('may name a branch, and a name that is no valid encoding', () => {
		expect(
			parseRillUrl('https://x.test/v1/orgs/a/projects/b/branch/main/runtime/api/50%25%'),
		).toMatchObject({ branch: 'main', api: '50%25%' });
	});
});

describe('a token', () => {
	it.each([
		['https://api.rilldata.com', true],
		['http://localhost:9009', true],
		['http://127.0.0.1:1234', true],
		['http://127.9.9.9', true],
		['http://127.100.200.30', true],
		['http://[::1]:80', true],
		['http://rill.localhost', true],
		['http://api.rilldata.com', false],
		['http://host.docker.internal:9009', false],
		['http://127.0.0.1.evil.test', false],
		['http://localhost.evil.test', false],
		['http://10.0.0.1', false],
		['http://a127.0.0.1.test', false],
		['http://127.0.0.1x', false],
		['http://notlocalhost', false],
		['http://localhost.', false],
		['ftp://api.rilldata.com', false],
	])('may travel to %s: %s', (url, expected) => {
		expect(mayCarryToken(url)).toBe(expected);
	});
});
