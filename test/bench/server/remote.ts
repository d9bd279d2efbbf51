/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** Hands things on after their time has come, in the order in which they were given. */
class DelayLine {
	private readonly waiting: Array<{ due: number; work: () => void }> = [];
	private timer: NodeJS.Timeout | undefined;

	add(due: number, work: () => void): void {
		this.waiting.push({ due: Math.max(due, this.waiting.at(-1)?.due ?? 0), work });
		this.timer ??= setTimeout(() => this.release(), due - performance.now());
	}

	private release(): void {
		while (this.waiting.length > 0 && this.waiting[0].due <= performance.now()) {
			this.waiting.shift()?.work();
		}
		const [next] = this.waiting;
		this.timer = next && setTimeout(() => this.release(), next.due - performance.now());
	}
}

/**
 * Puts a distance between clients and a server on this machine: bytes travel half a round trip each
 * way, and the first of a connection wait for the round trip that opening it takes. Handshakes of TLS
 * are bytes like all others, so they cost what they cost over a network. Bandwidth has no limit.
 */
export async function farAway(port: number, rttMs: number): Promise<Server> {
	const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
		const opened = performance.now() + rttMs;
		const origin = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
		carry(client, origin, () => Math.max(opened, performance.now()) + rttMs / 2);
		carry(origin, client, () => performance.now() + rttMs / 2);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

function carry(from: Socket, to: Socket, arrival: () => number): void {
	const line = new DelayLine();
	from.on('data', (bytes) => line.add(arrival(), () => void to.write(bytes)));
	from.on('end', () => line.add(arrival(), () => void to.end()));
	from.on('error', () => to.destroy());
	to.on('error', () => from.destroy());
}

export function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}
