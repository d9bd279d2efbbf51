/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whom the playground's n8n belongs to. */
export interface Login {
	email: string;
	password: string;
}

/** What the editor itself asks n8n, as the playground's owner. */
export class Rest {
	/** @param cookie of a session, if one has been opened */
	constructor(
		readonly url: string,
		private cookie = '',
	) {}

	/** Signs the owner in, and makes that owner first if n8n has none, so that nobody has to sign up. */
	async signIn(login: Login): Promise<void> {
		const settings = await this.ask<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
			'GET',
			'settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) {
			await this.ask('POST', 'owner/setup', {
				...login,
				firstName: 'Rill',
				lastName: 'Playground',
			});
		}
		this.cookie = cookieOf(await this.session(login));
	}

	/**
	 * A new session's cookie, as a Set-Cookie header. It is good for any browser, since n8n ties a
	 * session to a browser only if that browser gave its id when it signed in.
	 */
	async session({ email, password }: Login): Promise<string> {
		const response = await this.fetch('POST', 'login', { emailOrLdapLoginId: email, password });
		return response.headers.get('set-cookie') ?? '';
	}

	/** @throws Error with n8n's own words, if it refuses */
	async ask<T>(method: string, path: string, body?: object): Promise<T> {
		const { data } = (await (await this.fetch(method, path, body)).json()) as { data: T };
		return data;
	}

	/** The bytes of a file that n8n keeps. */
	async download(path: string): Promise<Buffer> {
		return Buffer.from(await (await this.fetch('GET', path)).arrayBuffer());
	}

	private async fetch(method: string, path: string, body?: object): Promise<Response> {
		const response = await fetch(`${this.url}/rest/${path}`, {
			method,
			headers: { 'content-type': 'application/json', cookie: this.cookie },
			body: body && JSON.stringify(body),
		});
		if (response.ok) return response;
		throw new Error(`n8n answered ${response.status} to ${path}: ${await response.text()}`);
	}
}

/** The name and value in a Set-Cookie header. */
export function cookieOf(header: string): string {
	return header.split(';')[0] ?? '';
}

/** The login that belongs to a data folder; made up when there is none, and readable by its owner only. */
export function loginOf(data: string): Login {
	const path = join(data, 'login.json');
	if (!existsSync(path)) {
		const login: Login = {
			email: 'playground@example.com',
			password: `Rill-${randomBytes(9).toString('base64url')}1`,
		};
		mkdirSync(data, { recursive: true });
		writeFileSync(path, JSON.stringify(login), { mode: 0o600 });
	}
	return JSON.parse(readFileSync(path, 'utf8')) as Login;
}
