/** The failures that waiting may cure; the others it never does. */
export const TRANSIENT_KINDS = [
	'rateLimited',
	'waking', // the project's runtime starts, restarts, or has not read its tables yet
	'unavailable', // a gateway's 502, 503 or 504
	'unreachable', // no connection, or one that breaks off
	'timeout',
	'cutOff', // an answer that ends in the middle, and says that it is whole
] as const;

export type TransientKind = (typeof TRANSIENT_KINDS)[number];

/**
 * Every way a conversation with Rill can fail, named by what a person would have to do about it.
 */
export type RillErrorKind =
	| 'settings' // what the user typed cannot be used
	| 'argument' // an argument is missing, has the wrong type or is not in the list
	| 'apiNotFound'
	| 'projectNotFound'
	| 'noDeployment'
	| 'tokenMissing'
	| 'tokenRejected'
	| 'tokenLost' // on its way
	| 'signInLost' // a person has to sign in again
	| 'noAccess'
	| 'notAdmin'
	| 'query' // Rill could not run the API's query: SQL, template, cast, policy
	| 'rowCap'
	| 'rowGuard' // more rows than the node was told to read
	| 'paging' // the API cannot be read page by page to its end
	| 'noRows' // none, where the node was told that there have to be some
	| 'leak' // somebody sees rows of somebody else
	| 'tls' // whoever answers at Rill's address cannot prove to be it, or not at all
	| TransientKind
	| 'insecure' // a token would travel unencrypted
	| 'redirect'
	| 'unexpected' // an answer that no Rill gives
	| 'server' // Rill itself could not answer
	| 'cancelled'; // by the person or the instance that runs the workflow

/** Who can do something about a failure. */
export type Turn = 'user' | 'projectAdmin' | 'network' | 'rill';

const TURNS: Record<RillErrorKind, Turn> = {
	settings: 'user',
	argument: 'user',
	apiNotFound: 'user',
	projectNotFound: 'user',
	noDeployment: 'projectAdmin',
	tokenMissing: 'user',
	tokenRejected: 'user',
	tokenLost: 'network',
	signInLost: 'user',
	noAccess: 'projectAdmin',
	notAdmin: 'projectAdmin',
	query: 'projectAdmin',
	rowCap: 'projectAdmin',
	rowGuard: 'user',
	paging: 'projectAdmin',
	noRows: 'user',
	leak: 'projectAdmin',
	insecure: 'user',
	redirect: 'user',
	unexpected: 'network',
	server: 'rill',
	cancelled: 'user',
	tls: 'network',
	rateLimited: 'user',
	waking: 'rill',
	unavailable: 'rill',
	unreachable: 'network',
	timeout: 'network',
	cutOff: 'network',
};

/** What is known about a failure besides its words. */
export interface RillErrorDetails {
	status?: number;
	/** The answer's own text, without anything that looks like a token. */
	body?: string;
	api?: string;
	/** How long the server asks to be left alone. */
	retryAfterMs?: number;
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

	/** Whose turn it is: who uses the node, who maintains the Rill project or the network, or Rill. */
	get turn(): Turn {
		return TURNS[this.kind];
	}
}

/** The failures of a call that was made, or refused, by another spec than the project's. */
const KINDS_BY_SPEC: RillErrorKind[] = [
	'settings',
	'argument',
	'apiNotFound',
	'query',
	'rowCap',
	'rowGuard',
	'paging',
	'noRows',
];

/** Whether the call might not have failed by another spec. */
export function mayComeOfSpec(error: unknown): error is RillError {
	return error instanceof RillError && KINDS_BY_SPEC.includes(error.kind);
}

/** What ends whatever is under way when the workflow is stopped. */
export function stopped(): RillError {
	return new RillError('cancelled', 'The workflow was stopped', '');
}

/** Tells whether the workflow itself was stopped, which no setting of the node may turn into data. */
export function isCancellation(error: unknown): boolean {
	return error instanceof RillError && error.kind === 'cancelled';
}

const MAX_BODY_CHARS = 4000;

/**
 * A server's text as it may be shown: tokens that it echoes are taken out, and a text of megabytes
 * is cut where no person would read on.
 */
export function showableText(text: string): string {
	const clean = text
		.trimStart()
		// To look for tokens in all of it would take minutes where everything could be one.
		.slice(0, 2 * MAX_BODY_CHARS)
		.replace(/rill_[a-z]{2,6}_[A-Za-z0-9_-]+/g, '[token]')
		.replace(/eyJ[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){1,2}/g, '[token]')
		.trim();
	return shortened(clean, MAX_BODY_CHARS);
}

/** A text of at most so many characters, the last of which says whether there were more. */
export function shortened(text: string, most: number): string {
	return text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')} …` : text;
}

/** How a text begins, in quotes and as one line, for a hint that shows what came instead of Rill's answer. */
function beginningOf(text: string): string {
	return JSON.stringify(showableText(text).replace(/\s+/g, ' ').slice(0, 80));
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
