import type { DuckDBInstance } from '@duckdb/node-api';
import type { Caller } from '../http';
import { goType, text, type Arguments, type GoValue } from './go';
import { metricsSelect } from './metricsQuery';
import { readMetricsSql } from './metricsSql';
import type { Reader } from './policy';
import {
	findApi,
	type ApiDefinition,
	type MetricsQuery,
	type ProjectDefinition,
	type Sql,
	type User,
} from './project';
import { ownRowsOf, Refusal, rowsOf, treesOf, type RunOptions } from './query';

/** What a call needs beside its name and arguments. */
export interface Context {
	database: DuckDBInstance;
	project: ProjectDefinition;
	caller: Caller;
	run: RunOptions;
}

const decodingError = (problem: string): Refusal =>
	new Refusal(`1 error(s) decoding:\n\n* ${problem}`);

function decodedText(args: Arguments, name: string): string {
	const value = args[name] ?? '';
	if (typeof value === 'string') return value;
	throw decodingError(
		`'${name}' expected type 'string', got unconvertible type '${goType(value)}', value: '${text(value)}'`,
	);
}

/** The resolver of SQL reads an argument of its own, `priority`, whatever an API means by it. */
function checkPriority(priority: GoValue | undefined): void {
	if (priority === undefined || priority === null) return;
	if (typeof priority === 'number' || typeof priority === 'boolean') return;
	if (typeof priority !== 'string') {
		throw decodingError(
			`'priority' expected type 'int', got unconvertible type '${goType(priority)}', value: '${text(priority)}'`,
		);
	}
	if (priority !== '' && !/^[+-]?(?:\d+|0x[0-9a-f]+|0o?[0-7]+|0b[01]+)$/i.test(priority)) {
		throw decodingError(
			`cannot parse 'priority' as int: strconv.ParseInt: parsing ${JSON.stringify(priority)}: invalid syntax`,
		);
	}
}

const render = (sql: Sql, args: Arguments, user: User): string =>
	typeof sql === 'string' ? sql : sql(args, user);

async function metricsRows(query: MetricsQuery, reader: Reader, context: Context): Promise<string> {
	const { database, project, run } = context;
	return await ownRowsOf(database, metricsSelect(project, query, reader), run);
}

async function metricsSqlRows(sql: string, reader: Reader, context: Context): Promise<string> {
	const statements = await treesOf(context.database, sql);
	return await metricsRows(readMetricsSql(statements, context.project, reader), reader, context);
}

async function callApi(api: ApiDefinition, args: Arguments, context: Context): Promise<string> {
	const { database, caller } = context;
	const { resolver } = api;
	const reader: Reader = { caller, skipPolicies: api.skipNestedSecurity };
	switch (resolver.kind) {
		case 'sql':
			checkPriority(args.priority);
			return await rowsOf(database, render(resolver.sql, args, caller.attributes), context.run);
		case 'metrics_sql': {
			const sql = render(resolver.sql, args, caller.attributes);
			return await metricsSqlRows(sql, reader, context);
		}
		case 'metrics':
			return await metricsRows(resolver.query, reader, context);
		case 'api':
			return await call(resolver.api, { ...args, ...resolver.args }, context);
		case 'glob':
			throw new Refusal(
				`failed to parse bucket path "${resolver.path}": failed to parse URL '"${resolver.path}"'`,
			);
		case 'resource_status':
			// No resource of a sandbox ever fails, so there is none to show.
			return '[]';
	}
}

function checkAdmin({ attributes }: Caller): void {
	if (attributes?.admin !== true) {
		throw new Refusal('must be an admin to run arbitrary SQL queries');
	}
}

type BuiltIn = (args: Arguments, context: Context) => Promise<string>;

const runSql: BuiltIn = async (args, { database, caller, run }) => {
	checkAdmin(caller);
	const sql = decodedText(args, 'sql');
	const connector = decodedText(args, 'connector');
	if (connector !== '' && connector !== 'duckdb') {
		throw new Refusal(`unknown connector ${JSON.stringify(connector)}`);
	}
	checkPriority(args.priority);
	return await rowsOf(database, sql, run);
};

const runMetricsSql: BuiltIn = async (args, context) => {
	const { caller } = context;
	checkAdmin(caller);
	const sql = decodedText(args, 'sql');
	if (sql === '') throw new Refusal('metrics SQL: missing required property "sql"');
	return await metricsSqlRows(sql, { caller }, context);
};

const runMetrics: BuiltIn = async (args, context) =>
	await metricsRows(args, { caller: context.caller }, context);

const builtIn = new Map<string, BuiltIn>([
	['sql', runSql],
	['metrics-sql', runMetricsSql],
	['metrics', runMetrics],
]);

/** Rows of an API as JSON text. A built-in answers even where a project's API has its name. */
export async function call(name: string, args: Arguments, context: Context): Promise<string> {
	const run = builtIn.get(name);
	if (run) return await run(args, context);
	const api = findApi(context.project, name);
	if (!api) throw new Refusal(`api with name ${JSON.stringify(name)} not found`, 404);
	return await callApi(api, args, context);
}
