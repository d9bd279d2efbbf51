import { DuckDBInstance } from '@duckdb/node-api';
import type { Start } from '../runtimeFaults';
import type { ProjectDefinition } from './project';

/** A project as far as its start has come: a view has nothing to show before its model is made. */
export function startingProject(project: ProjectDefinition, start: Start): ProjectDefinition {
	if (start === 'unparsed') return { name: project.name, apis: [], metricsViews: [] };
	const metricsViews = project.metricsViews.map((view) => ({ ...view, invalid: true }));
	const models = project.models?.map((model) => ({ ...model, isLoading: true }));
	return { ...project, metricsViews, models };
}

/** The tables that are there before the model `flights` is. */
const sources = [
	'CREATE TABLE flights_raw (flight_id BIGINT)',
	'CREATE TABLE airports (iata VARCHAR)',
];

/** Does something with the tables that a start has made so far, which DuckDB names in its errors. */
export async function whileStarting<T>(
	start: Start,
	use: (database: DuckDBInstance) => Promise<T>,
): Promise<T> {
	const database = await DuckDBInstance.create(':memory:', { threads: '1' });
	try {
		const connection = await database.connect();
		for (const source of start === 'partly' ? sources : []) await connection.run(source);
		connection.closeSync();
		return await use(database);
	} finally {
		database.closeSync();
	}
}
