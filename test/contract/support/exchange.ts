/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { basename, join } from 'node:path';

/** One recorded exchange with a real Rill; recordings/README.md says what the fields mean. */
export interface Exchange {
	id: string;
	what_it_shows: string;
	server: 'runtime' | 'cloud';
	server_detail?: string;
	request: {
		method: string;
		path_with_query: string;
		headers: Record<string, string | string[]>;
		body_text: string | null;
		/** Where the body was too long to keep. */
		body_len?: number;
	};
	response: {
		/** Null where no answer came: `error` says why. */
		status: number | null;
		error?: string;
		headers: Record<string, string>;
		body_text?: string | null;
		body_file?: string;
		body_note?: string;
		jwt_payloads_decoded?: Array<Record<string, unknown>>;
	};
}

/** What came back now. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string;
}

const recordings = join(__dirname, '..', 'recordings');

/** `replay` is what every Rill with the recorded project answers alike, `reference` what is there to read. */
export type Part = 'replay' | 'reference';

export function groupsOf(part: Part): string[] {
	return readdirSync(join(recordings, part)).map((file) => basename(file, '.jsonl'));
}

export function exchangesOf(group: string, part: Part = 'replay'): Exchange[] {
	return readFileSync(join(recordings, part, `${group}.jsonl`), 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line): Exchange => JSON.parse(line));
}

export function bodyOf({ response }: Exchange): string | undefined {
	if (response.body_file === undefined) return response.body_text ?? undefined;
	return readFileSync(join(recordings, response.body_file), 'utf8');
}

/** Sends a request as it stands, without the tidying that HTTP clients do to paths. */
export async function send(
	base: string,
	method: string,
	path: string,
	headers: Record<string, string | string[]>,
	body?: string,
): Promise<Answer> {
	const { protocol, hostname, port } = new URL(base);
	const open = protocol === 'https:' ? httpsRequest : httpRequest;
	const framed = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
	return await new Promise((resolve, reject) => {
		const request = open({
			hostname,
			port,
			method,
			path,
			headers: { ...headers, ...framed },
			agent: false,
		});
		request.on('error', reject);
		request.on('response', (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () => {
				const named = Object.entries(response.headersDistinct);
				resolve({
					status: response.statusCode ?? 0,
					headers: Object.fromEntries(
						named.map(([name, values]) => [name, values?.join(', ') ?? '']),
					),
					body: Buffer.concat(chunks).toString(),
				});
			});
		});
		request.end(body);
	});
}
