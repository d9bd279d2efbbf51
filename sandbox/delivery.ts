/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Delivered, Delivery } from './faultKinds';

/**
 * Sends an answer as a fault wants it: late, in part, or not at all. The length that the headers
 * promise stays that of the whole body, so a client can know what it missed.
 */
export async function deliver(
	response: ServerResponse,
	{ answer, delivery }: Delivered & { delivery: Delivery },
): Promise<void> {
	if (delivery.how === 'silence') return;
	if (delivery.how === 'resetBeforeHeaders') {
		response.socket?.resetAndDestroy();
		return;
	}
	const body = Buffer.from(answer.body);
	response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
	if (delivery.how === 'resetInBody') {
		const part = body.subarray(0, delivery.afterBytes ?? Math.floor(body.length / 2));
		await new Promise<void>((sent) => response.write(part, () => sent()));
		// What was written has to leave before the reset, which throws away what waits in the socket.
		await pause(20);
		response.socket?.resetAndDestroy();
		return;
	}
	for (let sent = 0; sent < body.length && !response.destroyed; sent += delivery.bytes) {
		response.write(body.subarray(sent, sent + delivery.bytes));
		await pause(delivery.everyMilliseconds);
	}
	response.end();
}
