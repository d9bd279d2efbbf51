/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { gzipSync } from 'node:zlib';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Control } from '../../sandbox/control';
import type { FaultKind } from '../../sandbox/faultKinds';
import { tokens } from '../support/sandbox';
import { trust } from './trust';
import {
	cutAt,
	hangsUp,
	mute,
	ownCertificate,
	raw,
	spoilt,
	withoutAuthorization,
	withoutTls,
	wrongName,
	type StartOtherEnd,
} from './otherEnds';

/** Where a fault hits: one call of three, the second page, the issuing of a token, or the editor. */
export type Place = 'call' | 'page' | 'mint' | 'picker' | 'fields' | 'credential';
export type Deployment = 'cloud' | 'local';

export interface FaultCase {
	/** What was done. */
	injected: string;
	fault?: FaultKind;
	otherEnd?: StartOtherEnd;
	state?: (control: Control) => void;
	credential?: ICredentialDataDecryptedObject;
	places: Place[];
	deployments: Deployment[];
	/** How often it hits: every time, or so many times. */
	times: 'always' | number;
	/** What the user is told; undefined: nothing, since the rows come. */
	says?: RegExp;
	/** By place, where it says something else there. */
	saysAt?: Partial<Record<Place, RegExp>>;
	/** Whether waiting may cure it, so that it is tried again. */
	isTransient: boolean;
	/** Milliseconds that a request may take, where the fault is that it takes long. */
	timeout?: number;
	/** Where trying again takes long. */
	maxTries?: number;
}

type Rest = Partial<Omit<FaultCase, 'injected' | 'says'>>;

const both: Deployment[] = ['cloud', 'local'];
const cloud: Deployment[] = ['cloud'];
const everywhere: Place[] = ['call', 'page', 'mint', 'picker', 'fields', 'credential'];
const inRun: Place[] = ['call', 'page', 'mint'];

const final = (injected: string, says: RegExp | undefined, rest: Rest): FaultCase => ({
	injected,
	says,
	places: ['call'],
	deployments: both,
	times: 'always',
	isTransient: false,
	...rest,
});

const transient = (injected: string, says: RegExp, rest: Rest): FaultCase => ({
	...final(injected, says, rest),
	isTransient: true,
});

/** The same once or twice, which nobody has to notice. */
const cured = (injected: string, times: number, rest: Rest): FaultCase => ({
	...final(injected, undefined, { places: inRun, ...rest }),
	times,
	isTransient: true,
});

const status = (code: number, body = '', contentType = 'text/plain; charset=utf-8'): FaultKind => ({
	fault: 'status',
	status: code,
	body,
	contentType,
});
const json = (code: number, value: unknown) =>
	status(code, JSON.stringify(value), 'application/json');
const html = (code: number): FaultKind => ({ fault: 'html', status: code });

/** Long enough for what is not harmed, on a machine that is busy. */
const slow = { timeout: 1000 };
const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwtOfDeveloper = `${segment({ alg: 'RS256', typ: 'JWT' })}.${segment({ sub: 'dev', attr: { admin: true }, exp: 4_000_000_000 })}.${segment({})}`;

const toLocalUrl = (url: string) => ({ baseUrl: url, localUrl: url });

export const cases: FaultCase[] = [
	// Rill has a bad minute.
	transient('429 in the words of Rill, 20 ms to wait', /asked too often/, {
		fault: { fault: 'rateLimited', delay: '20ms' },
		places: everywhere,
		saysAt: { credential: /asked too often|too many|rate/i },
	}),
	transient('429 with Retry-After: 0', /asked too often/, {
		fault: { fault: 'rateLimited', retryAfter: '0' },
	}),
	final('429 that asks for an hour', /asked too often/, {
		fault: { fault: 'rateLimited', delay: '1h0m0s' },
	}),
	final('429 for a message that is too large', /larger than it takes/, {
		fault: json(429, { code: 8, message: 'grpc: received message larger than max', details: [] }),
	}),
	transient('500 dial tcp (the runtime is down)', /starting or restarting/, {
		fault: json(500, {
			error: 'Get "http://r": dial tcp 10.0.0.1:80: connect: connection refused',
		}),
		maxTries: 1,
	}),
	transient('500 unsupported protocol scheme (waking up)', /starting or restarting/, {
		fault: json(500, { error: 'Get "v1/instances/api/x": unsupported protocol scheme ""' }),
		maxTries: 1,
	}),
	transient('503 without a body', /overloaded or being updated/, {
		fault: status(503),
		places: everywhere,
		saysAt: { credential: /./ },
	}),
	transient('502 with a page of a gateway', /overloaded or being updated/, { fault: html(502) }),
	transient('504 with a page of a gateway', /overloaded or being updated/, { fault: html(504) }),
	final('500 of Rill itself', /could not .*unsupported value: \+Inf/, {
		fault: json(500, { error: 'json: unsupported value: +Inf' }),
		places: ['call', 'page', 'picker'],
	}),
	final('500 with a page', /Something other than Rill answered with status 500/, {
		fault: html(500),
	}),
	final('501', /could not/, { fault: json(501, { error: 'not implemented' }) }),

	// Once or twice.
	cured('429 in the words of Rill, twice', 2, { fault: { fault: 'rateLimited', delay: '20ms' } }),
	cured('503, once', 1, { fault: status(503) }),
	cured('502 with a page, once', 1, { fault: html(502) }),
	cured('the runtime restarts (500 dial tcp), once', 1, {
		fault: json(500, {
			error: 'Get "http://r": dial tcp 10.0.0.1:80: connect: connection refused',
		}),
		places: ['call'],
	}),
	cured('a reset before the answer, once', 1, { fault: { fault: 'resetBeforeHeaders' } }),
	cured('a reset in the middle of the body, once', 1, { fault: { fault: 'resetInBody' } }),
	cured('an answer that ends early, once', 1, { fault: { fault: 'truncatedJson' } }),
	cured('silence beyond the time-out, once', 1, {
		fault: { fault: 'silence' },
		...slow,
		places: ['call'],
	}),
	cured('a body that drips beyond the time-out, once', 1, {
		fault: { fault: 'drip', bytes: 1, everyMilliseconds: 50 },
		...slow,
		places: ['call'],
	}),

	// Nothing comes, or not whole.
	transient('a reset before the answer', /could not be reached: the connection broke off/, {
		fault: { fault: 'resetBeforeHeaders' },
		places: everywhere,
		saysAt: { credential: /./ },
	}),
	transient('a reset in the middle of the body', /could not be reached: the connection broke off/, {
		fault: { fault: 'resetInBody' },
		places: inRun,
	}),
	transient('an answer that ends early, and says that it is whole', /answer was cut off/, {
		fault: { fault: 'truncatedJson' },
		places: [...inRun, 'picker', 'fields'],
	}),
	transient('silence', /did not answer completely within 1 second/, {
		fault: { fault: 'silence' },
		places: inRun,
		...slow,
	}),
	transient('a body that drips', /did not answer completely within 1 second/, {
		fault: { fault: 'drip', bytes: 1, everyMilliseconds: 50 },
		places: inRun,
		...slow,
	}),
	final('an answer 200 ms late', undefined, { fault: { fault: 'latency', milliseconds: 200 } }),

	// Other answers than rows.
	final('a log-in page with status 200', /is not a list of rows/, {
		fault: html(200),
		places: everywhere,
		saysAt: {
			mint: /without a token/,
			picker: /not a project's OpenAPI spec/,
			fields: /not a project's OpenAPI spec/,
			credential: /Something other than Rill/,
		},
	}),
	final('an empty answer with status 200', /is not a list of rows/, { fault: status(200) }),
	final('status 204', /is not a list of rows/, { fault: status(204) }),
	final('an object instead of rows', /is not a list of rows/, { fault: json(200, { rows: [] }) }),
	final('rows that are no objects', /is not a list of rows/, { fault: json(200, [1, 2]) }),
	final('rows with the wrong content type', undefined, {
		fault: { fault: 'wrongContentType', contentType: 'text/html' },
	}),
	final(
		'a page of a firewall with status 403',
		/Something other than Rill answered with status 403/,
		{
			fault: html(403),
		},
	),
	final('404 with a page', /Something other than Rill answered with status 404/, {
		fault: html(404),
	}),
	final('404 in text', /nothing at the address/, { fault: status(404, '404 page not found') }),
	final('407 of a proxy', /Something other than Rill answered with status 407/, {
		fault: html(407),
	}),
	final('413', /larger than it takes/, { fault: html(413) }),
	final('a redirect to another host', /answered with a redirect/, {
		fault: { fault: 'redirect', location: 'http://127.0.0.1:9/' },
		places: everywhere,
		saysAt: { credential: /./ },
	}),
	final('a redirect to the same host', /answered with a redirect/, {
		fault: { fault: 'redirect', location: '/elsewhere' },
	}),
	final('"context canceled" from Rill', /could not run API "flights": context cancel.ed/, {
		fault: json(500, { error: 'context canceled' }),
	}),
	final('an error that echoes the token', /could not run API "flights": no \[token\] here/, {
		fault: json(400, { error: `no ${tokens.serviceAdmin} here` }),
	}),

	// Who asks, and for what.
	final('an expired token', /it has expired/, {
		credential: { token: tokens.expired },
		deployments: cloud,
		places: everywhere,
		saysAt: { credential: /has expired/ },
	}),
	final('a token with a wrong secret', /its secret is wrong/, {
		credential: { token: tokens.unknownSecret },
		deployments: cloud,
		places: ['call', 'picker', 'credential'],
		saysAt: { credential: /secret is wrong/ },
	}),
	final('a token that nobody knows', /it is unknown, or was revoked/, {
		credential: { token: 'rill_usr_nonsense' },
		deployments: cloud,
		places: ['call', 'picker', 'credential'],
		saysAt: { credential: /does not know this token/ },
	}),
	final('a token of Rill Developer, for Rill Cloud', /signed by another Rill/, {
		// An unsigned JWT, as Rill Developer issues them.
		credential: { token: jwtOfDeveloper },
		deployments: cloud,
		places: ['call', 'picker', 'credential'],
		saysAt: { credential: /does not accept this token/ },
	}),
	final("a token of somebody else's project", /valid, but has no access/, {
		credential: { token: tokens.outsider },
		deployments: cloud,
		places: ['call', 'picker', 'credential'],
		saysAt: { credential: /may not view the project/ },
	}),
	final('no token', /Rill asks for a token/, {
		credential: { token: '' },
		deployments: cloud,
		places: ['call', 'picker', 'credential'],
		saysAt: { credential: /no token is filled in/ },
	}),
	final('a token of a viewer, for Run As', /needs the role "admin"/, {
		credential: { token: tokens.viewer },
		deployments: cloud,
		places: ['mint'],
	}),
	final('a token of Rill Cloud, for Rill Developer', /Rill Developer does not accept/, {
		credential: { token: tokens.serviceAdmin },
		deployments: ['local'],
		places: ['call', 'picker'],
	}),
	final('a token that was revoked', /it was revoked or deleted/, {
		state: (control) => {
			control.revoke(tokens.serviceAdmin);
			control.cloud.advance(60);
		},
		deployments: cloud,
		places: ['call', 'mint', 'picker', 'credential'],
		saysAt: { credential: /revoked/ },
	}),
	final('a project that hibernates', /nothing running/, {
		state: (control) => control.hibernate('acme/flight-ops'),
		deployments: cloud,
		places: ['call', 'mint', 'picker', 'credential'],
		saysAt: { credential: /no running deployment/ },
	}),
	final('a project that does not exist', /does not know project "nope"/, {
		credential: { project: 'nope' },
		deployments: cloud,
		places: ['call', 'picker', 'credential'],
		saysAt: { credential: /no such organization or project/ },
	}),
	final('an API that is gone', /There is no custom API named "flights"/, {
		fault: { fault: 'changedSpec', removed: ['flights'] },
		places: ['call', 'fields'],
		saysAt: { fields: /no API named "flights"/ },
	}),
	final('an offset that the API ignores', /ignores its argument "offset"/, {
		fault: { fault: 'ignoredOffset' },
		places: ['page'],
	}),
	final('a table that does not exist', /Catalog Error: Table with name x does not exist/, {
		fault: json(400, { error: 'Catalog Error: Table with name x does not exist!' }),
	}),

	// The way there.
	transient('nothing listens', /nothing listens there/, {
		credential: toLocalUrl('http://127.0.0.1:1'),
		places: ['call', 'picker', 'credential'],
		saysAt: { credential: /ECONNREFUSED/ },
	}),
	transient('a host name that does not exist', /there is no such host name/, {
		// Longer than a name may be, so that no name server is asked.
		credential: toLocalUrl(`https://${'a'.repeat(64)}.test`),
		places: ['call', 'picker'],
	}),
	transient('a connection that is closed at once', /the connection broke off/, {
		otherEnd: hangsUp,
	}),
	transient('a connection on which nothing is said', /did not answer completely/, {
		otherEnd: mute('http'),
		...slow,
	}),
	transient('TLS that never begins', /did not answer completely/, {
		otherEnd: mute('https'),
		deployments: cloud,
		...slow,
	}),
	final('a certificate that nobody has signed', /TLS certificate .* is not trusted/, {
		otherEnd: ownCertificate,
		deployments: cloud,
		places: ['call', 'picker'],
	}),
	final('a certificate for another name', /TLS certificate .* is not trusted/, {
		otherEnd: wrongName(trust),
		deployments: cloud,
		places: ['call', 'picker'],
	}),
	final('plain HTTP where https is expected', /does not speak TLS/, {
		otherEnd: withoutTls,
		deployments: cloud,
	}),
	final('http:// to another machine', /The token is not sent to http:\/\/rill.example.test/, {
		credential: { baseUrl: 'http://rill.example.test' },
		deployments: cloud,
		places: ['call', 'picker', 'credential'],
		saysAt: { credential: /not sent over http/ },
	}),

	// Something in between.
	transient('something that does not speak HTTP', /does not speak HTTP/, {
		otherEnd: raw('SSH-2.0-OpenSSH_9.2\r\n'),
		places: ['call', 'picker'],
	}),
	transient('a length that is longer than the body', /the connection broke off/, {
		otherEnd: raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[{"a":1}]'),
	}),
	transient('a broken chunk', /does not speak HTTP|the connection broke off/, {
		otherEnd: raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n[{}]\r\n0\r\n\r\n'),
	}),
	transient('a header that is too large', /does not speak HTTP/, {
		otherEnd: raw(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n[]`),
	}),
	transient('a proxy that cuts the answer after 40 bytes', /answer was cut off/, {
		otherEnd: cutAt(40),
	}),
	transient('gzip that is none', /the connection broke off/, {
		otherEnd: spoilt((response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' }).end('[{"a":1}]');
		}),
	}),
	final('rows that a proxy has compressed', undefined, {
		otherEnd: spoilt((response, request, sandboxUrl) => {
			const { authorization } = request.headers;
			void fetch(`${sandboxUrl}${request.url ?? ''}`, {
				headers: authorization === undefined ? {} : { authorization },
			})
				.then(async (answer) => await answer.text())
				.then((body) =>
					response
						.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' })
						.end(gzipSync(body)),
				);
		}),
	}),
	final('a proxy that takes the token away', /The token did not arrive at Rill/, {
		otherEnd: withoutAuthorization,
		deployments: cloud,
	}),
];
