import type { ActiveFault, Delivered } from './faultKinds';

/** What a fault changes in Rill's answer, or in the way it reaches the client. */
export function alterAnswer(delivered: Delivered, { fault }: ActiveFault): Delivered {
	const { answer } = delivered;
	const { body, headers } = answer;
	switch (fault.fault) {
		case 'truncatedJson': {
			const bytes = Buffer.from(body);
			const cut = bytes.subarray(0, fault.atBytes ?? Math.floor(bytes.length / 2)).toString();
			return { ...delivered, answer: { ...answer, body: cut } };
		}
		case 'wrongContentType': {
			const changed = { ...headers, 'content-type': fault.contentType };
			return { ...delivered, answer: { ...answer, headers: changed } };
		}
		case 'resetInBody':
			return { ...delivered, delivery: { how: 'resetInBody', afterBytes: fault.afterBytes } };
		case 'drip': {
			const { bytes, everyMilliseconds } = fault;
			return { ...delivered, delivery: { how: 'drip', bytes, everyMilliseconds } };
		}
		default:
			return delivered;
	}
}
