import { projectUrl, type CloudAddress } from './address';
import { readErrorBody, rejectedReason } from './errorBody';
import { RillError } from './errors';
import { send, type RillConnection } from './transport';

/**
 * Rill's proxy says the same words for a garbled, an unknown, an expired and a revoked token. The
 * project's own endpoint tells them apart (`rill.md` §4), so it is asked once.
 */
export async function explainRejection(
	connection: RillConnection,
	error: RillError,
): Promise<RillError> {
	const { address } = connection;
	if (connection.issuedFor !== undefined) return error;
	if (address.deployment === 'local') {
		return new RillError(
			error.kind,
			`Rill Developer does not accept the credential's token`,
			"Rill Developer on your own machine needs no token: empty the credential's 'Token'. (It takes ephemeral tokens only.)",
			error.details,
		);
	}
	if (connection.token === 'ephemeral') return error;
	const reason = await oncePerRun(connection, async () => await reasonOf(connection, address));
	if (reason instanceof RillError) return reason;
	return reason === undefined
		? error
		: new RillError(
				error.kind,
				`Rill does not accept the credential's token: ${rejectedReason(reason)}`,
				error.hint,
				{ ...error.details, body: reason },
			);
}

type Reason = string | RillError | undefined;

/** What is known of a token holds for all requests of a run: not each of them asks for it. */
const reasons = new WeakMap<object, Promise<Reason>>();

async function oncePerRun(
	{ patience }: RillConnection,
	work: () => Promise<Reason>,
): Promise<Reason> {
	if (!patience) return await work();
	const known = reasons.get(patience) ?? work();
	reasons.set(patience, known);
	return await known;
}

/** Rill's words for why it does not take the token; an error only where the workflow was stopped. */
async function reasonOf(connection: RillConnection, address: CloudAddress): Promise<Reason> {
	try {
		const answer = await send(connection, {
			method: 'GET',
			url: projectUrl(address),
			headers: { accept: 'application/json' },
		});
		const body = readErrorBody(answer.body, answer.headers['content-type'] ?? '');
		return answer.status === 401 && body.shape !== 'foreign' ? body.text : undefined;
	} catch (failure) {
		return failure instanceof RillError && failure.kind === 'cancelled' ? failure : undefined;
	}
}
