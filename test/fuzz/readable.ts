/** What stands in a message that nobody has written: a fault of the program's own shows through. */
const PROGRAM =
	/\[object |\bundefined\b|\bTypeError|\bRangeError|\bSyntaxError|Cannot (?:read|convert|set)|is not (?:a function|iterable|defined|a constructor)|Maximum call stack|Invalid (?:array length|time value|string length|regular)|Unexpected (?:token|end)|at position \d/;

/** More than this nobody reads. */
const MOST = 4_600;

/** What is wrong with the words of a failure; undefined if a person can read them. */
export function unreadable({
	message,
	hint,
}: {
	message: string;
	hint?: string | null;
}): string | undefined {
	if (message.trim() === '') return 'there is no message';
	if (PROGRAM.test(message)) return `the program's own words: ${message}`;
	if (PROGRAM.test(hint ?? '')) return `the program's own words: ${hint}`;
	if (message.length > MOST) return `a message of ${message.length} characters`;
	if ((hint ?? '').length > 2 * MOST) return `a hint of ${(hint ?? '').length} characters`;
	return undefined;
}

/** How some work has failed; undefined if it has not. */
export async function failureOf(work: () => unknown): Promise<unknown> {
	const [outcome] = await Promise.allSettled([Promise.resolve().then(work)]);
	return outcome.status === 'rejected' ? outcome.reason : undefined;
}

type Kind = abstract new (...args: never[]) => Error;

/** @throws what is no failure of these kinds, which the node means, or cannot be read by a person */
export function expectMeant(error: unknown, ...kinds: Kind[]): void {
	if (!(error instanceof Error) || !kinds.some((kind) => error instanceof kind)) throw error;
	const hint = 'hint' in error ? error.hint : 'description' in error ? error.description : '';
	const problem = unreadable({ message: error.message, hint: String(hint ?? '') });
	if (problem !== undefined) throw new Error(problem, { cause: error });
}
