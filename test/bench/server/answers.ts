/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import { asRecord } from '../../../nodes/Rill/client/schema';
import { flight, longFlight, Table } from './rows';
import { ORGANIZATION, PROJECT, type Counts, type ServerSettings } from './settings';
import { specText } from './spec';
import { callerOf, issue } from './tokens';

const BASE = `/v1/organizations/${ORGANIZATION}/projects/${PROJECT}`;
const API = `${BASE}/runtime/api/`;

/** Above this Rill's server does not say how long an answer is. */
const CHUNKED_FROM_BYTES = 2048;

/** Parts of an answer, so that a page can be sent without copying it. */
type Body = Buffer[];

const JSON_TYPE = { 'content-type': 'application/json' };

/** Of all servers, since they have the same rows. */
const flights = new Table(flight);
const longFlights = new Table(longFlight);

const freshCounts = (): Counts => ({
	calls: 0,
	specs: 0,
	tokens: 0,
	connections: 0,
	mostAtOnce: 0,
	refused: 0,
	down: 0,
});

/** A Rill that has every answer ready, so that what is measured is not the server. */
export class Answers {
	counts = freshCounts();
	private atOnce = 0;
	private startedAt = performance.now();
	private readonly spec: Buffer;

	constructor(private readonly settings: ServerSettings) {
		this.spec = Buffer.from(specText(settings.moreApis ?? 0));
	}

	/** Forgets what was counted, and is up. */
	restart(): void {
		this.counts = freshCounts();
		this.startedAt = performance.now();
	}

	readonly listener: RequestListener = (request, response) => {
		void this.respond(request, response).catch((error: unknown) => {
			response.statusCode = 500;
			response.end(JSON.stringify({ error: String(error) }));
		});
	};

	private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', 'http://bench.invalid');
		const caller = callerOf(request.headers.authorization);
		if (caller === undefined) return refuse(response, 401, 'no such token');
		if (url.pathname === `${API}openapi`) {
			this.counts.specs++;
			return send(response, [this.spec]);
		}
		await this.bounded(response, async () => {
			if (url.pathname === `${BASE}/credentials`) return await this.issueToken(request);
			if (url.pathname.startsWith(API)) return this.rows(url, caller);
			return undefined;
		});
	}

	private get isDown(): boolean {
		const { upMs = Infinity, downMs = 0 } = this.settings;
		return (performance.now() - this.startedAt) % (upMs + downMs) > upMs;
	}

	/** A query takes its time, and only so many run at a time. */
	private async bounded(
		response: ServerResponse,
		work: () => Promise<Body | undefined>,
	): Promise<void> {
		const { allows = Infinity, thinkMs = 0 } = this.settings;
		this.counts.calls++;
		if (this.isDown) {
			this.counts.down++;
			return refuse(response, 503, 'upstream connect error');
		}
		if (this.atOnce >= allows) {
			this.counts.refused++;
			return refuse(response, 429, 'too many requests');
		}
		const body = await this.query(work, thinkMs);
		if (body) send(response, body);
		else refuse(response, 404, 'no such address');
	}

	/** Over before its answer is sent: whoever has the answer may ask again. */
	private async query<T>(work: () => Promise<T>, thinkMs: number): Promise<T> {
		this.counts.mostAtOnce = Math.max(this.counts.mostAtOnce, ++this.atOnce);
		try {
			const result = await work();
			if (thinkMs > 0) await new Promise((resolve) => setTimeout(resolve, thinkMs));
			return result;
		} finally {
			this.atOnce--;
		}
	}

	private async issueToken(request: IncomingMessage): Promise<Body> {
		const asked = asRecord(JSON.parse(await text(request)) as unknown);
		this.counts.tokens++;
		return json({
			runtimeHost: 'http://127.0.0.1:1',
			instanceId: 'default',
			accessToken: issue(asked?.attributes),
			ttlSeconds: 86_400,
		});
	}

	private rows({ pathname, searchParams }: URL, caller: string): Body | undefined {
		const number = (name: string, otherwise: number) => Number(searchParams.get(name) ?? otherwise);
		const of = number('of', 0);
		switch (pathname.slice(API.length)) {
			case 'whole':
				return list(flights.part(0, of));
			case 'long':
				return list(longFlights.part(0, of));
			case 'paged':
			case 'small-pages': {
				const offset = number('offset', 0);
				const size = Math.min(number('limit', 50), of - offset);
				return list(flights.part(offset, size));
			}
			case 'one':
				return json([{ key: searchParams.get('key'), seen_by: caller }]);
			default:
				return undefined;
		}
	}
}

function json(value: unknown): Body {
	return [Buffer.from(JSON.stringify(value))];
}

function list(rows: Buffer): Body {
	return [Buffer.from('['), rows, Buffer.from(']')];
}

function send(response: ServerResponse, body: Body): void {
	const length = body.reduce((sum, part) => sum + part.length, 0);
	response.writeHead(200, {
		...JSON_TYPE,
		...(length < CHUNKED_FROM_BYTES ? { 'content-length': length } : {}),
	});
	response.cork();
	for (const part of body) response.write(part);
	response.end();
}

function refuse(response: ServerResponse, status: number, error: string): void {
	response.writeHead(status, JSON_TYPE);
	response.end(JSON.stringify({ error }));
}
