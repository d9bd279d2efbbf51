import { RillError } from './errors';

/** A text without a certain token, whole or in pieces and however it is written. */
export type Conceal = (text: string) => string;

/** So many characters in a row are a piece of a token; fewer are of no use, and may be chance. */
const PIECE = 8;

/**
 * Takes a token out of texts that come from a server: what it was sent, it may say again, in full or
 * shortened, encoded, or inside of something else.
 */
export function concealing(token: string): Conceal {
	let pieces: Set<string> | undefined;
	return (text) => {
		pieces ??= piecesOf(token);
		const plain = unescaped(text);
		const isBehindEscapes = plain !== text && without(plain, pieces) !== plain;
		return without(isBehindEscapes ? plain : text, pieces);
	};
}

/** The same for several tokens, to which others may be added at any time. */
export function concealingAll(tokens: ReadonlySet<string>): Conceal {
	const conceals = new Map<string, Conceal>();
	const concealOf = (token: string): Conceal => {
		const conceal = conceals.get(token) ?? concealing(token);
		conceals.set(token, conceal);
		return conceal;
	};
	return (text) => [...tokens].reduce((shown, token) => concealOf(token)(shown), text);
}

/** An error without the token in any of its texts. */
export function concealed(error: unknown, conceal: Conceal): unknown {
	if (!(error instanceof RillError)) return error;
	const { kind, message, hint, details } = error;
	return new RillError(kind, conceal(message), conceal(hint), {
		...details,
		...(details.body === undefined ? {} : { body: conceal(details.body) }),
	});
}

/** All pieces of a token as it is and in base64; its kind is no secret, and stands in messages. */
function piecesOf(token: string): Set<string> {
	const secret = token.replace(/^rill_[a-z]+_/, '');
	const written = [secret, ...[0, 1, 2].map((before) => inBase64(secret, before))];
	return new Set(
		written.flatMap((form) =>
			Array.from({ length: Math.max(0, form.length - PIECE + 1) }, (_, at) =>
				form.slice(at, at + PIECE),
			),
		),
	);
}

/**
 * How the base64 of a longer text looks where this one stands in it, behind a number of bytes that
 * leaves this rest when divided by three. The edges, which depend on the neighbours, are left out.
 */
function inBase64(text: string, before: number): string {
	const base64 = Buffer.from(' '.repeat(before) + text).toString('base64url');
	return base64.slice(before === 0 ? 0 : before + 1, -1);
}

const ESCAPE = /%([0-9a-f]{2})|\\+u00([0-9a-f]{2})|&#x0*([0-9a-f]{2});|&#0*(\d{2,3});/gi;

/** A text with the escapes of addresses, JSON and HTML undone, those of escapes too. */
function unescaped(text: string): string {
	const once = text.replace(
		ESCAPE,
		(_all, inUrl?: string, inJson?: string, inHtml?: string, decimal?: string) =>
			String.fromCharCode(
				decimal === undefined ? parseInt(inUrl ?? inJson ?? inHtml ?? '', 16) : Number(decimal),
			),
	);
	return once === text ? text : unescaped(once);
}

function without(text: string, pieces: Set<string>): string {
	const parts: string[] = [];
	let copied = 0;
	let at = 0;
	while (at + PIECE <= text.length) {
		if (!pieces.has(text.slice(at, at + PIECE))) {
			at++;
			continue;
		}
		let end = at + PIECE;
		while (end < text.length && pieces.has(text.slice(end + 1 - PIECE, end + 1))) end++;
		parts.push(text.slice(copied, at), '[token]');
		copied = end;
		at = end;
	}
	parts.push(text.slice(copied));
	return parts.join('');
}
