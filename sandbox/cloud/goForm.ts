/** A form that Go cannot read; its text is what Rill answers with. */
export class FormError extends Error {}

function unescape(text: string): string {
	const [broken] = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text) ?? [];
	if (broken !== undefined) throw new FormError(`invalid URL escape ${JSON.stringify(broken)}`);
	const bytes = text
		.replace(/\+/g, ' ')
		.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString();
}

/**
 * A form, or the query of an address, by name; of a repeated name the first value, as Rill reads it.
 *
 * @throws FormError
 */
export function readForm(text: string): ReadonlyMap<string, string> {
	const values = new Map<string, string>();
	for (const pair of Buffer.from(text).toString('latin1').split('&')) {
		if (pair === '') continue;
		if (pair.includes(';')) throw new FormError('invalid semicolon separator in query');
		const [name = '', ...rest] = pair.split('=');
		const key = unescape(name);
		const value = unescape(rest.join('='));
		if (!values.has(key)) values.set(key, value);
	}
	return values;
}

/** A text in a query, as Go escapes it. */
export function queryEscape(text: string): string {
	return encodeURIComponent(text)
		.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
		.replace(/%20/g, '+');
}

/** A query as Go encodes it: sorted by name. */
export function encodeQuery(parameters: Record<string, string>): string {
	return Object.entries(parameters)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => `${queryEscape(name)}=${queryEscape(value)}`)
		.join('&');
}
