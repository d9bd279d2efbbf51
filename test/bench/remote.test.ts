/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';

import { farAway, portOf } from './server/remote';

let echo: Server;

beforeAll(async () => {
	echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
	echo.listen(0, '127.0.0.1');
	await once(echo, 'listening');
});

afterAll(() => {
	echo.close();
});

it('a distance hands on every byte in its order, and the end behind them', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 20 }),
			fc.integer({ min: 1, max: 8 }),
			async (parts, rttMs) => {
				const far = await farAway(portOf(echo), rttMs);
				const socket = connect({ port: portOf(far), host: '127.0.0.1' });
				for (const part of parts) socket.write(part);
				socket.end();
				expect(await buffer(socket)).toEqual(Buffer.concat(parts));
				far.close();
			},
		),
		{ numRuns: 20 },
	);
});
