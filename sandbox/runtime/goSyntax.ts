/**
 * Why Go's `encoding/json` refuses a body, in its words, which Rill hands on. Only asked for a body
 * that JavaScript refuses too: the grammar is the same, the words are not.
 */
class Refused extends Error {}

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

	scan(): void {
		this.value();
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

	private value(): void {
		this.space();
		if (this.is('{')) this.object();
		else if (this.is('[')) this.array();
		else if (this.is('"')) this.string();
		else if (this.is('-0123456789')) this.number();
		else if (this.is('t')) this.literal('true');
		else if (this.is('f')) this.literal('false');
		else if (this.is('n')) this.literal('null');
		else this.refuse('looking for beginning of value');
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

	private array(): void {
		this.at += 1;
		this.space();
		if (this.is(']')) {
			this.at += 1;
			return;
		}
		for (;;) {
			this.value();
			this.space();
			if (this.is(']')) break;
			this.take(',', 'after array element');
		}
		this.at += 1;
	}

	private object(): void {
		this.at += 1;
		this.space();
		if (this.is('}')) {
			this.at += 1;
			return;
		}
		for (;;) {
			this.space();
			if (!this.is('"')) this.refuse('looking for beginning of object key string');
			this.string();
			this.space();
			this.take(':', 'after object key');
			this.value();
			this.space();
			if (this.is('}')) break;
			this.take(',', 'after object key:value pair');
		}
		this.at += 1;
	}
}

/** Go's words for a text that is no JSON; nothing if it is. */
export function syntaxError(body: Buffer): string | undefined {
	try {
		new Scanner(body).scan();
		return undefined;
	} catch (error) {
		return error instanceof Refused ? error.message : 'exceeded max depth';
	}
}
