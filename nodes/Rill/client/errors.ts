import { parseJson } from './json';
import { asRecord } from './schema';

/**
 * Every way a conversation with Rill can fail, named by what a person would have to do about it.
 * `transient` kinds may be cured by waiting; the others never are.
 */
export type RillErrorKind =
	| 'settings' // what the user typed cannot be used
	| 'argument' // an argument is missing, has the wrong type or is not in the list
	| 'apiNotFound'
	| 'projectNotFound'
	| 'noDeployment'
	| 'tokenMissing'
	| 'tokenRejected'
	| 'noAccess'
	| 'notAdmin'
	| 'query' // Rill could not run the API's query: SQL, template, cast, policy
	| 'rowCap'
	| 'rowGuard' // more rows than the node was told to read
	| 'paging' // the API cannot be read page by page to its end
	| 'noRows' // none, where the node was told that there have to be some
	| 'leak' // somebody sees rows of somebody else
	| 'rateLimited'
	| 'unavailable' // starting, restarting, gateway errors
	| 'unreachable'
	| 'timeout'
	| 'insecure' // a token would travel unencrypted
	| 'redirect'
	| 'unexpected' // an answer that no Rill gives
	| 'server' // Rill itself could not answer
	| 'cancelled'; // by the person or the instance that runs the workflow

/** What is known about a failure besides its words. */
export interface RillErrorDetails {
	status?: number;
	/** The answer's own text, without anything that looks like a token. */
	body?: string;
	api?: string;
}

/** A failure in words a person can act on: `message` says what happened, `hint` what to do next. */
export class RillError extends Error {
	override readonly name = 'RillError';

	constructor(
		readonly kind: RillErrorKind,
		message: string,
		readonly hint: string,
		readonly details: RillErrorDetails = {},
	) {
		super(message);
	}
}

/** What was being asked, so that an answer's error can name it. */
export interface ErrorContext {
	/** Completes "Rill could not …": `call API "flights"`, `read the project's OpenAPI spec`. */
	task: string;
	api?: string;
	/** How the project is named in messages: `project "flight-ops" of organization "acme"`. */
	place: string;
	token: TokenKind;
	/** For whom the token was issued, in words, where it is not the credential's own. */
	issuedFor?: string;
}

/** Rill Developer's tokens are unsigned, and no secret: it believes anybody's. */
export type TokenKind = 'none' | 'user' | 'service' | 'link' | 'ephemeral' | 'developer' | 'other';

const TOKEN_WORDS: Record<TokenKind, string> = {
	none: 'no token',
	user: 'a user token',
	service: 'a service token',
	link: "a public link's token",
	ephemeral: 'an ephemeral token',
	developer: 'a token of Rill Developer',
	other: 'a token',
};

/** Which kind of token this is, by the prefix that Rill gives it (`rill.md` §4). */
export function tokenKind(token: string): TokenKind {
	if (token === '') return 'none';
	if (token.startsWith('rill_usr_')) return 'user';
	if (token.startsWith('rill_svc_')) return 'service';
	if (token.startsWith('rill_mgc_')) return 'link';
	if (token.startsWith('eyJ')) return 'ephemeral';
	return 'other';
}

type WhoseToken = Pick<ErrorContext, 'token' | 'issuedFor'>;

/** The token's kind in a sentence: "a service token". Never the token itself. */
function describeToken({ token, issuedFor }: WhoseToken): string {
	return issuedFor === undefined
		? TOKEN_WORDS[token]
		: `${TOKEN_WORDS[token]}, issued for ${issuedFor}`;
}

/** The token as the subject of a sentence. */
function nameToken({ issuedFor }: WhoseToken): string {
	return issuedFor === undefined ? "the credential's token" : `the token issued for ${issuedFor}`;
}

/** Whether another token for the same identity would be taken (`rill.md` §4). */
export function isTokenOutdated({ kind, details }: RillError): boolean {
	return (
		kind === 'tokenRejected' ||
		(details.status === 403 && /does not have access to custom APIs/.test(details.body ?? ''))
	);
}

const MAX_BODY_CHARS = 4000;

/**
 * A server's text as it may be shown: tokens that it echoes are taken out, and a text of megabytes
 * is cut where no person would read on.
 */
export function showableText(text: string): string {
	const clean = text
		.replace(/rill_[a-z]{2,6}_[A-Za-z0-9_-]+/g, '[token]')
		.replace(/eyJ[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){1,2}/g, '[token]')
		.trim();
	return clean.length > MAX_BODY_CHARS ? `${clean.slice(0, MAX_BODY_CHARS)} …` : clean;
}

/** How a text begins, in quotes, for a hint that shows what came instead of Rill's answer. */
export function beginningOf(text: string): string {
	return JSON.stringify(showableText(text.slice(0, 2000)).slice(0, 80));
}

/**
 * The error for a successful answer that no Rill gives. An answer that may hold a token is not
 * passed on as `answer`, and so not shown.
 */
export function notFromRill(message: string, answer?: string): RillError {
	const shown = answer === undefined ? '' : ` The answer begins with: ${beginningOf(answer)}`;
	return new RillError(
		'unexpected',
		message,
		`Something other than Rill may stand at the credential's address.${shown}`,
	);
}

/** The three shapes in which Rill answers errors, and everything that is none of them. */
export interface ErrorBody {
	text: string;
	/** gRPC status code, in answers of the admin server. */
	code?: number;
	/** JSON `{"error"}`, JSON `{"code","message"}`, plain text, or something that Rill never sends. */
	shape: 'runtime' | 'admin' | 'text' | 'foreign';
}

/** Reads an error answer (`rill.md` §7). Never throws. */
export function readErrorBody(body: string, contentType: string): ErrorBody {
	const parsed = asRecord(parseJson(body));
	if (parsed && typeof parsed.error === 'string') {
		return { shape: 'runtime', text: showableText(parsed.error) };
	}
	if (parsed && typeof parsed.message === 'string' && typeof parsed.code === 'number') {
		return { shape: 'admin', text: showableText(parsed.message), code: parsed.code };
	}
	const isPlain = contentType.startsWith('text/plain') && !/^\s*</.test(body);
	return { shape: isPlain ? 'text' : 'foreign', text: showableText(body) };
}

/** An answer that was not a success. */
export interface FailedAnswer {
	status: number;
	headers: Record<string, string | undefined>;
	body: string;
}

const ADMIN_HINT =
	'Use a token of somebody who may manage the project: a user who is admin of the project or the organization, or a service with the role "admin".';

/** Turns an unsuccessful answer of Rill (or of something in between) into one error. */
export function errorFromAnswer(answer: FailedAnswer, context: ErrorContext): RillError {
	const body = readErrorBody(answer.body, answer.headers['content-type'] ?? '');
	const details = { status: answer.status, body: body.text, api: context.api };
	const build = (kind: RillErrorKind, message: string, hint: string) =>
		new RillError(kind, message, hint, details);

	if (answer.status >= 300 && answer.status < 400) {
		return build(
			'redirect',
			`Rill's address answered with a redirect (${answer.status}), which is not followed, so that the token stays with the host it was meant for`,
			"Check the credential's 'Base URL': it should be the address that answers itself, for example https://api.rilldata.com.",
		);
	}
	const known = KNOWN_ANSWERS.find((rule) => rule.matches(answer.status, body, context));
	if (known) {
		const said = known.say(context, body);
		return build(known.kind, said.message, said.hint);
	}
	if (body.shape === 'foreign') {
		return build(
			answer.status >= 500 ? 'unavailable' : 'unexpected',
			`Something other than Rill answered with status ${answer.status} when the node tried to ${context.task}`,
			"A proxy, a login page or a load balancer may stand in between. Check the credential's 'Base URL' and try the address in a browser.",
		);
	}
	const { kind, hint } = blameFor(answer.status, context);
	return build(
		kind,
		`Rill could not ${context.task}: ${firstLine(body.text) || `status ${answer.status}`}`,
		`${body.text}\n\n${hint}`.trim(),
	);
}

/** Whose turn it is after words that no rule below knows: only a call of an API runs a query. */
function blameFor(
	status: number,
	{ api }: ErrorContext,
): { kind: 'server' | 'query' | 'settings'; hint: string } {
	if (status >= 500) return { kind: 'server', hint: SERVER_HINT };
	return api === undefined
		? { kind: 'settings', hint: REFUSAL_HINT }
		: { kind: 'query', hint: QUERY_HINT };
}

const QUERY_HINT =
	"Look at the values of the arguments first: Rill puts them into the API's query as they are. If they are right, whoever maintains the Rill project has to mend the query.";

const SERVER_HINT =
	'Rill itself could not answer. If it happens again, whoever maintains the Rill project has to look at it.';

const REFUSAL_HINT =
	"Rill does not take what it was sent. Look at the node's fields and at those of the credential.";

const PAGING_ADVICE = `Narrow the result with arguments (a shorter time range, a filter). Or whoever maintains the API can let it be read in parts, which this node then does by itself:

openapi:
  parameters:
    - {name: limit, in: query, schema: {type: integer, default: 1000, maximum: 10000}}
    - {name: offset, in: query, schema: {type: integer, default: 0}}
sql: |
  SELECT ... ORDER BY ...
  LIMIT {{ default 1000 .args.limit }} OFFSET {{ default 0 .args.offset }}`;

interface KnownAnswer {
	kind: RillErrorKind;
	matches(status: number, body: ErrorBody, context: ErrorContext): boolean;
	say(context: ErrorContext, body: ErrorBody): { message: string; hint: string };
}

/** The first rule that matches speaks. Texts are Rill's, measured (`rill.md` §2, §4, §5). */
const KNOWN_ANSWERS: KnownAnswer[] = [
	{
		kind: 'tokenRejected',
		matches: (status, body) =>
			status === 401 && (body.shape === 'text' || (body.shape === 'admin' && body.code === 16)),
		say: (context, body) => ({
			message: `Rill does not accept ${nameToken(context)}: ${rejectedReason(body.text)}`,
			hint:
				context.issuedFor === undefined
					? 'Issue a new token ("rill token issue", or "rill service create" for a service) and paste it into the credential\'s \'Token\'.'
					: 'The node had it issued anew, and Rill refused that one too. Whoever maintains this Rill should check its clock and its signing keys.',
		}),
	},
	{
		kind: 'tokenMissing',
		matches: (status, body, { token }) => isWithoutPermission(status, body) && token === 'none',
		say: (context) => ({
			message: `Rill asks for a token: ${context.place} is not public`,
			hint: "Fill in the credential's 'Token' with a user or service token of somebody who may view the project.",
		}),
	},
	{
		kind: 'noAccess',
		matches: isWithoutPermission,
		say: (context) => ({
			message: `The credential's token is valid, but has no access to ${context.place}`,
			hint: `It is ${describeToken(context)}. An admin of the project has to give its user or service at least the role "viewer", or the credential needs another token.`,
		}),
	},
	{
		kind: 'notAdmin',
		matches: (status, body) => status === 403 && /manage deployment/.test(body.text),
		say: (context) => ({
			message: `The credential's token may not issue tokens for ${context.place}: that needs the role "admin"`,
			hint: `It is ${describeToken(context)}. ${ADMIN_HINT}`,
		}),
	},
	{
		kind: 'noAccess',
		matches: (status, body) => [401, 403].includes(status) && body.shape !== 'foreign',
		say: (context, body) => ({
			message: `Rill does not let this token ${context.task}: ${firstLine(body.text)}`,
			hint: `It is ${describeToken(context)} for ${context.place}. Use a token of somebody who may view the project; an ephemeral token works only for the project it was issued for, until the project is deployed anew.`,
		}),
	},
	{
		kind: 'apiNotFound',
		matches: (status, body) => status === 404 && /^api with name/.test(body.text),
		say: (context) => ({
			message: `There is no custom API named "${context.api ?? ''}" in ${context.place}`,
			hint: "Choose the API from the list in 'API'. Names are those of the API files of the Rill project. If Rill was started just now, it may not have read them yet.",
		}),
	},
	{
		kind: 'settings',
		matches: (status, body) => status === 404 && body.shape === 'text',
		say: (context) => ({
			message: `Rill has nothing at the address at which the node tried to ${context.task}`,
			hint: "Check the credential's 'Base URL': it is the address of Rill's API (https://api.rilldata.com), and holds no path of its own unless Rill is behind one.",
		}),
	},
	{
		kind: 'projectNotFound',
		matches: (_status, body) => /^(?:project|org) not found|^driver: not found/.test(body.text),
		say: (context) => ({
			message: `Rill does not know ${context.place}`,
			hint: 'Check the spelling in the credential. Both names stand in the address of the project in Rill: ui.rilldata.com/<organization>/<project>.',
		}),
	},
	{
		kind: 'noDeployment',
		matches: (_status, body) =>
			/no (?:prod )?deployment for|does not have a deployment/.test(body.text) || body.code === 9,
		say: (context) => ({
			message: `There is nothing running for ${context.place}: it is hibernated or was never deployed`,
			hint: 'Open the project in Rill once to wake it up, or deploy it with "rill deploy". Then run the workflow again.',
		}),
	},
	{
		kind: 'rowCap',
		matches: (_status, body) => /result cap exceeded/.test(body.text),
		say: (context, body) => ({
			message: `API "${context.api ?? ''}" returns more rows than Rill sends in one answer (${/more than (\d+)/.exec(body.text)?.[1] ?? 'its cap'})`,
			hint: PAGING_ADVICE,
		}),
	},
	{
		kind: 'notAdmin',
		matches: (_status, body) => /must be an admin to run arbitrary SQL/.test(body.text),
		say: (context) => ({
			message: `The built-in API "${context.api ?? 'sql'}" is only for admins of the project`,
			hint:
				context.issuedFor === undefined
					? `The credential holds ${describeToken(context)}. ${ADMIN_HINT}`
					: `It was called with ${describeToken(context)}, who is no admin. Call it with the credential's own access, or call an API of the project.`,
		}),
	},
	{
		kind: 'noAccess',
		matches: (_status, body) => /^action not allowed/.test(body.text),
		say: (context) => ({
			message: `The token may not read what API "${context.api ?? ''}" reads`,
			hint: "A security policy of the Rill project says so for this user or service. Ask whoever maintains the project's metrics views.",
		}),
	},
	{
		kind: 'query',
		matches: (status, body) => status === 400 && /^security policy: /.test(body.text),
		say: (context, body) => ({
			message: `Rill could not ${context.task}: ${firstLine(body.text)}`,
			hint: `${body.text}\n\nAn access rule of the Rill project makes no sense for this token, and so hides everything from it. Whoever maintains the project has to mend the rule.`,
		}),
	},
	{
		kind: 'argument',
		// A message that is too large comes with the status of the limiter (429), and waiting does not help.
		matches: (status, body) =>
			status === 413 || status === 431 || /message larger than max/.test(body.text),
		say: (context) => ({
			message: `Rill could not ${context.task}: the request is larger than it takes`,
			hint: "Send less at a time. With GET, arguments are part of the address, which Rill limits to a megabyte; with POST ('HTTP Method' in the node's options) they may be longer.",
		}),
	},
	{
		kind: 'settings',
		// Rill's admin server answers 500 to JSON that it cannot read into its fields; no retry cures that.
		matches: (status, body) => status === 500 && body.code === 2,
		say: (context, body) => ({
			message: `Rill could not ${context.task}: ${firstLine(body.text)}`,
			hint: `${body.text}\n\n${REFUSAL_HINT}`,
		}),
	},
	{
		kind: 'rateLimited',
		matches: (status) => status === 429,
		say: (context, body) => ({
			message: `Rill is asked too often and could not ${context.task}`,
			hint: `${body.shape === 'foreign' ? '' : body.text} Run the workflow less often, or with fewer items at a time.`.trim(),
		}),
	},
	{
		kind: 'unavailable',
		matches: (status, body) =>
			[502, 503, 504].includes(status) ||
			(status === 500 && /dial tcp|unsupported protocol scheme/.test(body.text)),
		say: (context) => ({
			message: `Rill is starting, restarting or overloaded and could not ${context.task}`,
			hint: 'This passes by itself, mostly within a minute. Run the workflow again, or switch on "Retry On Fail" in the node\'s settings.',
		}),
	},
	{
		kind: 'query',
		matches: (status, body) =>
			status === 400 &&
			/Catalog Error: Table .* does not exist|^metrics view ".*" is not valid/.test(body.text),
		say: (context, body) => ({
			message: `Rill could not ${context.task}: ${firstLine(body.text)}`,
			hint: `${body.text}\n\nIf the project was just deployed or woken up, its tables may still be loading: try again in a minute.`,
		}),
	},
];

function isWithoutPermission(status: number, { text }: ErrorBody): boolean {
	return status === 401 && /does not have permission/.test(text);
}

/**
 * The first line of Rill's text, for a message. n8n takes a run for stopped by its user when a
 * message holds the word "canceled" with one l, and Rill's text can ("context canceled").
 */
function firstLine(text: string): string {
	return (text.split('\n')[0] ?? '').trim().replace(/canceled/gi, 'cancelled');
}

/** What the proxy's and the admin server's words for a refused token mean. */
export function rejectedReason(text: string): string {
	if (/service auth token not found/.test(text)) return 'it was revoked or deleted';
	if (/invalid auth token/.test(text)) return 'its secret is wrong (was it copied whole?)';
	if (/auth token is expired|jwt is expired/.test(text)) return 'it has expired';
	if (/verification error/.test(text)) return 'its signature is wrong';
	if (/auth token not found/.test(text)) return 'it is unknown, or was revoked';
	if (/malformed auth token/.test(text)) return 'it is not a user or service token';
	if (/no bearer token/.test(text)) return 'it was not sent as a bearer token';
	return 'it is unknown, expired or revoked';
}
