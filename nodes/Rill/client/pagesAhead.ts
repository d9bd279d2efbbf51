import type { RillResult } from './calls';

/** A page of a result: how many rows come before it, and how many it may have. */
export interface PageWish {
	before: number;
	size: number;
}

/** What a run can spare for requests that may turn out to be needless. */
export interface Spare {
	/** Pages that may be asked for before it is their turn. */
	atATime: number;
	/** Whether one more request may be under way right now. */
	hasRoom(): boolean;
	/** Counts the pages that were asked for and then not needed. */
	unused: number;
}

/** Asks for a page; the signal fires when nobody needs it any more. */
export type AskForPage = (page: PageWish, unneeded?: AbortSignal) => Promise<RillResult>;

interface Asked extends PageWish {
	result: Promise<RillResult>;
}

/**
 * Reads pages one behind the other, and asks for the next ones before it is their turn, since n8n
 * opens a connection for each request: over a distance the wait is most of the time.
 *
 * Where a page begins is known before the page before it has come only as long as pages are full. So
 * it begins behind a first page that came back full, and ends for good with the first that did not:
 * what was asked for until then is thrown away, and no more than `atATime` requests are.
 */
export class PagesAhead {
	private asked: Asked[] = [];
	private readonly unneeded = new AbortController();
	private isOver = false;

	/**
	 * @param sizeAt how many rows may be asked for behind so many; 0 where nobody wants any
	 * @param spare undefined: no page is asked for before its turn
	 */
	constructor(
		private readonly ask: AskForPage,
		private readonly sizeAt: (before: number) => number,
		private readonly spare: Spare | undefined,
	) {}

	/** The page behind so many rows. */
	async read(before: number): Promise<{ size: number; result: RillResult }> {
		const page = { before, size: this.sizeAt(before) };
		const result = await (this.take(page) ?? this.ask(page));
		if (result.rows.length === page.size) this.askOn(before + page.size);
		else this.end();
		return { size: page.size, result };
	}

	/** Throws away what was asked for, and asks for nothing any more before its turn. */
	end(): void {
		this.isOver = true;
		if (this.asked.length === 0) return;
		if (this.spare) this.spare.unused += this.asked.length;
		this.asked = [];
		this.unneeded.abort();
	}

	private take({ before, size }: PageWish): Promise<RillResult> | undefined {
		const [next] = this.asked;
		if (!next) return undefined;
		if (next.before === before && next.size === size) return this.asked.shift()?.result;
		this.end();
		return undefined;
	}

	private askOn(from: number): void {
		if (this.isOver || !this.spare) return;
		const last = this.asked.at(-1);
		let before = last ? last.before + last.size : from;
		while (this.asked.length < this.spare.atATime && this.spare.hasRoom()) {
			const page = { before, size: this.sizeAt(before) };
			if (page.size <= 0) return;
			const result = this.ask(page, this.unneeded.signal);
			// Whoever gets to it hears of the failure; if nobody does, it is none.
			result.catch(() => {});
			this.asked.push({ ...page, result });
			before += page.size;
		}
	}
}
