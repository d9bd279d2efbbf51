import { generateKeyPairSync, randomBytes, verify } from 'node:crypto';

import type { Service, ServiceAnswer, ServiceRequest } from './interception';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOKEN_ENDPOINT = 'https://oauth2.googleapis.com/token';
const SCOPE = 'https://www.googleapis.com/auth/spreadsheets';

/** What a service account says of itself in the token that it signs. */
interface Claims {
	iss: string;
	aud: string;
	scope: string;
	exp: number;
}

/**
 * A service account of Google's and the endpoint where it gets access tokens:
 * https://developers.google.com/identity/protocols/oauth2/service-account
 */
export class ServiceAccount {
	private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
	private readonly issued = new Set<string>();

	/** What n8n's credential _Google Service Account API_ is to hold. */
	readonly credential = {
		email: 'playground@flight-ops.iam.gserviceaccount.com',
		privateKey: String(this.keys.privateKey.export({ type: 'pkcs8', format: 'pem' })),
	};

	/** The token endpoint. */
	readonly answer: Service = ({ method, path, body }) => {
		const form = new URLSearchParams(body);
		const [signed = '', payload = '', signature = ''] = splitLast(form.get('assertion') ?? '');
		const isSigned = verify(
			'RSA-SHA256',
			Buffer.from(signed),
			this.keys.publicKey,
			Buffer.from(signature, 'base64url'),
		);
		if (method !== 'POST' || path !== '/token') return refused(404, 'not_found');
		if (form.get('grant_type') !== GRANT_TYPE) return refused(400, 'unsupported_grant_type');
		if (!isSigned || !this.areFine(claimsIn(payload))) return refused(400, 'invalid_grant');
		const token = `ya29.${randomBytes(18).toString('base64url')}`;
		this.issued.add(token);
		return { status: 200, body: { access_token: token, expires_in: 3599, token_type: 'Bearer' } };
	};

	/** Whether a request comes with a token that was issued here. */
	isWith({ headers }: ServiceRequest): boolean {
		return this.issued.has(String(headers.authorization).replace(/^Bearer /, ''));
	}

	private areFine({ iss, aud, scope, exp }: Claims): boolean {
		return (
			iss === this.credential.email &&
			aud === TOKEN_ENDPOINT &&
			scope.split(' ').includes(SCOPE) &&
			exp * 1000 > Date.now()
		);
	}
}

const refused = (status: number, error: string): ServiceAnswer => ({ status, body: { error } });

/** What of a JWT is signed, its payload, and the signature. */
function splitLast(jwt: string): string[] {
	const [header, payload, signature] = jwt.split('.');
	return [`${header}.${payload}`, payload ?? '', signature ?? ''];
}

function claimsIn(payload: string): Claims {
	return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
}
