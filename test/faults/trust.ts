/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import tls from 'node:tls';

const original = tls.createSecureContext;

/**
 * Has this process trust one more certificate than Node does, and no other. Node reads its own list only when it starts; every secure
 * connection asks this function for its context.
 */
export function trust(certificate: string): void {
	tls.createSecureContext = (options) => {
		const context = original(options);
		const { addCACert } = context.context as { addCACert(pem: string): void };
		addCACert.call(context.context, certificate);
		return context;
	};
}

/** Trusts again only what Node does. */
export function trustNobodyElse(): void {
	tls.createSecureContext = original;
}
