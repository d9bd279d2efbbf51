import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { csvHeader, csvRecords } from '../../../client/csv';
import { RillError, shortened, type TransientKind } from '../../../client/errors';
import { elementTexts, memberTexts } from '../../../client/jsonTexts';
import type { Spare } from '../../../client/pagesAhead';
import type { RillPage } from '../../../client/paging';
import type { RillRow } from '../../../client/rows';
import { nearestNames } from '../../../client/similar';
import { atStart, titleOf, type Titled } from '../../../client/titles';
import { joined } from '../../../joined';

/** What somebody wants to get out of a call, besides which rows. */
export interface OutputWish {
	shape: 'items' | 'single' | 'file';
	/** Empty: all of them, in Rill's order. */
	columns: string[];
	whenEmpty: 'nothing' | 'emptyItem' | 'fail';
	requestInfo: boolean;
	file: { format: 'csv' | 'json'; property: string; name: string };
}

/** The column of the request info. */
const REQUEST_INFO = '_request';

/** Where the rows come from, for messages and for the request info. */
export interface Source {
	api: Titled;
	/** The names of the declared columns, for a file without rows. */
	columns: string[];
	/** What a file is named after, unless somebody named it. */
	fileName: string;
	/** What was asked for before it was needed. */
	spare: Spare;
}

/** What is told of the requests behind a result. */
interface RequestInfo extends IDataObject {
	api: string;
	method: string;
	status: number;
	durationMs: number;
	rows: number;
	pages: number;
	/** Requests for pages with rows, those that failed or were not needed included. */
	attempts: number;
	/** Pages that were asked for ahead, and then not needed. */
	unusedPages: number;
	/** What it was asked again for, in order. */
	retries: TransientKind[];
}

/** Where n8n keeps files. */
export type Files = Pick<IExecuteFunctions['helpers'], 'prepareBinaryData'>;

/** Items that are not linked to an input item yet, which the caller knows. */
export type Output = INodeExecutionData[];

/**
 * Makes items or a file of a result's pages. Nothing is given out before the last page is read, so
 * that a later page that fails cannot leave half of a result looking like a whole one.
 */
export async function makeOutput(
	files: Files,
	pages: AsyncIterable<RillPage>,
	wish: OutputWish,
	source: Source,
): Promise<Output> {
	const info = new Info(source);
	const watched = info.watch(pages);
	const chosen = chosenColumns(watched, wish.columns, source.api);
	if (wish.shape === 'file') return await fileOf(files, chosen, wish, source, info);

	const parts: RillRow[][] = [];
	for await (const { rows } of chosen) parts.push(rows);
	const rows = joined(parts);
	checkEmpty(wish, info);
	if (wish.shape === 'single') return [{ json: single(rows, wish, info) }];
	if (rows.length === 0) return wish.whenEmpty === 'emptyItem' ? [{ json: {} }] : [];
	if (!wish.requestInfo) return rows.map(itemOf);
	const name = freeName(rows);
	return rows.map((row) => itemOf({ ...row, [name]: info.all() }));
}

/** With room for its link: to add a member later takes a second piece of memory for each of them. */
function itemOf(json: IDataObject): INodeExecutionData {
	return { json, pairedItem: undefined };
}

/** Where the request info goes: `_request`, or with a number behind, as Rill does with columns. */
function freeName(rows: RillRow[]): string {
	const isTaken = (name: string) => rows.some((row) => Object.hasOwn(row, name));
	let name = REQUEST_INFO;
	for (let count = 1; isTaken(name); count++) name = `${REQUEST_INFO}_${count}`;
	return name;
}

/** Counts what passes by. */
class Info {
	private method = '';
	private status = 0;
	private readonly startedAt = Date.now();
	private durationMs = 0;
	private pages = 0;
	private readonly retries: TransientKind[] = [];
	rows = 0;

	constructor(private readonly source: Source) {}

	get api(): Titled {
		return this.source.api;
	}

	async *watch(pages: AsyncIterable<RillPage>): AsyncGenerator<RillPage> {
		for await (const page of pages) {
			this.method = page.method;
			this.status = page.status;
			// Pages overlap where they are asked for ahead.
			this.durationMs = Date.now() - this.startedAt;
			this.pages++;
			this.retries.push(...page.retries);
			this.rows += page.rows.length;
			yield page;
		}
	}

	all(): RequestInfo {
		const { method, status, durationMs, rows, pages, retries } = this;
		const { unused: unusedPages } = this.source.spare;
		const attempts = pages + retries.length + unusedPages;
		return {
			api: this.api.name,
			method,
			status,
			durationMs,
			rows,
			pages,
			attempts,
			unusedPages,
			retries: [...retries],
		};
	}
}

function checkEmpty(wish: OutputWish, info: Info): void {
	if (info.rows > 0 || wish.whenEmpty !== 'fail') return;
	throw new RillError(
		'noRows',
		`${atStart(titleOf(info.api))} answered without any rows`,
		"'When There Are No Rows' says that this is a failure. Look at the arguments, or choose another setting in the options.",
		{ api: info.api.name },
	);
}

function single(rows: RillRow[], wish: OutputWish, info: Info): IDataObject {
	const { durationMs, pages } = info.all();
	return {
		rows,
		rowCount: rows.length,
		columns: wish.columns.length > 0 ? wish.columns : Object.keys(rows[0] ?? {}),
		durationMs,
		pages,
		...(wish.requestInfo ? { request: info.all() } : {}),
	};
}

/** The pages with only the chosen columns, in the chosen order. */
async function* chosenColumns(
	pages: AsyncIterable<RillPage>,
	columns: string[],
	api: Titled,
): AsyncGenerator<RillPage> {
	for await (const page of pages) {
		yield columns.length === 0
			? page
			: { ...page, rows: page.rows.map((row) => pick(row, columns, api)) };
	}
}

function pick(row: RillRow, columns: string[], api: Titled): RillRow {
	return Object.fromEntries(
		columns.map((name) => {
			if (!Object.hasOwn(row, name)) throw unknownColumn(name, Object.keys(row), api);
			return [name, row[name]];
		}),
	);
}

function unknownColumn(name: string, known: string[], api: Titled): RillError {
	const near = nearestNames(name, known);
	return new RillError(
		'settings',
		`The rows of ${titleOf(api)} have no column "${name}"${near.length > 0 ? `. Did you mean "${near[0]}"?` : ''}`,
		`Their columns are: ${shortened(known.join(', '), 1000)}.`,
		{ api: api.name },
	);
}

const MIME_TYPE = { csv: 'text/csv', json: 'application/json' };

/**
 * Each page becomes bytes before the next one is taken: the rows of one page are alive, and besides
 * only those that were asked for before their turn.
 */
async function fileOf(
	files: Files,
	pages: AsyncIterable<RillPage>,
	wish: OutputWish,
	source: Source,
	info: Info,
): Promise<Output> {
	const chunks: Buffer[] = [];
	const parts = wish.file.format === 'csv' ? csvParts(pages, wish, source) : jsonParts(pages, wish);
	for await (const part of parts) chunks.push(Buffer.from(part, 'utf8'));
	checkEmpty(wish, info);
	if (info.rows === 0 && wish.whenEmpty === 'nothing') return [];

	const { format, property, name } = wish.file;
	const binary = await files.prepareBinaryData(
		Buffer.concat(chunks),
		name === '' ? `${source.fileName.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.${format}` : name,
		MIME_TYPE[format],
	);
	return [{ json: { ...info.all() }, binary: { [property]: binary } }];
}

async function* csvParts(
	pages: AsyncIterable<RillPage>,
	wish: OutputWish,
	source: Source,
): AsyncGenerator<string> {
	let columns: string[] | undefined;
	for await (const { rows } of pages) {
		if (!columns) {
			columns = wish.columns.length > 0 ? wish.columns : Object.keys(rows[0] ?? {});
			if (columns.length === 0) columns = source.columns;
			if (columns.length > 0) yield csvHeader(columns);
		}
		const known = new Set(columns);
		for (const row of rows) {
			const surprise = Object.keys(row).find((name) => !known.has(name));
			if (surprise !== undefined) throw unknownColumn(surprise, columns, source.api);
		}
		yield csvRecords(rows, columns);
	}
}

/** Rill's own text, every digit of it, also where columns were chosen or rows cut. */
async function* jsonParts(
	pages: AsyncIterable<RillPage>,
	{ columns }: OutputWish,
): AsyncGenerator<string> {
	let isFirst = true;
	yield '[';
	for await (const { rows, text, cut } of pages) {
		if (rows.length === 0) continue;
		const isWhole = cut === 0 && columns.length === 0;
		yield (
			(isFirst ? '' : ',') +
			(isWhole ? text.trim().slice(1, -1) : rowTexts(text, rows.length, columns).join(','))
		);
		isFirst = false;
	}
	yield ']';
}

/** The first rows of an answer as they are written there, with the chosen columns. */
function rowTexts(answer: string, count: number, columns: string[]): string[] {
	const texts = elementTexts(answer).slice(0, count);
	if (columns.length === 0) return texts;
	return texts.map((text) => {
		const members = memberTexts(text);
		return `{${columns.map((name) => members.get(name)).join(',')}}`;
	});
}
