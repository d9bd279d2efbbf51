/** Characters that Go's HTTP library writes otherwise in a link. */
const inHtml: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&#34;',
	"'": '&#39;',
};

/** A text as Go's `html` package escapes it. */
export const htmlText = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => inHtml[character] ?? character);

/**
 * An address as Go's HTTP library puts it into a header: each byte that is no ASCII in hexadecimal. So is
 * what Node writes into no header, a control character.
 */
export const locationText = (address: string): string =>
	address.replace(/[^ -~]+/g, (part) =>
		[...Buffer.from(part)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
	);

/** The page that Go's HTTP library sends with a redirect, for a client that does not follow it. */
export function redirectPage(location: string, status: 'Found' | 'Temporary Redirect'): string {
	return `<a href="${htmlText(location)}">${status}</a>.\n\n`;
}
