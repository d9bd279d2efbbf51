/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Agent, request } from 'undici';

import { TOKEN } from '../server/settings';
import type { Check, Work } from './contender';

type Row = Record<string, unknown>;

/** Keeps its connections from run to run, and so opens none while it is measured. */
const agent = new Agent({
	connect: { rejectUnauthorized: false },
	connections: 50,
	keepAliveTimeout: 600_000,
	keepAliveMaxTimeout: 600_000,
});

interface Call {
	query?: Record<string, string | number>;
	body?: unknown;
	token?: string;
}

/** One call with nothing around it: no item, no check, no credential store. */
export async function get(
	url: string,
	{ query, body, token = TOKEN }: Call = {},
): Promise<unknown> {
	const answer = await request(url, {
		method: body === undefined ? 'GET' : 'POST',
		query,
		body: body === undefined ? undefined : JSON.stringify(body),
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		dispatcher: agent,
	});
	if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`);
	return await answer.body.json();
}

/** The least that can be done: asks, parses, and keeps what came. */
export function floor(
	work: (url: string) => Promise<Row[]>,
	check: (rows: Row[]) => ReturnType<Check>,
): Work {
	return async ({ url }) => {
		const rows = await work(url);
		return async () => await check(rows);
	};
}

/** Reads page after page, the next one when the one before has come. */
export async function everyPage(
	url: string,
	size: number,
	query: Record<string, string | number>,
): Promise<Row[]> {
	const parts: Row[][] = [];
	let offset = 0;
	for (;;) {
		const rows = (await get(url, { query: { ...query, limit: size, offset } })) as Row[];
		if (rows.length === 0) return parts.flat();
		parts.push(rows);
		offset += rows.length;
	}
}

/** Does something for each of so many indexes, so many at a time. */
export async function atATime<T>(
	count: number,
	concurrent: number,
	work: (index: number) => Promise<T>,
): Promise<T[]> {
	const results = new Array<T>(count);
	let next = 0;
	const worker = async () => {
		for (let index = next++; index < count; index = next++) results[index] = await work(index);
	};
	await Promise.all(Array.from({ length: concurrent }, worker));
	return results;
}
