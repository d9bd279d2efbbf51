import { afterFirstLine, firstLine, isMissing, rejectedReason, type ErrorBody } from './errorBody';
import type { RillErrorKind } from './errors';
import { SIGN_IN_LOST } from './signIn';
import { atStart, titleOf } from './titles';
import { describeToken, nameToken, type WhoseToken } from './tokenKind';

/** What is asked for, in words. */
export interface Question {
	/** Completes "Rill could not …": `call API "flights"`, `read the project's OpenAPI spec`. */
	task: string;
	api?: string;
	/** How messages call the API, where it is not just by its name. */
	title?: string;
}

/** What was being asked, so that an answer's error can name it. */
export interface ErrorContext extends Question, WhoseToken {
	/** Rill's words for a token without rights, and for none, differ in a header only. */
	hasGotNoToken?: boolean;
	/** How the project is named in messages: `project "flight-ops" of organization "acme"`. */
	place: string;
}

const ADMIN_HINT =
	'Use a token of somebody who may manage the project: a user who is admin of the project or the organization, or a service with the role "admin".';

/** For a request that Rill does not take as it is. */
export const REFUSAL_HINT =
	"Rill does not take what it was sent. Look at the node's fields and at those of the credential.";

const LATER_HINT =
	"Run the workflow again later, or raise 'Maximum Tries' and 'Maximum Retry Time' in the node's options, where the operation has them.";

const PAGING_ADVICE = `Narrow the result with arguments (a shorter time range, a filter). Or whoever maintains the API can let it be read in parts, which this node then does by itself:

openapi:
  parameters:
    - {name: limit, in: query, schema: {type: integer, default: 1000, maximum: 10000}}
    - {name: offset, in: query, schema: {type: integer, default: 0}}
sql: |
  SELECT ... ORDER BY ...
  LIMIT {{ default 1000 .args.limit }} OFFSET {{ default 0 .args.offset }}`;

const titleIn = ({ title, api = '' }: ErrorContext) => title ?? titleOf({ name: api });

export interface KnownAnswer {
	kind: RillErrorKind;
	matches(status: number, body: ErrorBody, context: ErrorContext): boolean;
	say(context: ErrorContext, body: ErrorBody): { message: string; hint: string };
}

/** The first rule that matches speaks. Texts are Rill's, measured (`rill.md` §2, §4, §5). */
export const KNOWN_ANSWERS: KnownAnswer[] = [
	{
		kind: 'signInLost',
		matches: (status, body, { token }) => token === 'signedIn' && isRejection(status, body),
		say: () => SIGN_IN_LOST,
	},
	{
		kind: 'tokenRejected',
		matches: isRejection,
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
		kind: 'tokenLost',
		matches: (status, body, { hasGotNoToken }) =>
			isWithoutPermission(status, body) && hasGotNoToken === true,
		say: (context) => ({
			message: `The token did not arrive at Rill when the node tried to ${context.task}`,
			hint: "Something in between (a proxy, a gateway) takes the header 'Authorization' away. Whoever runs it can let it pass.",
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
			message: `${atStart(titleIn(context))} returns more rows than Rill sends in one answer (${/more than (\d+)/.exec(body.text)?.[1] ?? 'its cap'})`,
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
			message: `The token may not read what ${titleIn(context)} reads`,
			hint: "A security policy of the Rill project says so for this user or service. Ask whoever maintains the project's metrics views.",
		}),
	},
	{
		kind: 'query',
		matches: (status, body) => status === 400 && /^security policy: /.test(body.text),
		say: (context, body) => ({
			message: `Rill could not ${context.task}: ${firstLine(body.text)}`,
			hint: afterFirstLine(
				body.text,
				'An access rule of the Rill project makes no sense for this token, and so hides everything from it. Whoever maintains the project has to mend the rule.',
			),
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
		kind: 'waking',
		matches: (status, body) =>
			status === 500 && /dial tcp|unsupported protocol scheme/.test(body.text),
		say: (context) => ({
			message: `Rill is starting or restarting ${context.place} and could not ${context.task}`,
			hint: `This passes by itself, mostly within a minute. ${LATER_HINT}`,
		}),
	},
	{
		kind: 'settings',
		// Rill's admin server answers 500 to JSON that it cannot read into its fields; no retry cures that.
		matches: (status, body) => status === 500 && body.code === 2,
		say: (context, body) => ({
			message: `Rill could not ${context.task}: ${firstLine(body.text)}`,
			hint: afterFirstLine(body.text, REFUSAL_HINT),
		}),
	},
	{
		kind: 'rateLimited',
		matches: (status) => status === 429,
		say: (context, body) => ({
			message: `Rill is asked too often and could not ${context.task}`,
			hint: `${body.shape === 'foreign' ? '' : body.text} Run the workflow less often, or lower 'Concurrent Requests' in the node's options.`.trim(),
		}),
	},
	{
		kind: 'unavailable',
		matches: (status) => [502, 503, 504].includes(status),
		say: (context) => ({
			message: `Rill is overloaded or being updated and could not ${context.task}`,
			hint: `This passes by itself, mostly within a minute. ${LATER_HINT}`,
		}),
	},
	{
		kind: 'query',
		matches: (status, body) => status === 400 && isMissing(body.text),
		say: (context, body) => ({
			message: `Rill could not ${context.task}: ${firstLine(body.text)}`,
			hint: afterFirstLine(
				body.text,
				'If the project was just deployed or woken up, its tables may still be loading: try again in a minute.',
			),
		}),
	},
];

function isRejection(status: number, { shape, code }: ErrorBody): boolean {
	return status === 401 && (shape === 'text' || code === 16);
}

/** The token is good, and its owner may not view the project. */
export function isWithoutPermission(status: number, { text }: Pick<ErrorBody, 'text'>): boolean {
	return status === 401 && /does not have permission/.test(text);
}
