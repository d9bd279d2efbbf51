/**
 * How Rill's templates, which are Go's, see and print an argument. The functions of a project's APIs
 * use these, so that an argument reads in their SQL as it would in a template.
 */

/** What a JSON body can hold; an argument from the query is always a text. */
export type GoValue = null | boolean | number | string | GoValue[] | { [name: string]: GoValue };

export type Arguments = Record<string, GoValue>;

/** The order of names by the bytes of their UTF-8, which Go sorts by. */
export const compareBytes = (a: string, b: string): number =>
	Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Names in the order of their bytes, as Go's encoders and its printer sort the keys of a map. */
export function sortedKeys(value: object): string[] {
	return Object.keys(value).sort(compareBytes);
}

/** A float64 in Go's `%v`: exponents from a million up and below 0.0001, at least two digits long. */
function floatText(value: number): string {
	if (Object.is(value, -0)) return '-0';
	if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
	const [digits = '', power = '0'] = value.toExponential().split('e');
	const exponent = Number(power);
	if (exponent >= -4 && exponent < 6) return String(value);
	const sign = exponent < 0 ? '-' : '+';
	return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function nestedText(value: GoValue): string {
	if (value === null) return '<nil>';
	if (typeof value === 'number') return floatText(value);
	if (Array.isArray(value)) return `[${value.map(nestedText).join(' ')}]`;
	if (typeof value !== 'object') return String(value);
	const entries = sortedKeys(value).map((name) => `${name}:${nestedText(value[name] ?? null)}`);
	return `map[${entries.join(' ')}]`;
}

/** What `{{ .args.x }}` prints. */
export function text(value: GoValue | undefined): string {
	return value === undefined || value === null ? '<no value>' : nestedText(value);
}

/** What `{{ kindOf .args.x }}` prints. */
export function kindOf(value: GoValue | undefined): string {
	if (value === undefined || value === null) return 'invalid';
	if (Array.isArray(value)) return 'slice';
	if (typeof value === 'string') return 'string';
	if (typeof value === 'number') return 'float64';
	return typeof value === 'boolean' ? 'bool' : 'map';
}

/** What `{{ if .args.x }}` takes for true: every text but the empty one, so `"false"` too. */
export function isTrue(value: unknown): boolean {
	if (Array.isArray(value)) return value.length > 0;
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return Boolean(value);
}

/** `hasKey`: an argument that was sent, as null or empty text too. */
export function hasKey(values: object, name: string): boolean {
	return Object.hasOwn(values, name);
}

/** `default`: what stands in for an argument that is not there, or is empty, zero or false. */
export function orElse(fallback: GoValue, value: GoValue | undefined): GoValue {
	return value !== undefined && isTrue(value) ? value : fallback;
}

const escaped = /[<>&\u2028\u2029]/g;

/** A text in Go's JSON: what could leave an HTML attribute or a script is escaped. */
export function jsonText(value: string): string {
	// Half of a surrogate pair is no text to Go: it becomes U+FFFD, as it does in UTF-8.
	const whole = /\p{Surrogate}/u.test(value) ? Buffer.from(value).toString() : value;
	return JSON.stringify(whole).replace(
		escaped,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

/**
 * A float64 in Go's JSON, which differs from JavaScript's in the minus of a zero alone. What JSON cannot
 * hold is null in Rill's answers.
 */
export function jsonNumber(value: number): string {
	if (!Number.isFinite(value)) return 'null';
	return Object.is(value, -0) ? '-0' : String(value);
}

/** Go's JSON: keys in the order of their bytes, no spaces. */
export function json(value: unknown): string {
	if (value === null || value === undefined) return 'null';
	if (typeof value === 'string') return jsonText(value);
	if (typeof value === 'number') return jsonNumber(value);
	if (Array.isArray(value)) return `[${value.map(json).join(',')}]`;
	if (typeof value !== 'object') return String(value);
	const fields = new Map(Object.entries(value));
	const pairs = sortedKeys(value).map((name) => `${jsonText(name)}:${json(fields.get(name))}`);
	return `{${pairs.join(',')}}`;
}

/** The type of a value as Go names it, for its errors. */
export function goType(value: GoValue): string {
	if (Array.isArray(value)) return '[]interface {}';
	if (typeof value === 'string') return 'string';
	if (typeof value === 'number') return 'float64';
	if (typeof value === 'boolean') return 'bool';
	return value === null ? 'interface {}' : 'map[string]interface {}';
}
