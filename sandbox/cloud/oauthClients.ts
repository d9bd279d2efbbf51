import { randomUUID } from 'node:crypto';

/** A program that may ask people to sign in, such as an n8n. It has no secret. */
export interface OAuthClient {
	id: string;
	scope: string;
	redirectUris: string[];
	grantTypes: string[];
}

/** The clients that have registered themselves since the sandbox started. */
export class OAuthClients {
	private readonly byId = new Map<string, OAuthClient>();

	add(client: Omit<OAuthClient, 'id'>): OAuthClient {
		const added = { id: randomUUID(), ...client };
		this.byId.set(added.id, added);
		return added;
	}

	find(id: string): OAuthClient | undefined {
		return this.byId.get(id);
	}

	clear(): void {
		this.byId.clear();
	}
}
