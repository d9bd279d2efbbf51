/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { AddressInfo } from 'node:net';

import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

import { LOOPBACK } from '../ports';

/** A mail as it came in. */
export interface Mail {
	/** Whom the sending server names, whatever the mail's own header says. */
	from: string;
	to: string[];
	content: ParsedMail;
}

export interface MailServer {
	/** What n8n's SMTP credential is to hold. */
	credential: Record<string, string | number | boolean>;
	/** What came in, oldest first. */
	mails: Mail[];
	close(): Promise<void>;
}

/** A mail server on loopback that takes mails of one account and keeps them. */
export async function startMailServer(): Promise<MailServer> {
	const account = { user: 'reports', password: 'of-the-playground' };
	const mails: Mail[] = [];
	const server = new SMTPServer({
		// On loopback there is nobody to hide a password from.
		disabledCommands: ['STARTTLS'],
		allowInsecureAuth: true,
		onAuth: ({ username, password }, _session, done) => {
			const isKnown = username === account.user && password === account.password;
			done(isKnown ? null : new Error('Unknown account'), { user: username });
		},
		onData: (stream, { envelope }, done) => {
			simpleParser(stream).then(
				(content) => {
					const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
					mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), content });
					done();
				},
				(error: unknown) => done(error as Error),
			);
		},
	});
	await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
	const { port } = server.server.address() as AddressInfo;
	return {
		credential: { ...account, host: LOOPBACK, port, secure: false, disableStartTls: true },
		mails,
		close: async () => await new Promise((resolve) => server.close(() => resolve())),
	};
}
