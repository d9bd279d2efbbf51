/** A token of JSON as Go's protobuf library reads it, with the place that its errors name. */
export interface JsonToken {
	kind: '{' | '}' | '[' | ']' | ':' | ',' | 'text' | 'number' | 'word' | 'end';
	/** As written. */
	raw: string;
	offset: number;
}

/** An error of that library; its text is what Rill's admin server answers with. */
export class ProtoError extends Error {}

const punctuation = /[{}[\]:,]/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /(?:true|false|null)(?![-+._a-zA-Z0-9])/y;
/** What may stand unescaped in a text: neither quotes nor backslashes nor control characters. */
const plain = /[ !#-[\]-\u{10ffff}]*/uy;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const spaces = /[ \n\r\t]*/y;
const unknown = /[-+._a-zA-Z0-9]{1,32}|./suy;

const unexpectedEnd = (): ProtoError => new ProtoError('proto: unexpected EOF');

/** How long the plain run or the escape is that stands here; 0 for anything else. */
function partAt(source: string, at: number): number {
	plain.lastIndex = at;
	const run = plain.exec(source)?.[0].length ?? 0;
	if (run > 0) return run;
	escaped.lastIndex = at;
	return escaped.exec(source)?.[0].length ?? 0;
}

/** Reads JSON token by token, so that an error can say where it stands. */
export class ProtoTokens {
	private position = 0;

	constructor(private readonly source: string) {}

	/** `line 1:16` as in the library's errors: both count from 1, columns in bytes. */
	where(offset: number): string {
		const before = this.source.slice(0, offset);
		const line = before.split('\n').length;
		const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1)) + 1;
		return `line ${line}:${column}`;
	}

	fault(token: JsonToken, message: string): ProtoError {
		return new ProtoError(`proto: (${this.where(token.offset)}): ${message}`);
	}

	unexpected(token: JsonToken): ProtoError {
		if (token.kind === 'end') return unexpectedEnd();
		return this.syntax(token.offset, `unexpected token ${token.raw}`);
	}

	private syntax(offset: number, message: string): ProtoError {
		return new ProtoError(`proto: syntax error (${this.where(offset)}): ${message}`);
	}

	private take(pattern: RegExp): string | undefined {
		pattern.lastIndex = this.position;
		return pattern.exec(this.source)?.[0];
	}

	/**
	 * A quoted text; nothing, if there is none. Part by part, since one pattern for a text of five
	 * megabytes would need more stack than there is.
	 */
	private takeText(): string | undefined {
		const { source, position } = this;
		if (source[position] !== '"') return undefined;
		let at = position + 1;
		for (let part = partAt(source, at); part > 0; part = partAt(source, at)) at += part;
		if (source[at] === '"') return source.slice(position, at + 1);
		const rest = source.slice(at, at + 2);
		if (rest === '' || rest === '\\') throw unexpectedEnd();
		return undefined;
	}

	private token(kind: JsonToken['kind'], raw: string): JsonToken {
		const offset = this.position;
		this.position += raw.length;
		return { kind, raw, offset };
	}

	next(): JsonToken {
		this.position += this.take(spaces)?.length ?? 0;
		if (this.position >= this.source.length) return this.token('end', '');
		const mark = this.take(punctuation);
		if (mark !== undefined) return this.token(this.markOf(mark), mark);
		const quoted = this.takeText();
		if (quoted !== undefined) return this.token('text', quoted);
		const digits = this.take(number);
		if (digits !== undefined && digits !== '') return this.token('number', digits);
		const literal = this.take(word);
		if (literal !== undefined) return this.token('word', literal);
		throw this.syntax(this.position, `invalid value ${this.take(unknown) ?? ''}`);
	}

	peek(): JsonToken {
		const { position } = this;
		try {
			return this.next();
		} finally {
			this.position = position;
		}
	}

	private markOf(mark: string): JsonToken['kind'] {
		switch (mark) {
			case '{':
			case '}':
			case '[':
			case ']':
			case ':':
				return mark;
			default:
				return ',';
		}
	}

	/** The separator after a name. */
	colon(): void {
		const token = this.next();
		if (token.kind === 'end') throw unexpectedEnd();
		if (token.kind !== ':') {
			throw this.syntax(
				token.offset,
				`unexpected character ${token.raw.charAt(0)}, missing ":" after field name`,
			);
		}
	}

	/** A comma, or the end of what was opened: whether there is more. */
	more(close: '}' | ']'): boolean {
		const token = this.next();
		if (token.kind === close) return false;
		if (token.kind === ',') return true;
		throw this.unexpected(token);
	}
}
