import { firstOf, pause } from './abort';
import { RillError, stopped, TRANSIENT_KINDS, type TransientKind } from './errors';
import { isLoading, mayBeLoading } from './loading';
import { ASKED_AT_LEAST_EACH_MS, type Asked, type Pace, type Patience, type Turn } from './pace';
import { waitMs, withSpread } from './retryTiming';
import type { RillConnection } from './transport';

/**
 * Does one request until it brings an answer, as often and as long as the run's patience lasts. All
 * that this package asks of Rill reads, or issues tokens, so that asking twice changes nothing.
 *
 * @param attempt is told what the tries before it failed of
 * @param asked of what its outcome tells how others of the run will fare
 * @throws RillError the last one: a failure that waiting cannot cure at once, another one when
 *   patience ends; `cancelled` at any time
 */
export async function withRetries<T>(
	connection: RillConnection,
	attempt: (retries: readonly TransientKind[]) => Promise<T>,
	asked: Asked = 'calls',
): Promise<T> {
	const { patience, cancelSignal, unneeded } = connection;
	if (!patience) return await attempt([]);
	const { pace, maxTotalMs } = patience;
	const stop = firstOf(cancelSignal, unneeded);
	const retries: TransientKind[] = [];
	let startedAt: number | undefined;
	let answersBefore = 0;
	let last: RillError | undefined;
	for (;;) {
		const turn = await orStopped(pace.turn(asked, stop)).catch(async (error: RillError) =>
			Promise.reject(error.kind === 'cancelled' ? error : (last ?? error)),
		);
		if (startedAt === undefined) {
			startedAt = Date.now();
			answersBefore = pace.answersFor(asked);
		}
		// Others may have had the turn for longer than this one may wait.
		if (last && Date.now() - startedAt > maxTotalMs) {
			pace.failed();
			throw givenUp(last, retries.length, Date.now() - startedAt, patience);
		}
		const outcome = await attempt(retries).then(
			(value) => ({ value }),
			(error: unknown) => ({ error }),
		);
		if ('value' in outcome) {
			if (asked === 'calls') pace.answered(turn);
			else pace.heardOfToken();
			return outcome.value;
		}
		const { error } = outcome;
		const kind = await reasonToRetry(connection, error);
		tell(pace, turn, asked, kind, error);
		if (!kind || !(error instanceof RillError)) throw error;

		const tries = retries.length + 1;
		const { retryAfterMs } = error.details;
		const random = Math.random();
		const wait = waitMs(kind, tries, retryAfterMs, random);
		// What the server asks of one, it asks of all who want the same; so does a project that wakes up.
		if (kind === 'waking') pace.restFor(asked, wait);
		if (retryAfterMs !== undefined) pace.restFor(asked, withSpread(retryAfterMs, random));
		const elapsedMs = Date.now() - startedAt;
		const isUnneeded = unneeded?.aborted === true;
		if (isUnneeded || !mayTryAgain(patience, asked, tries, elapsedMs + wait)) {
			last = givenUp(error, tries, elapsedMs, patience);
			const wasAway = !isUnneeded && pace.answersFor(asked) === answersBefore;
			// For longer than others could wait who have not begun yet.
			const asksTooMuch = (retryAfterMs ?? 0) > maxTotalMs;
			if (isForAll(kind) && (wasAway || asksTooMuch)) pace.giveUp(asked, last, asksTooMuch);
			throw last;
		}
		const { isDown } = pace;
		if (isDown) pace.restFor(asked, Math.min(wait, ASKED_AT_LEAST_EACH_MS));
		last = error;
		retries.push(kind);
		pace.count(kind);
		// The last try is left for when Rill is there for good: some of its servers may be back earlier.
		const isBeforeLast = tries + 1 >= patience.maxTries;
		const mayEndEarly = isDown && asked === 'calls' && retryAfterMs === undefined && !isBeforeLast;
		await orStopped(mayEndEarly ? pace.untilAnswer(wait, stop) : pause(wait, stop));
	}
}

/** Gives the turn back, and tells the run what the failure says of others. */
function tell(
	pace: Pace,
	turn: Turn,
	asked: Asked,
	kind: TransientKind | undefined,
	error: unknown,
): void {
	const isForGood = kind === undefined && isRillsAnswer(error);
	if (kind === 'rateLimited') pace.refused(turn);
	else if (isForGood && asked === 'calls') pace.heard();
	else if (isForGood) pace.heardOfToken();
	else if (asked === 'calls') pace.failed(kind !== undefined && isForAll(kind));
	else pace.done();
}

/** Refused for good, and by Rill itself. */
function isRillsAnswer(error: unknown): boolean {
	return (
		error instanceof RillError &&
		(error.details.status ?? 0) >= 400 &&
		error.kind !== 'unexpected' &&
		error.kind !== 'signInLost'
	);
}

/** The one place that decides whether waiting may cure a failure; undefined if it cannot. */
async function reasonToRetry(
	connection: RillConnection,
	error: unknown,
): Promise<TransientKind | undefined> {
	if (!(error instanceof RillError)) return undefined;
	const kind = TRANSIENT_KINDS.find((transient) => transient === error.kind);
	if (kind) return kind;
	if (!mayBeLoading(error) || connection.unneeded?.aborted) return undefined;
	// A project that has just woken up may be done between the two requests.
	const isWaking = connection.patience?.pace.mayBeWaking === true;
	return isWaking || (await isLoading(connection)) ? 'waking' : undefined;
}

/** Nobody is answered, so that the others of the run are not going to be answered either. */
function isForAll(kind: TransientKind): boolean {
	return kind !== 'timeout' && kind !== 'cutOff';
}

function mayTryAgain(
	{ maxTries, maxTotalMs, pace }: Patience,
	asked: Asked,
	tries: number,
	atMs: number,
): boolean {
	return tries < maxTries && atMs <= maxTotalMs && !pace.hasGivenUp(asked);
}

/** The last failure, and that it was not the only one. */
function givenUp(
	{ kind, message, hint, details }: RillError,
	tries: number,
	elapsedMs: number,
	{ maxTries, maxTotalMs }: Patience,
): RillError {
	const tried =
		tries > 1 ? ` (tried ${tries} times in ${Math.ceil(elapsedMs / 1000)} seconds)` : '';
	const { retryAfterMs } = details;
	const asked =
		tries < maxTries && retryAfterMs !== undefined && elapsedMs + retryAfterMs > maxTotalMs
			? `Rill asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds, which is longer than 'Maximum Retry Time' allows. `
			: '';
	return new RillError(kind, `${message}${tried}`, `${asked}${hint}`, details);
}

async function orStopped<T>(wait: Promise<T>): Promise<T> {
	return await wait.catch((error: unknown) =>
		Promise.reject(error instanceof RillError ? error : stopped()),
	);
}
