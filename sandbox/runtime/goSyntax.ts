/**
 * Why Go's `encoding/json` refuses a body, in its words, which Rill hands on. The grammar is that of
 * JavaScript; the words are not, nor is what is too deep or too large a number.
 */
class Refused extends Error {}

/** How deep Go reads arrays and objects. */
const maxDepth = 10_000;

const end = 'unexpected end of JSON input';

/** A byte as Go quotes it: errors name bytes, so the first of a longer character reads as Latin-1. */
function quoted(byte: number): string {
	const character = String.fromCharCode(byte);
	if (character === "'") return "'\\''";
	if (character === '"') return "'\"'";
	const short: Record<string, string> = {
		'\n': '\\n',
		'\r': '\\r',
		'\t': '\\t',
		'\b': '\\b',
		'\f': '\\f',
		'\v': '\\v',
		'\x07': '\\a',
		'\\': '\\\\',
	};
	const printable = byte >= 0x20 && byte !== 0x7f && (byte < 0x80 || byte > 0xa0) && byte !== 0xad;
	const hex = byte.toString(16).padStart(2, '0');
	return `'${short[character] ?? (printable ? character : byte < 0x80 ? `\\x${hex}` : `\\u00${hex}`)}'`;
}

class Scanner {
	private at = 0;

	constructor(private readonly bytes: Buffer) {}

	/** The first number that is too large for a float64. */
	overflow: string | undefined;

	/** One value and nothing after it; without recursion, since Go's depth is beyond this stack's. */
	scan(): void {
		const open: string[] = [];
		do {
			this.value(open);
			while (open.length > 0 && this.closes(open)) open.pop();
			if (open.length > 0) this.next(open);
		} while (open.length > 0);
		this.space();
		if (this.at < this.bytes.length) this.refuse('after top-level value');
	}

	private get byte(): number {
		const byte = this.bytes[this.at];
		if (byte === undefined) throw new Refused(end);
		return byte;
	}

	private is(characters: string): boolean {
		return characters.includes(String.fromCharCode(this.byte));
	}

	private refuse(where: string): never {
		throw new Refused(`invalid character ${quoted(this.byte)} ${where}`);
	}

	private take(character: string, where: string): void {
		if (!this.is(character)) this.refuse(where);
		this.at += 1;
	}

	private space(): void {
		while (this.at < this.bytes.length && this.is(' \t\r\n')) this.at += 1;
	}

	/** A value without parts, or all the brackets up to the first one. */
	private value(open: string[]): void {
		for (;;) {
			this.space();
			if (!this.is('{[')) return this.scalar();
			if (open.length === maxDepth) this.refuse('exceeded max depth');
			const close = this.is('{') ? '}' : ']';
			this.at += 1;
			this.space();
			open.push(close);
			if (this.is(close)) return;
			if (close === '}') this.key();
		}
	}

	private scalar(): void {
		if (this.is('"')) this.string();
		else if (this.is('-0123456789')) this.number();
		else if (this.is('t')) this.literal('true');
		else if (this.is('f')) this.literal('false');
		else if (this.is('n')) this.literal('null');
		else this.refuse('looking for beginning of value');
	}

	private closes(open: string[]): boolean {
		this.space();
		if (!this.is(open.at(-1) ?? '')) return false;
		this.at += 1;
		return true;
	}

	private next(open: string[]): void {
		const inObject = open.at(-1) === '}';
		this.take(',', inObject ? 'after object key:value pair' : 'after array element');
		if (inObject) this.key();
	}

	private key(): void {
		this.space();
		if (!this.is('"')) this.refuse('looking for beginning of object key string');
		this.string();
		this.space();
		this.take(':', 'after object key');
	}

	private literal(word: string): void {
		for (const [index, character] of [...word].entries()) {
			this.take(
				character,
				index === 0 ? '' : `in literal ${word} (expecting ${quoted(character.charCodeAt(0))})`,
			);
		}
	}

	private digits(where: string): void {
		if (!this.is('0123456789')) this.refuse(where);
		while (this.at < this.bytes.length && this.is('0123456789')) this.at += 1;
	}

	private number(): void {
		const from = this.at;
		if (this.is('-')) this.at += 1;
		if (this.is('0')) this.at += 1;
		else this.digits('in numeric literal');
		if (this.at < this.bytes.length && this.is('.')) {
			this.at += 1;
			this.digits('after decimal point in numeric literal');
		}
		if (this.at < this.bytes.length && this.is('eE')) {
			this.at += 1;
			if (this.is('+-')) this.at += 1;
			this.digits('in exponent of numeric literal');
		}
		const written = this.bytes.toString('latin1', from, this.at);
		if (!Number.isFinite(Number(written))) this.overflow ??= written;
	}

	private string(): void {
		this.at += 1;
		while (!this.is('"')) {
			if (this.byte < 0x20) this.refuse('in string literal');
			if (this.is('\\')) this.escape();
			else this.at += 1;
		}
		this.at += 1;
	}

	private escape(): void {
		this.at += 1;
		if (!this.is('u')) {
			if (!this.is('bfnrt\\/"')) this.refuse('in string escape code');
			this.at += 1;
			return;
		}
		this.at += 1;
		for (let count = 0; count < 4; count += 1) {
			if (!this.is('0123456789abcdefABCDEF')) this.refuse('in \\u hexadecimal character escape');
			this.at += 1;
		}
	}
}

function wordsOf(error: unknown): string {
	if (error instanceof Refused) return error.message;
	throw error;
}

/** Go's words for a text that is no JSON, or holds a number beyond float64; nothing if it is fine. */
export function refusedJson(text: Buffer): string | undefined {
	const scanner = new Scanner(text);
	try {
		scanner.scan();
	} catch (error) {
		return wordsOf(error);
	}
	return scanner.overflow === undefined
		? undefined
		: `json: cannot unmarshal number ${scanner.overflow} into Go value of type float64`;
}
