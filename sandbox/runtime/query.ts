/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { checkType, NotEncodable, rowsText } from './values';

/** What Rill says instead of rows: 400, unless the answer could not be written (500). */
export class Refusal extends Error {
	constructor(
		message: string,
		readonly status: 400 | 404 | 500 = 400,
	) {
		super(message);
	}
}

/** No argument of a call lifts this. */
const rowCap = 10_000;

/** How a query is run, beside what it says. */
export interface RunOptions {
	/** Aborted when the client hangs up. */
	signal?: AbortSignal;
	/** More rows than this are refused. */
	cap?: number;
}

/** What an error says. DuckDB's own are made outside of a test's realm, so none is `instanceof Error`. */
export const messageOf = (error: unknown): string =>
	typeof error === 'object' && error !== null && 'message' in error
		? String(error.message)
		: String(error);

async function withConnection<T>(
	database: DuckDBInstance,
	signal: AbortSignal | undefined,
	use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
	const connection = await database.connect();
	let again: NodeJS.Timeout | undefined;
	// A query that still waits for its turn forgets an interruption, so it is told until it has ended.
	const interrupt = () => {
		connection.interrupt();
		again = setTimeout(interrupt, 50);
	};
	signal?.addEventListener('abort', interrupt);
	try {
		return await use(connection);
	} finally {
		signal?.removeEventListener('abort', interrupt);
		clearTimeout(again);
		connection.closeSync();
	}
}

interface Parsed {
	error: boolean;
	error_message?: string;
	statements?: unknown[];
}

function isParsed(value: unknown): value is Parsed {
	return typeof value === 'object' && value !== null && 'error' in value;
}

/** DuckDB's own reading of a text, in its words if it is no query. */
export async function parse(connection: DuckDBConnection, sql: string): Promise<unknown[]> {
	const reader = await connection.runAndReadAll('SELECT json_serialize_sql($sql::VARCHAR)', {
		sql,
	});
	const [[answer] = []] = reader.getRows();
	// "No place in the text" is the largest 64-bit number, which JavaScript would round beyond 64 bits.
	const parsed: unknown = JSON.parse(
		String(answer).replace(/("query_location":)18446744073709551615/g, '$10'),
	);
	if (!isParsed(parsed)) throw new Refusal('no statement found');
	if (parsed.error) throw new Refusal(parsed.error_message ?? 'no statement found');
	const statements = parsed.statements ?? [];
	if (statements.length === 0) throw new Refusal('no statement found');
	return statements;
}

async function readRows(
	connection: DuckDBConnection,
	sql: string,
	{ cap = rowCap }: RunOptions,
): Promise<string> {
	const reader = await connection.runAndReadUntil(sql, cap + 1);
	reader.columnTypes().forEach(checkType);
	const rows = reader.getRows();
	if (rows.length > cap) throw new Refusal(`result cap exceeded: returned more than ${cap} rows`);
	return rowsText(reader.columnNames(), reader.columnTypes(), rows);
}

/**
 * Runs a query as Rill does: parsed first (so a syntax error comes without its place), then wrapped to
 * stop one row beyond the cap (so the lines under other errors show the wrapping). The wrapping also
 * names a repeated column `a` anew, `a_1`.
 */
export async function rowsOf(
	database: DuckDBInstance,
	sql: string,
	run: RunOptions = {},
): Promise<string> {
	const wrapped = `SELECT * FROM (${sql}\n) LIMIT ${(run.cap ?? rowCap) + 1}`;
	const read = async (connection: DuckDBConnection): Promise<string> => {
		await parse(connection, sql);
		return await readRows(connection, wrapped, run);
	};
	return await withConnection(database, run.signal, read).catch(refuse);
}

/** Runs a query that Rill itself has made, of metrics: as it stands. */
export async function ownRowsOf(
	database: DuckDBInstance,
	sql: string,
	run: RunOptions = {},
): Promise<string> {
	const read = async (connection: DuckDBConnection) => await readRows(connection, sql, run);
	return await withConnection(database, run.signal, read).catch(refuse);
}

/** Whatever went wrong with a query, in the words that Rill hands on. */
function refuse(error: unknown): never {
	if (error instanceof Refusal) throw error;
	throw new Refusal(messageOf(error), error instanceof NotEncodable ? 500 : 400);
}

/** The rows of a query that no caller wrote. */
export async function evaluate(database: DuckDBInstance, sql: string): Promise<DuckDBValue[][]> {
	return await withConnection(database, undefined, async (connection) => {
		const reader = await connection.runAndReadAll(sql);
		return reader.getRows();
	});
}

/** The syntax trees of a text's statements. */
export async function treesOf(database: DuckDBInstance, sql: string): Promise<unknown[]> {
	const read = async (connection: DuckDBConnection) => await parse(connection, sql);
	return await withConnection(database, undefined, read).catch(refuse);
}
