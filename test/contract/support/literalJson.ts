/** A JSON number as it is written; nothing has made a double of it. */
export class NumberLiteral {
	constructor(readonly text: string) {}
}

export type Literal = null | boolean | string | NumberLiteral | Literal[] | Map<string, Literal>;

const token =
	/[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;

/** One piece of the text: a mark of its structure, or a value of its own. */
interface Read {
	mark?: string;
	value?: Literal;
}

const words: Record<string, null | boolean> = { true: true, false: false, null: null };

/**
 * Strict JSON with its numbers as they are written: what the client's reading is held against, so
 * it shares nothing with it. A name that an object has twice is refused, since one would be lost.
 */
export function parseLiterally(text: string): Literal {
	let at = 0;

	function next(): Read {
		token.lastIndex = at;
		const [whole, mark, quoted, number, word] = token.exec(text) ?? [];
		if (whole === undefined) throw new SyntaxError(`no JSON at ${at}: ${text.slice(at, at + 40)}`);
		at += whole.length;
		if (mark !== undefined) return { mark };
		if (quoted !== undefined) return { value: String(JSON.parse(quoted)) };
		if (number !== undefined) return { value: new NumberLiteral(number) };
		return { value: words[word ?? 'null'] };
	}

	/** Whether the list goes on after an element. */
	function goesOn(end: string): boolean {
		const { mark } = next();
		if (mark !== ',' && mark !== end) throw new SyntaxError(`no , or ${end} before ${at}`);
		return mark === ',';
	}

	function list(first: Read): Literal[] {
		const found: Literal[] = [];
		if (first.mark === ']') return found;
		found.push(value(first));
		while (goesOn(']')) found.push(value(next()));
		return found;
	}

	function object(first: Read): Map<string, Literal> {
		const found = new Map<string, Literal>();
		const add = (name: Read) => {
			if (typeof name.value !== 'string') throw new SyntaxError(`no name before ${at}`);
			if (next().mark !== ':') throw new SyntaxError(`no colon before ${at}`);
			if (found.has(name.value)) throw new SyntaxError(`"${name.value}" twice before ${at}`);
			found.set(name.value, value(next()));
		};
		if (first.mark === '}') return found;
		add(first);
		while (goesOn('}')) add(next());
		return found;
	}

	function value(start: Read): Literal {
		if (start.mark === '[') return list(next());
		if (start.mark === '{') return object(next());
		if (start.value === undefined) throw new SyntaxError(`no value before ${at}`);
		return start.value;
	}

	const whole = value(next());
	if (/[^\t\n\r ]/.test(text.slice(at))) throw new SyntaxError(`more text at ${at}`);
	return whole;
}

/** A decimal number's sign, digits and power of ten, however it is written: `1.50e3` is `15·10^2`. */
function digitsOf(literal: string): string {
	const [, sign = '', whole = '', fraction = '', power = '0'] =
		/^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
	const digits = (whole + fraction).replace(/^0+/, '');
	const significant = digits.replace(/0+$/, '');
	if (significant === '') return `${sign}0`;
	return `${sign}${significant}·10^${Number(power) - fraction.length + digits.length - significant.length}`;
}

const written = (number: number): string => (Object.is(number, -0) ? '-0' : String(number));

/** Where a value says anything else than the text that it was read from; empty if nowhere. */
export function lost(read: unknown, said: Literal, place = ''): string[] {
	if (said instanceof NumberLiteral) {
		// What a JavaScript number cannot hold has to come as the digits themselves.
		const kept = typeof read === 'number' ? digitsOf(written(read)) : `text ${String(read)}`;
		const isLong = /^-?\d+$/.test(said.text) && !Number.isSafeInteger(Number(said.text));
		const right = isLong ? `text ${said.text}` : digitsOf(said.text);
		return kept === right ? [] : [`${place}: ${said.text} → ${String(read)}`];
	}
	if (Array.isArray(said)) {
		if (!Array.isArray(read) || read.length !== said.length) return [`${place}: not this list`];
		return said.flatMap((one, index) => lost(read[index], one, `${place}[${index}]`));
	}
	if (said instanceof Map) {
		const fields = typeof read === 'object' && read !== null ? new Map(Object.entries(read)) : null;
		if (fields?.size !== said.size) return [`${place}: not these names`];
		return [...said].flatMap(([name, one]) => lost(fields.get(name), one, `${place}.${name}`));
	}
	return read === said ? [] : [`${place}: ${String(said)} → ${String(read)}`];
}
