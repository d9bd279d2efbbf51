/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import fc from 'fast-check';
import { METHODS } from 'node:http';
import { connect } from 'node:net';
import { tokens } from '../../sandbox/cloud';
import type { Fault } from '../../sandbox/faultKinds';
import { startSandbox, type Sandbox } from '../../sandbox/server';

/**
 * The sandbox may be wrong, but it must not break: whatever is sent to it, it answers, goes on
 * running, and says why when it fails.
 */

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ project: 'recorded' });
	sandbox.control.cloud.rateLimit.perMinute = 1e9;
});

afterAll(async () => await sandbox.close());

/** Sends bytes as they are, and gives back the status line and everything after it. */
async function exchangeBytes(url: string, head: string, body: Uint8Array): Promise<string> {
	const { hostname, port } = new URL(url);
	return await new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		const socket = connect({ host: hostname, port: Number(port) });
		socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer to ${head}`)));
		socket.on('data', (chunk) => chunks.push(chunk));
		socket.on('error', reject);
		socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
		socket.write(head, 'latin1');
		socket.write(body);
	});
}

const bearer = (token: string): string => `Bearer ${token}`;

/** Names that every object has, and that nothing of Rill is called. */
const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
const inheritedName = fc.constantFrom(...inherited);

const project = fc.constantFrom(
	'acme/projects/flight-ops',
	'acme/projects/open-flights',
	'acme/projects/sleeping',
	'elsewhere/projects/secret-ops',
	'%E0%A4/projects/%',
	'constructor/projects/__proto__',
);
const api = fc.constantFrom(
	'flights',
	'echo_args',
	'echo_raw',
	'my_flights',
	'delays_by_airport',
	'metrics',
	'openapi',
	'needs_airport',
	'no%2Fsuch',
	'%zz',
	...inherited,
);
const odd = fc.oneof(
	fc.stringMatching(/^[!-~]{0,30}$/),
	fc.webPath(),
	fc.constantFrom('', '/', '..', '%', '%zz', '%00', '%ff%fe', '//', '%2e%2e%2f', ';', '\\'),
);
const path = fc.oneof(
	{
		weight: 4,
		arbitrary: fc
			.tuple(project, api)
			.map(([at, name]) => `/v1/organizations/${at}/runtime/api/${name}`),
	},
	fc.tuple(project, odd).map(([at, rest]) => `/v1/orgs/${at}/runtime/${rest}`),
	fc.tuple(project, fc.constantFrom('credentials', 'iframe', '')).map((parts) => {
		return `/v1/orgs/${parts.join('/')}`;
	}),
	{ weight: 4, arbitrary: api.map((name) => `/v1/instances/default/api/${name}`) },
	fc
		.tuple(fc.constantFrom('default', 'cc6fd5601f8e4d008687e00e6a0fa2e0', ...inherited), odd)
		.map(([instance, rest]) => `/v1/instances/${instance}/${rest}`),
	api.map((name) => `/v1/instances/cc6fd5601f8e4d008687e00e6a0fa2e0/api/${name}`),
	fc.tuple(inheritedName, api).map(([name, of]) => `/v1/instances/${name}/api/${of}`),
	fc
		.constantFrom('login', 'logout', 'oauth/register', 'oauth/authorize', 'oauth/token', 'x')
		.map((rest) => `/auth/${rest}`),
	fc.constantFrom('/v1/instances/default/trigger', '/v1/dev-jwt', '/v1/orgs', '/v1/users/current'),
	odd.map((rest) => `/${rest}`),
);
const query = fc.oneof(
	fc.constant(''),
	fc.webQueryParameters().map((text) => `?${text}`),
	fc
		.tuple(
			fc.constantFrom(
				'limit',
				'offset',
				'origin',
				'n',
				'ttl_seconds',
				'kind',
				'priority',
				'redirect',
				'client_id',
				...inherited,
			),
			fc.oneof(odd, fc.integer().map(String)),
		)
		.map(([name, value]) => `?${name}=${value}`),
);
const field = fc.record(
	{
		name: fc.oneof(inheritedName, fc.constantFrom('origin', 'flights', 'departed_at')),
		compute: fc.jsonValue(),
		desc: fc.boolean(),
	},
	{ requiredKeys: ['name'] },
);
const operator = fc.oneof(inheritedName, fc.constantFrom('eq', 'in', 'nin', 'and', 'nilike'));
const condition = fc.record({
	cond: fc.record({
		op: operator,
		exprs: fc.tuple(
			field,
			fc.jsonValue().map((val) => ({ val })),
		),
	}),
});
const metricsBody = fc
	.record(
		{
			metrics_view: fc.oneof({ weight: 5, arbitrary: fc.constant('flight_delays') }, inheritedName),
			measures: fc.oneof(fc.array(field), fc.jsonValue()),
			dimensions: fc.oneof(fc.constant([{ name: 'origin' }]), fc.array(field), fc.jsonValue()),
			where: condition,
			having: condition,
			sort: fc.array(field),
			time_range: fc.jsonValue(),
			time_zone: fc.oneof(inheritedName, fc.constant('America/Chicago')),
		},
		{ requiredKeys: ['metrics_view'] },
	)
	.map((value) => Buffer.from(JSON.stringify(value)));
const inheritedBody = fc
	.dictionary(
		fc.oneof(inheritedName, fc.constantFrom('type', 'kind', 'resource', 'attributes', 'query')),
		fc.oneof(inheritedName, fc.dictionary(inheritedName, fc.jsonValue())),
	)
	.map((value) => Buffer.from(JSON.stringify(value)));
const formBody = fc
	.tuple(
		fc.constantFrom('authorization_code', 'refresh_token', 'x'),
		fc.constantFrom('code', 'refresh_token', 'user', 'client_id', ...inherited),
		odd,
	)
	.map(([grant, name, value]) => Buffer.from(`grant_type=${grant}&${name}=${value}`));
const registration = fc
	.record({ redirect_uris: fc.jsonValue(), client_name: fc.jsonValue(), scope: fc.jsonValue() })
	.map((value) => Buffer.from(JSON.stringify(value)));
const body = fc.oneof(
	metricsBody,
	formBody,
	registration,
	inheritedBody,
	fc.constant(new Uint8Array()),
	fc.uint8Array({ maxLength: 200 }),
	fc.json().map((text) => Buffer.from(text)),
	fc
		.record(
			{
				limit: fc.jsonValue(),
				origin: fc.jsonValue(),
				n: fc.jsonValue(),
				metrics_view: fc.constantFrom('flight_delays', 'nothing'),
				measures: fc.jsonValue(),
				dimensions: fc.jsonValue(),
				attributes: fc.jsonValue(),
				ttl_seconds: fc.jsonValue(),
				resource: fc.jsonValue(),
			},
			{ requiredKeys: [] },
		)
		.map((value) => Buffer.from(JSON.stringify(value))),
);
/** Mostly such as get in, or what is behind the door would hardly be asked. */
const authorization = fc.oneof(
	{ weight: 4, arbitrary: fc.constant('') },
	{ weight: 4, arbitrary: fc.constantFrom(tokens.serviceAdmin, tokens.viewer).map(bearer) },
	{ weight: 2, arbitrary: fc.constantFrom(...Object.values(tokens)).map(bearer) },
	fc.constantFrom('Bearer ', 'Basic dXNlcjpwYXNz', 'Bearer a.b.c', 'Bearer eyJ9.e30.x'),
	fc.stringMatching(/^[!-~ ]{0,40}$/),
);
const method = fc.oneof(
	fc.constantFrom('GET', 'POST'),
	fc.constantFrom(...METHODS.filter((name) => name !== 'CONNECT')),
);
const contentType = fc.constantFrom('application/json', 'text/plain', 'multipart/x', ';', '');

/** Faults that change what the sandbox does on its way to an answer, and still let it answer. */
const fault = fc.option(
	fc.constantFrom<Fault>(
		{
			fault: 'changedSpec',
			removed: ['flights'],
			renamed: { echo_args: 'openapi', a: '__proto__' },
		},
		{ fault: 'changedSpec', operations: { constructor: {} } },
		{ fault: 'ignoredOffset' },
		{ fault: 'rowLimit', rows: 1 },
		{ fault: 'wrongContentType', contentType: 'text/html' },
		{ fault: 'waking', path: '/projects/flight-ops/runtime/' },
		{ fault: 'waking', unreachable: 0, unparsed: 1 },
		{ fault: 'waking', unreachable: 0, empty: 1 },
		{ fault: 'waking', unreachable: 0, empty: 0, partly: 1 },
		{ fault: 'runtimeDown', path: '/projects/flight-ops/runtime/' },
		{ fault: 'drip', bytes: 100_000, everyMilliseconds: 0 },
	),
	{ freq: 2, nil: undefined },
);

it('answers 5,000 requests of any kind, and is still there', async () => {
	const server = fc.constantFrom('url' as const, 'url' as const, 'runtimeUrl' as const);
	const request = fc.record({
		server,
		method,
		path,
		query,
		body,
		authorization,
		contentType,
		fault,
	});
	await fc.assert(
		fc.asyncProperty(request, async (sent) => {
			const target = `${sent.path}${sent.query}`.replace(/[^!-~]/g, encodeURIComponent);
			const head = [
				`${sent.method} ${target} HTTP/1.1`,
				'Host: sandbox',
				'Connection: close',
				`Authorization: ${sent.authorization}`,
				`Content-Type: ${sent.contentType}`,
				`Content-Length: ${sent.body.length}`,
				'\r\n',
			].join('\r\n');
			if (sent.fault) sandbox.control.start(sent.fault);
			const answer = await exchangeBytes(sandbox[sent.server], head, sent.body).finally(() =>
				sandbox.control.faults.stop(),
			);
			expect(sandbox.faults.splice(0)).toEqual([]);
			const [, status, rest] = /^HTTP\/1\.1 (\d{3}) [^]*?\r\n\r\n([^]*)$/.exec(answer) ?? [];
			expect(Number(status)).toBeGreaterThanOrEqual(200);
			if (status === '500' && sent.method !== 'HEAD') {
				expect(rest).toMatch(
					/^(?:\{"error":".+|\{"code":\d+,"message":".+|Internal Server Error|failed to parse query: )/s,
				);
			}
			// The framework's own error pages look like this, and no Rill says so.
			expect(rest).not.toContain('"statusCode":');
		}),
		{ numRuns: 5_000 },
	);
	const ping = 'GET /v1/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
	expect(await exchangeBytes(sandbox.url, ping, new Uint8Array())).toMatch(/^HTTP\/1\.1 200 /);
}, 120_000);

it('knows no instance by a name that every object has', async () => {
	for (const name of inherited) {
		const head = [
			`GET /v1/instances/${name}/api/flights HTTP/1.1`,
			'Host: x',
			'Connection: close',
			'',
			'',
		].join('\r\n');
		const answer = await exchangeBytes(sandbox.runtimeUrl, head, Buffer.alloc(0));
		expect(answer).not.toMatch(/^HTTP\/1\.1 500/);
	}
	expect(sandbox.faults).toEqual([]);
});

it('sends a browser on to any path, in characters that a header may hold', async () => {
	const redirect = '/%E2%82%AC/%0A%00?a=1';
	const head = `GET /auth/logout?redirect=${redirect} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
	const answer = await exchangeBytes(sandbox.url, head, Buffer.alloc(0));
	expect(sandbox.faults).toEqual([]);
	expect(answer).toContain('\r\nlocation: /%e2%82%ac/%0a%00?a=1\r\n');
});

it('renames nothing at a path that is no text', async () => {
	const stop = sandbox.control.start({ fault: 'changedSpec', renamed: { flights: 'departures' } });
	const head = 'GET /v1/instances/default/api/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
	const answer = await exchangeBytes(sandbox.url, head, Buffer.alloc(0));
	stop();
	expect(sandbox.faults).toEqual([]);
	expect(answer).toMatch(/^HTTP\/1\.1 4/);
});
