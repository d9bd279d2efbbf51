/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../../../sandbox/runtime/data';

/** A flight as the data set has it. */
interface Flight {
	date: string;
	origin: string;
	destination: string;
	delay: number;
	distance: number;
}

const recordedProject = join(__dirname, '..', 'recordings', 'project');

/** The columns that the project's model reads; a flight's id is the number of its row. */
function flightsCsv(flights: Flight[]): string {
	const rows = flights.map(({ date, origin, destination, delay, distance }, index) =>
		[index + 1, `${date.replaceAll('/', '-')}:00`, origin, destination, delay, distance].join(','),
	);
	const header = 'flight_id,departed_at,origin,destination,delay_minutes,distance_miles';
	return [header, ...rows, ''].join('\n');
}

/** Writes the project that Rill was recorded with, its data with it: what a Rill can be started on. */
export function writeProject(folder: string): void {
	cpSync(recordedProject, folder, { recursive: true });
	const data = join(folder, 'data');
	mkdirSync(data, { recursive: true });
	const flights: Flight[] = JSON.parse(readFileSync(join(dataFolder, 'flights-20k.json'), 'utf8'));
	writeFileSync(join(data, 'flights.csv'), flightsCsv(flights));
	copyFileSync(join(dataFolder, 'airports.csv'), join(data, 'airports.csv'));
}
