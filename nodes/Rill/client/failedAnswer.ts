import { afterFirstLine, firstLine, readErrorBody } from './errorBody';
import { RillError, type RillErrorKind } from './errors';
import { KNOWN_ANSWERS, REFUSAL_HINT, type ErrorContext } from './knownAnswers';
import { serverDelayMs } from './retryTiming';

/** An answer that was not a success. */
export interface FailedAnswer {
	status: number;
	headers: Record<string, string | undefined>;
	body: string;
}

/** Turns an unsuccessful answer of Rill (or of something in between) into one error. */
export function errorFromAnswer(answer: FailedAnswer, context: ErrorContext): RillError {
	const body = readErrorBody(answer.body, answer.headers['content-type'] ?? '');
	const retryAfterMs = serverDelayMs(answer.headers['retry-after'], body.text, Date.now());
	const details = {
		status: answer.status,
		body: body.text,
		api: context.api,
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	};
	const build = (kind: RillErrorKind, message: string, hint: string) =>
		new RillError(kind, message, hint, details);

	if (answer.status >= 300 && answer.status < 400) {
		return build(
			'redirect',
			`Rill's address answered with a redirect (${answer.status}), which is not followed, so that the token stays with the host it was meant for`,
			"Check the credential's 'Base URL': it should be the address that answers itself, for example https://api.rilldata.com.",
		);
	}
	const hasGotNoToken = answer.headers['www-authenticate'] !== undefined;
	const known = KNOWN_ANSWERS.find((rule) =>
		rule.matches(answer.status, body, { ...context, hasGotNoToken }),
	);
	if (known) {
		const said = known.say(context, body);
		return build(known.kind, said.message, said.hint);
	}
	if (body.shape === 'foreign') {
		return build(
			'unexpected',
			`Something other than Rill answered with status ${answer.status} when the node tried to ${context.task}`,
			"A proxy, a login page or a load balancer may stand in between. Check the credential's 'Base URL' and try the address in a browser.",
		);
	}
	const { kind, hint } = blameFor(answer.status, context);
	return build(
		kind,
		`Rill could not ${context.task}: ${firstLine(body.text) || `status ${answer.status}`}`,
		afterFirstLine(body.text, hint),
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

/** Whether another token for the same identity would be taken (`rill.md` §4). */
export function isTokenOutdated({ kind, details }: RillError): boolean {
	return (
		kind === 'tokenRejected' ||
		(details.status === 403 && /does not have access to custom APIs/.test(details.body ?? ''))
	);
}
