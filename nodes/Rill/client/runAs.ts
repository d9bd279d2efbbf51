import { firstOf, unlessAborted } from './abort';
import { concealing } from './conceal';
import { RillError, stopped } from './errors';
import { isTokenOutdated } from './failedAnswer';
import { withRetries } from './retry';
import { issueToken, tokenRequest, type EphemeralToken, type TokenWish } from './tokens';
import { TokenStore } from './tokenStore';
import type { HttpAnswer, HttpRequest, RillConnection } from './transport';

/** A connection whose credential can have tokens issued, and that can be used with those instead. */
export interface IssuingConnection extends RillConnection {
	/** Sends a request with this token, and with nothing of the credential's own rights. */
	sendWith(accessToken: string, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
	/** A hash of the text and of the whole credential. */
	fingerprint(text: string): string;
}

/** Of every execution in this process, so that a workflow that runs each minute issues few tokens. */
const store = new TokenStore();

const IDENTITY_WORDS = { email: "a user's email", attributes: 'user attributes' };

/**
 * Does the work with the credential's own rights, or, where there is a wish, as who it names. There
 * is no way from the second to the first: the work gets a connection that holds only the issued
 * token, and without a token it is not begun.
 *
 * A token that has ended meanwhile, or that belongs to a deployment from before, is replaced once,
 * and the work is done again. So the work should be one request.
 *
 * @throws RillError
 */
export async function asIdentity<T>(
	connection: IssuingConnection,
	wish: TokenWish | undefined,
	work: (connection: RillConnection) => Promise<T>,
): Promise<T> {
	if (!wish) return await work(connection);
	const token = await tokenFor(connection, wish);
	return await work(withToken(connection, wish, token)).catch(async (error: unknown) => {
		if (!(error instanceof RillError && isTokenOutdated(error))) throw error;
		store.forget(keyOf(connection, wish), token);
		return await work(withToken(connection, wish, await tokenFor(connection, wish)));
	});
}

/** The very request that has it issued: whatever tells two identities apart stands in there. */
function keyOf(connection: IssuingConnection, wish: TokenWish): string {
	const { url, body } = tokenRequest(connection.address, wish);
	return connection.fingerprint(`${url}\n${body}`);
}

async function tokenFor(connection: IssuingConnection, wish: TokenWish): Promise<EphemeralToken> {
	const { cancelSignal, unneeded } = connection;
	// Others may wait for the same token: neither this workflow's end nor its patience is theirs.
	const shared = {
		...connection,
		cancelSignal: undefined,
		unneeded: undefined,
		patience: undefined,
	};
	try {
		cancelSignal?.throwIfAborted();
		const key = keyOf(connection, wish);
		const known = store.issued(key);
		if (known) return known;
		const take = async () =>
			await unlessAborted(
				firstOf(cancelSignal, unneeded),
				store.take(key, async () => await issueToken(shared, wish)),
			);
		return await withRetries(connection, take, 'tokens');
	} catch (error) {
		throw withoutCall(error, cancelSignal?.aborted === true);
	}
}

/** Nobody should have to wonder whether the rows were read with the credential's own rights. */
function withoutCall(error: unknown, isCancelled: boolean): unknown {
	if (isCancelled) return stopped();
	if (!(error instanceof RillError)) return error;
	const { kind, message, hint, details } = error;
	const why =
		kind === 'notAdmin'
			? "'Run As' has Rill issue a token for the user, as only an admin may. "
			: '';
	return new RillError(
		kind,
		`No call was made, since no token was issued for the user: ${message}`,
		`${why}${hint}`,
		details,
	);
}

function withToken(
	{ address, cancelSignal, unneeded, timeoutMs, patience, conceal, sendWith }: IssuingConnection,
	{ identity }: TokenWish,
	{ accessToken }: EphemeralToken,
): RillConnection {
	const concealIssued = concealing(accessToken);
	return {
		address,
		token: address.deployment === 'local' ? 'developer' : 'ephemeral',
		issuedFor: IDENTITY_WORDS[identity.kind],
		send: async (request, signal) => await sendWith(accessToken, request, signal),
		conceal: (text) => conceal(concealIssued(text)),
		cancelSignal,
		unneeded,
		timeoutMs,
		patience,
	};
}
