import { randomBytes } from 'node:crypto';

import type { Service, ServiceAnswer, ServiceRequest } from './interception';
import { ServiceAccount } from './serviceAccount';
import { Sheet, type InputOption, type Value } from './sheet';

const OPTIONS = ['RAW', 'USER_ENTERED'];

/** A refusal in the words of Google's APIs. */
class Refusal extends Error {
	constructor(
		readonly code: number,
		readonly status: string,
		message: string,
	) {
		super(message);
	}
}

const invalid = (message: string) => new Refusal(400, 'INVALID_ARGUMENT', message);

/** What a batch of changes of a spreadsheet may hold; of them, those that somebody asked for. */
interface Changes {
	requests: Array<{ appendDimension?: { sheetId: string | number; length: number } }>;
}

/** A spreadsheet and its one sheet. */
export interface Spreadsheet {
	id: string;
	sheet: Sheet;
}

/**
 * Google Sheets, as far as appending rows needs it, as its reference describes it:
 * https://developers.google.com/workspace/sheets/api/reference/rest
 */
export class GoogleSheets {
	readonly account = new ServiceAccount();

	/** What it was asked, oldest first; without what it was asked for tokens. */
	readonly requests: ServiceRequest[] = [];

	private readonly spreadsheets = new Map<string, Spreadsheet>();

	create(title: string): Spreadsheet {
		const spreadsheet = { id: randomBytes(32).toString('hex'), sheet: new Sheet(0, title) };
		this.spreadsheets.set(spreadsheet.id, spreadsheet);
		return spreadsheet;
	}

	readonly answer: Service = (request) => {
		this.requests.push(request);
		try {
			return { status: 200, body: this.answerTo(request) };
		} catch (error) {
			return refused(error);
		}
	};

	private answerTo(request: ServiceRequest): unknown {
		if (!this.account.isWith(request)) {
			throw new Refusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
		}
		const [, id = '', rest = ''] = /^\/v4\/spreadsheets\/(\w+)(.*)$/.exec(request.path) ?? [];
		const spreadsheet = this.spreadsheets.get(id);
		const range = /^\/values\/([^/]+)$/.exec(rest)?.[1];
		if (spreadsheet) {
			const { sheet } = spreadsheet;
			if (request.method === 'GET' && rest === '') return propertiesOf(spreadsheet);
			if (request.method === 'POST' && rest === ':batchUpdate') return change(sheet, request);
			if (request.method === 'GET' && range) return read(sheet, rowsOf(sheet, range));
			if (request.method === 'PUT' && range) return update(spreadsheet, range, request);
		}
		throw new Refusal(404, 'NOT_FOUND', 'Requested entity was not found.');
	}
}

/** @throws what is no refusal, but a mistake of the stand-in */
function refused(error: unknown): ServiceAnswer {
	if (!(error instanceof Refusal)) throw error;
	const { code, status, message } = error;
	return { status: code, body: { error: { code, message, status } } };
}

function propertiesOf({ sheet: { id, title, rowCount, columnCount } }: Spreadsheet) {
	const gridProperties = { rowCount, columnCount };
	const properties = { sheetId: id, title, index: 0, sheetType: 'GRID', gridProperties };
	return { sheets: [{ properties }] };
}

/** Rows of a range in A1 notation, counted from 1; all of the sheet, if it names only that. */
function rowsOf(sheet: Sheet, encoded: string): { a1: string; from?: number; to?: number } {
	const a1 = decodeURIComponent(encoded);
	const [, name, from, to] = /^'?(.+?)'?(?:!(\d+):(\d+))?$/.exec(a1) ?? [];
	if (name !== sheet.title) throw invalid(`Unable to parse range: ${a1}`);
	return from === undefined ? { a1 } : { a1, from: Number(from), to: Number(to) };
}

function read(sheet: Sheet, { a1, from, to }: ReturnType<typeof rowsOf>) {
	const values = sheet.shown(from, to);
	return { range: a1, majorDimension: 'ROWS', ...(values.length > 0 && { values }) };
}

function change(sheet: Sheet, { body }: ServiceRequest) {
	for (const { appendDimension } of (JSON.parse(body) as Changes).requests) {
		if (!appendDimension || Number(appendDimension.sheetId) !== sheet.id) {
			throw invalid('Invalid requests');
		}
		sheet.rowCount += appendDimension.length;
	}
	return { replies: [{}] };
}

function update({ id, sheet }: Spreadsheet, encoded: string, { query, body }: ServiceRequest) {
	const option = query.get('valueInputOption') ?? '';
	const { range, values } = JSON.parse(body) as { range?: string; values: Value[][] };
	const { a1, from = 1, to = sheet.rowCount } = rowsOf(sheet, encoded);
	if (!isInputOption(option)) throw invalid("'valueInputOption' is required but not specified");
	if (range !== undefined && range !== a1) throw invalid('The range is not that of the address');
	if (from > sheet.rowCount) {
		throw invalid(`Range (${a1}) exceeds grid limits. Max rows: ${sheet.rowCount}`);
	}
	if (values.length > to - from + 1) throw invalid('Requested writing beyond the range');
	sheet.put(from, values, option);
	return { spreadsheetId: id, updatedRange: a1, updatedRows: values.length };
}

function isInputOption(option: string): option is InputOption {
	return OPTIONS.includes(option);
}
