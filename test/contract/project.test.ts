/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadFlights } from '../../sandbox/runtime/data';
import { writeProject } from './support/projectFolder';

/** The project that can be deployed has the data that Rill was recorded with, and the sandbox answers with. */

let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'project-'));
	writeProject(folder);
});

afterAll(() => {
	rmSync(folder, { recursive: true });
});

async function rowsOf(connection: DuckDBConnection, table: string): Promise<unknown> {
	const answer = await connection.runAndReadAll(`SELECT * FROM ${table} ORDER BY ALL`);
	return answer.getRowsJson();
}

/** What the project's own models make of the files beside them. */
async function modelled(connection: DuckDBConnection, table: string): Promise<unknown> {
	const sqlOf = (name: string): string => {
		const { sql }: { sql: string } = parse(
			readFileSync(join(folder, 'models', `${name}.yaml`), 'utf8'),
		);
		return sql.replace("'data/", `'${folder.replaceAll("'", "''")}/data/`);
	};
	for (const name of ['airports', 'flights_raw']) {
		await connection.run(`CREATE OR REPLACE TABLE ${name} AS ${sqlOf(name)}`);
	}
	const flights = readFileSync(join(folder, 'models', 'flights.sql'), 'utf8');
	await connection.run(`CREATE OR REPLACE TABLE flights AS ${flights}`);
	return await rowsOf(connection, table);
}

it.each(['flights', 'airports'])('makes the same of %s as the sandbox', async (table) => {
	const own = await DuckDBInstance.create(':memory:');
	const sandbox = await loadFlights();
	const [ofProject, ofSandbox] = [await own.connect(), await sandbox.connect()];
	try {
		expect(await modelled(ofProject, table)).toEqual(await rowsOf(ofSandbox, table));
	} finally {
		ofProject.closeSync();
		ofSandbox.closeSync();
		own.closeSync();
		sandbox.closeSync();
	}
});
