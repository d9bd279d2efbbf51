/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import tls from 'node:tls';

/** What Node 24 can do, which the types of Node 20 do not know. */
interface NewerTls {
	getCACertificates?: (which: 'default') => string[];
	setDefaultCACertificates?: (certificates: string[]) => void;
}

const { getCACertificates, setDefaultCACertificates } = tls as NewerTls;
const known = getCACertificates?.('default') ?? [];
const original = tls.createSecureContext;

/**
 * Has this process trust one more certificate than Node does, and no other. Before Node 24 the list
 * is read only when Node starts, but every secure connection asks `createSecureContext` for it.
 */
export function trust(certificate: string): void {
	if (setDefaultCACertificates) return setDefaultCACertificates([...known, certificate]);
	tls.createSecureContext = (options) => {
		const context = original(options);
		const { addCACert } = context.context as { addCACert(pem: string): void };
		addCACert.call(context.context, certificate);
		return context;
	};
}

/** Trusts again only what Node does. */
export function trustNobodyElse(): void {
	if (setDefaultCACertificates) setDefaultCACertificates(known);
	tls.createSecureContext = original;
}
