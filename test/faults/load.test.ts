/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { createServer, type ServerResponse } from 'node:http';
import fc from 'fast-check';

import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { heldBytes } from '../support/heldBytes';
import { useListening } from '../support/listening';

const CALLS = 10_000;
const SHARE = 0.05;

const SPEC = JSON.stringify({
	openapi: '3.0.3',
	paths: {
		'/echo': { get: { parameters: [{ name: 'n', in: 'query', schema: { type: 'integer' } }] } },
	},
});

/** What may go wrong with one request, each as likely as the others. */
const faults: Array<(response: ServerResponse, body: string) => void> = [
	(response) =>
		response
			.writeHead(429, { 'content-type': 'application/json' })
			.end('{"code":8,"message":"Rate limit exceeded. Try again in 5ms seconds","details":[]}'),
	(response) => response.writeHead(503).end(),
	(response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html></html>'),
	(response) => response.destroy(),
	(response, body) => {
		response.writeHead(200, { 'content-length': body.length });
		response.write(body.slice(0, 3), () => response.destroy());
	},
	(response, body) => response.end(body.slice(0, -2)),
];

let requests = 0;
let harmed = 0;
const memory: number[] = [];

// From a fixed seed, so that a run that fails can be had again.
const chance = fc.sample(fc.noBias(fc.nat(999_999)), {
	seed: 42,
	numRuns: 2 * CALLS,
});
const server = useListening(
	createServer(({ url }, response) => {
		if (url?.includes('openapi') === true) return void response.end(SPEC);
		const luck = chance[requests % chance.length] / 1e6;
		requests++;
		if (requests % 1000 === 0) memory.push(heldBytes());
		const body = JSON.stringify([
			{ n: Number(new URL(`http://x${url ?? ''}`).searchParams.get('n')) },
		]);
		if (luck >= SHARE) return void response.end(body);
		harmed++;
		faults[Math.floor((luck / SHARE) * faults.length)]?.(response, body);
	}),
);

it(`answers each of ${CALLS} calls in its place, though one in twenty goes wrong`, async () => {
	const execution = await runWorkflow(
		rillWorkflow(
			callParameters(
				'echo',
				{ n: '={{ $json.n }}' },
				{
					options: { concurrentRequests: 20, requestInfo: true },
				},
			),
			{ inputItems: Array.from({ length: CALLS }, (_, n) => ({ n })) },
		),
		{
			credentials: {
				rillApi: { deployment: 'local', localUrl: `http://127.0.0.1:${server.port}` },
			},
		},
	);
	expect(execution.error).toBeUndefined();
	const items = execution.items('Success');
	expect(items.map(({ json }) => json.n)).toEqual(Array.from({ length: CALLS }, (_, n) => n));
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
		Array.from({ length: CALLS }, (_, item) => ({ item })),
	);

	// Each failed request is made again once, and nothing else is.
	expect(harmed).toBeGreaterThan((CALLS * SHARE) / 2);
	expect(requests).toBe(CALLS + harmed);
	const attempts = items.map(({ json }) => (json._request as { attempts: number }).attempts);
	expect(attempts.reduce((sum, one) => sum + one, 0)).toBe(requests);
	expect(Math.max(...attempts)).toBeLessThanOrEqual(5);

	const megabytes = memory.map((bytes) => Math.round(bytes / 1e6)).join(' ');
	process.stdout.write(
		`\n${CALLS} calls: ${requests} requests, ${harmed} went wrong, ${Math.max(...attempts)} attempts at most; kept memory in MB after each thousand: ${megabytes}\n`,
	);
}, 300_000);
