/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { connect, createServer } from 'node:net';

/** This machine and nobody else's: everything that the playground starts listens here only. */
export const LOOPBACK = '127.0.0.1';

/** The port, or any free one if somebody has it already. */
export async function freePort(wanted: number): Promise<number> {
	return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted;
}

async function tryPort(port: number): Promise<number | undefined> {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(undefined));
		server.listen(port, LOOPBACK, () => {
			const address = server.address();
			const found = typeof address === 'object' && address ? address.port : undefined;
			server.close(() => resolve(found));
		});
	});
}

/** Whether somebody can connect to a port. */
export async function isListening(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, LOOPBACK);
		const say = (answer: boolean) => () => {
			socket.destroy();
			resolve(answer);
		};
		socket.once('connect', say(true)).once('error', say(false));
	});
}
