/** As many characters of a secret in a row nobody writes by chance; fewer are of no use to a thief. */
export const PIECE = 12;

/**
 * What makes a token a secret: of Rill's own all behind the prefix that tells its kind, of a JWT all
 * behind the header, which is the same for every one of them.
 */
export function secretPart(token: string): string {
	const own = /^rill_[a-z]+_(.+)$/.exec(token)?.[1];
	const jwt = /^eyJ[\w-]+\.(.+)$/.exec(token)?.[1];
	return own ?? jwt ?? token;
}

/**
 * A text as it can be written: itself, and in base64, where the same text looks different by how
 * many bytes stand before it. Tokens are made of characters that need no encoding in a URL, in JSON
 * or in HTML; where somebody encodes them all the same, `decoded` undoes it.
 */
export function forms(text: string): string[] {
	return [text, ...[0, 1, 2].map((before) => inBase64(text, before))];
}

/** The base64 of a text behind so many other bytes, without the characters that depend on neighbours. */
function inBase64(text: string, before: number): string {
	const base64 = Buffer.from(`${'\0'.repeat(before)}${text}`).toString('base64url');
	const first = Math.ceil((before * 8) / 6);
	const last = Math.floor(((before + text.length) * 8) / 6);
	return base64.slice(first, last);
}

const ESCAPED = /%([0-9a-f]{2})|\\u00([0-9a-f]{2})|&#x0*([0-9a-f]{2});|&#0*(\d{2,3});/gi;

/** A text with the escapes of URLs, JSON and HTML undone, as far as tokens could be hidden in them. */
export function decoded(text: string): string {
	const once = text.replace(
		ESCAPED,
		(_all, url?: string, json?: string, html?: string, decimal?: string) =>
			String.fromCharCode(
				decimal === undefined ? parseInt(url ?? json ?? html ?? '', 16) : Number(decimal),
			),
	);
	// An escaped escape is one as well.
	return once === text ? text : decoded(once);
}
