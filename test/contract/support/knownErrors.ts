import type { RillErrorKind } from '../../../nodes/Rill/client/errors';
import type { TokenKind } from '../../../nodes/Rill/client/tokenKind';

/** What an unsuccessful answer of Rill means to whoever reads it. */
export interface KnownError {
	status: number[];
	/** What Rill says, in the words that were measured. */
	says: RegExp;
	kind: RillErrorKind;
	/** Only where a call with no token, or with one, means this. */
	token?: (kind: TokenKind) => boolean;
	/** What the person who reads the message has to learn from it. */
	message?: RegExp;
	/** What the advice has to be about. */
	hint?: RegExp;
}

/**
 * Every error that Rill was heard to give to a call, a spec, a token, an embed URL, a list of
 * resources or a refresh, and what it is. Written down from the recordings and the notes on Rill, not
 * from the client: the client is held to it. The first line that fits is meant.
 */
export const knownErrors: KnownError[] = [
	{ status: [302, 307], says: /./, kind: 'redirect', hint: /Base URL/ },

	// The project, and whether something runs for it.
	{ status: [400, 404], says: /^(project|org) not found/, kind: 'projectNotFound' },
	{ status: [400, 404], says: /^driver: not found/, kind: 'projectNotFound' },
	{
		status: [400],
		says: /^no prod deployment|^project does not have a deployment|^no deployment for branch/,
		kind: 'noDeployment',
		hint: /deploy/,
	},

	// The token.
	{
		status: [401],
		says: /^does not have permission to access/,
		token: (kind) => kind === 'none',
		kind: 'tokenMissing',
		hint: /'Token'/,
	},
	{
		status: [401],
		says: /^does not have permission to access/,
		kind: 'noAccess',
		message: /valid/,
		hint: /viewer/,
	},
	{ status: [401], says: /is expired/, kind: 'tokenRejected', message: /expired|Rill Developer/ },
	{
		status: [401],
		says: /^invalid auth token/,
		kind: 'tokenRejected',
		message: /secret is wrong/,
	},
	{
		status: [401],
		says: /^service auth token not found/,
		kind: 'tokenRejected',
		message: /revoked or deleted/,
	},
	{ status: [401], says: /token|base64|kid|verification/, kind: 'tokenRejected', hint: /[Tt]oken/ },
	{
		status: [403],
		says: /manage deployment/,
		kind: 'notAdmin',
		message: /admin/,
		hint: /admin/,
	},
	{ status: [403], says: /^action not allowed|^does not have/, kind: 'noAccess' },
	{ status: [400], says: /^must be an admin/, kind: 'notAdmin', hint: /admin/ },
	{ status: [400], says: /^action not allowed/, kind: 'noAccess', hint: /policy/ },

	// The address.
	{ status: [404], says: /^api with name/, kind: 'apiNotFound', message: /no custom API named/ },
	{ status: [404], says: /^Not Found$|^404 page/, kind: 'settings', hint: /Base URL/ },
	{ status: [404], says: /not found$/, kind: 'settings', message: /not found/ },
	{ status: [405], says: /^GET only$|^Method Not Allowed$/, kind: 'settings' },

	// What was sent.
	{ status: [429], says: /message larger than max/, kind: 'argument', message: /larger/ },
	{ status: [431], says: /Too Large$/, kind: 'argument', message: /larger/ },
	{ status: [415], says: /sub-format not supported$/, kind: 'settings' },
	{ status: [400], says: /^invalid \w+Request\./, kind: 'settings', message: /invalid/ },
	{ status: [400], says: /^resource must be provided/, kind: 'settings' },
	{ status: [500], says: /^proto: /, kind: 'settings' },

	// The query.
	{ status: [400], says: /^result cap exceeded/, kind: 'rowCap', hint: /limit[^]*offset/ },
	{
		status: [400],
		says: /^Catalog Error: Table|^metrics view ".*" is not valid/,
		kind: 'query',
		hint: /loading/,
	},
	{ status: [400], says: /^security policy: /, kind: 'query', hint: /rule/ },
	{
		status: [400],
		says: /^(Binder|Conversion|Parser) Error: |syntax error|^template: |^could not bind/,
		kind: 'query',
		hint: /arguments/,
	},
	{
		status: [400],
		says: /^failed to unmarshal request body|decoding|measure|metrics sql|^metrics SQL|dimension/,
		kind: 'query',
	},
	{
		status: [400],
		says: /^controller: resource not found|connector|no statement|bucket path|unsupported duckdb type/,
		kind: 'query',
	},

	// Rill itself.
	{ status: [429], says: /^Rate limit exceeded/, kind: 'rateLimited', hint: /Try again in/ },
	{
		status: [500],
		says: /dial tcp|unsupported protocol scheme/,
		kind: 'waking',
		hint: /passes by itself/,
	},
	{ status: [500], says: /MarshalJSON|SQLSTATE|^externalUserID/, kind: 'server' },
	{ status: [500], says: /^Internal Server Error/, kind: 'server' },
];

/** What an error answer says: `{"error"}`, `{"message"}`, or a plain text. */
export function wordsOf(body: string): string {
	try {
		const { error, message }: { error?: unknown; message?: unknown } = JSON.parse(body);
		return String(error ?? message);
	} catch {
		return body.trim();
	}
}

export function knownError(status: number, body: string, token: TokenKind): KnownError | undefined {
	const words = wordsOf(body);
	return knownErrors.find(
		(one) => one.status.includes(status) && one.says.test(words) && (one.token?.(token) ?? true),
	);
}
