/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { DuckDBInstance } from '@duckdb/node-api';
import { dirname, join } from 'node:path';

/** Where the data set has its files. */
export const dataFolder = join(dirname(require.resolve('vega-datasets')), '..', 'data');

const quoted = (path: string): string => `'${path.replace(/'/g, "''")}'`;

/**
 * Flights and airports as the recorded project has them. `flight_id` is the row number in the file,
 * and `departed_at` the file's own local time, which Rill shows as if it were UTC.
 */
const statements = [
	`CREATE TABLE flights_raw AS
	SELECT row_number() OVER () AS flight_id, replace(date, '/', '-') || ':00' AS departed_at,
		origin, destination, delay AS delay_minutes, distance AS distance_miles
	FROM read_json(${quoted(join(dataFolder, 'flights-20k.json'))}, columns = {
		date: 'VARCHAR', delay: 'BIGINT', distance: 'BIGINT', origin: 'VARCHAR', destination: 'VARCHAR'
	})`,
	`CREATE TABLE airports AS
	SELECT iata, name, city, state, country, latitude, longitude
	FROM read_csv_auto(${quoted(join(dataFolder, 'airports.csv'))}, header = true)`,
	`CREATE TABLE flights AS
	SELECT f.flight_id::BIGINT AS flight_id, f.departed_at::TIMESTAMP AS departed_at, f.origin AS origin,
		f.destination AS destination, a.state AS origin_state, f.delay_minutes::INTEGER AS delay_minutes,
		f.distance_miles::INTEGER AS distance_miles
	FROM flights_raw f LEFT JOIN airports a ON a.iata = f.origin
	ORDER BY f.flight_id`,
	// Rill loads DuckDB's spatial extension; all that answers need of it is a value of its type.
	"CREATE MACRO ST_Point(x, y) AS ('POINT (' || x || ' ' || y || ')')::GEOMETRY",
	// Whatever a query says, it reads these tables and no file of the machine.
	'SET enable_external_access = false',
	'SET lock_configuration = true',
];

/** 20,000 flights in memory, loaded anew for each sandbox (well below a second). */
export async function loadFlights(): Promise<DuckDBInstance> {
	const database = await DuckDBInstance.create(':memory:', {
		autoinstall_known_extensions: 'false',
		// One thread keeps groups in the order in which their first row comes, as recorded.
		threads: '1',
	});
	const connection = await database.connect();
	try {
		for (const statement of statements) await connection.run(statement);
	} finally {
		connection.closeSync();
	}
	return database;
}
