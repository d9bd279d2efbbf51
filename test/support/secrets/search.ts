import { decoded, forms, PIECE, secretPart } from './forms';

/** A place where a secret got out. */
export interface Hit {
	/** The token, as far as it tells which one it is. */
	token: string;
	/** The place, with what stands around the secret. */
	where: string;
}

/** A part of a text that could be a piece of a token. */
interface Known {
	token: string;
	form: string;
	at: number;
}

/** Of every `PIECE` characters in a row, one stretch of so many begins at a multiple of it. */
const STRETCH = PIECE / 2;

/** Where tokens can be: long runs of the characters that they and base64 are made of. */
const RUNS = new RegExp(`[A-Za-z0-9_-]{${PIECE},}`, 'g');

/**
 * Finds tokens in texts: whole or in any piece of `PIECE` characters of their secret part, plain,
 * in base64, and with escapes of URLs, JSON and HTML.
 */
export class SecretSearch {
	private readonly tokens = new Set<string>();
	private readonly stretches = new Map<string, Known[]>();
	private searched = 0;

	/** How many bytes have been looked at, and how many tokens looked for. */
	get counts(): { bytes: number; tokens: number } {
		return { bytes: this.searched, tokens: this.tokens.size };
	}

	/** From now on this is looked for. Tells whether it was not before. */
	know(token: string): boolean {
		if (token === '' || this.tokens.has(token)) return false;
		this.tokens.add(token);
		for (const form of forms(secretPart(token))) {
			for (let at = 0; at + STRETCH <= form.length; at += STRETCH) {
				const stretch = form.slice(at, at + STRETCH);
				this.stretches.set(stretch, [...(this.stretches.get(stretch) ?? []), { token, form, at }]);
			}
		}
		return true;
	}

	/** The secrets in a text. */
	find(text: string, place: string): Hit[] {
		this.searched += Buffer.byteLength(text);
		const plain = decoded(text);
		return [text, ...(plain === text ? [] : [plain])].flatMap((view) =>
			this.findIn(view).map(({ token, at }) => ({
				token: `${token.slice(0, 16)}…`,
				where: `${place}: …${view.slice(Math.max(0, at - 60), at + 60)}…`,
			})),
		);
	}

	private findIn(text: string): Array<{ token: string; at: number }> {
		const found: Array<{ token: string; at: number }> = [];
		for (const { 0: run, index } of text.matchAll(RUNS)) {
			for (let at = 0; at + STRETCH <= run.length; at++) {
				const known = this.stretches.get(run.slice(at, at + STRETCH));
				const real = known?.find((one) => isPiece(run, at, one));
				if (!real) continue;
				found.push({ token: real.token, at: index + at });
				break;
			}
		}
		return found;
	}
}

/** Whether the two agree in enough characters around the place where they met. */
function isPiece(run: string, at: number, { form, at: inForm }: Known): boolean {
	let before = 0;
	while (before < Math.min(at, inForm) && run[at - before - 1] === form[inForm - before - 1]) {
		before++;
	}
	let behind = 0;
	while (
		at + behind < run.length &&
		inForm + behind < form.length &&
		run[at + behind] === form[inForm + behind]
	) {
		behind++;
	}
	return before + behind >= PIECE;
}
