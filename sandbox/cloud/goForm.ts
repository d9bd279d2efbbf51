/** A form as Go reads it. */
export interface Form {
	/** Of a repeated name the first value; what cannot be read is left out. */
	values: ReadonlyMap<string, string>;
	/** Go's words for the first pair that could not be read. */
	problem?: string;
}

function unescape(text: string): { text: string } | { problem: string } {
	const [broken] = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text) ?? [];
	if (broken !== undefined) return { problem: `invalid URL escape ${JSON.stringify(broken)}` };
	const bytes = text
		.replace(/\+/g, ' ')
		.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	return { text: Buffer.from(bytes, 'latin1').toString() };
}

function readPair(pair: string): { name: string; value: string } | { problem: string } {
	if (pair.includes(';')) return { problem: 'invalid semicolon separator in query' };
	const [key = '', ...rest] = pair.split('=');
	const name = unescape(key);
	const value = unescape(rest.join('='));
	if ('problem' in name) return name;
	return 'problem' in value ? value : { name: name.text, value: value.text };
}

/** Reads a form, or the query of an address. */
export function readForm(text: string): Form {
	const values = new Map<string, string>();
	let problem: string | undefined;
	for (const pair of Buffer.from(text).toString('latin1').split('&')) {
		if (pair === '') continue;
		const read = readPair(pair);
		if ('problem' in read) problem ??= read.problem;
		else if (!values.has(read.name)) values.set(read.name, read.value);
	}
	return { values, problem };
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
