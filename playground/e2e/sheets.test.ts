import { flightOps, type ProjectDefinition } from '../../sandbox';
import { text } from '../../sandbox/runtime/go';
import type { ServiceRequest } from '../services/interception';
import type { Value } from '../services/sheet';
import { expect, test, withParameters } from './office';

const EXAMPLE = 'scheduled-pull-with-watermark.json';
const TITLE = 'Late flights';

/** The columns of the example's API, in an order that nobody else would choose. */
const HEADER = [
	'departed_at',
	'flight_id',
	'Notes',
	'origin',
	'destination',
	'delay_minutes',
	'distance_miles',
];

/** The project with other rows behind the API that the example calls: a query without paging. */
function projectWith(rows: string): ProjectDefinition {
	const project = flightOps();
	return {
		...project,
		apis: project.apis.map((api) =>
			api.name === 'late-arrivals'
				? {
						...api,
						resolver: {
							kind: 'sql',
							sql: ({ limit, offset }) =>
								`SELECT * FROM (${rows}) LIMIT ${text(limit)} OFFSET ${text(offset)}`,
						},
					}
				: api,
		),
	};
}

/** A request in a few words. */
const line = ({ method, path, query }: ServiceRequest) =>
	`${method} ${decodeURIComponent(path).replace(/[0-9a-f]{64}/, 'ID')} ${query.toString()}`.trim();

const valuesOf = ({ body }: ServiceRequest) => (JSON.parse(body) as { values: Value[][] }).values;

test('values get into the columns of their names, and are what they were', async ({ office }) => {
	const { rill, sheets } = office.around;
	rill.setProject(
		projectWith(`
			SELECT 9007199254740993 AS flight_id, TIMESTAMP '2001-03-30 12:05:09.123456' AS departed_at,
				'Zürich – Köln' AS origin, '00123' AS destination, -7 AS delay_minutes, 0.25 AS distance_miles
			UNION ALL SELECT 9223372036854775807, TIMESTAMP '2001-03-31 00:00:00', '=1+1', '''quoted',
				NULL, NULL
			UNION ALL SELECT 42, TIMESTAMP '2001-04-01 23:59:59', NULL, '', 1000000, 1e21
			UNION ALL SELECT 43, TIMESTAMP '2001-04-02 06:00:00', '2001-03-31', 'true', 0, 12345.6789
			ORDER BY departed_at`),
	);
	const spreadsheet = sheets.create(TITLE);
	spreadsheet.sheet.put(1, [HEADER], 'RAW');
	await office.run(office.example(EXAMPLE, { spreadsheet }));
	const nothing = null;
	expect(spreadsheet.sheet.cells.slice(1)).toEqual([
		[
			{ date: '2001-03-30 12:05:09' },
			{ text: '9007199254740993' },
			nothing,
			{ text: 'Zürich – Köln' },
			{ text: '00123' },
			{ number: -7 },
			{ number: 0.25 },
		],
		[
			{ date: '2001-03-31 00:00:00' },
			{ text: '9223372036854775807' },
			nothing,
			{ text: '=1+1' },
			{ text: "'quoted" },
			nothing,
			nothing,
		],
		[
			{ date: '2001-04-01 23:59:59' },
			{ number: 42 },
			nothing,
			nothing,
			nothing,
			{ number: 1000000 },
			{ number: 1e21 },
		],
		[
			{ date: '2001-04-02 06:00:00' },
			{ number: 43 },
			nothing,
			{ date: '2001-03-31' },
			{ text: 'true' },
			{ number: 0 },
			{ number: 12345.6789 },
		],
	]);
	expect(sheets.requests.map(line)).toEqual([
		'GET /v4/spreadsheets/ID fields=sheets.properties',
		"GET /v4/spreadsheets/ID/values/'Late flights' valueRenderOption=FORMATTED_VALUE&dateTimeRenderOption=FORMATTED_STRING",
		'POST /v4/spreadsheets/ID:batchUpdate',
		'PUT /v4/spreadsheets/ID/values/Late flights!2:5 valueInputOption=USER_ENTERED',
	]);
});

test('a sheet that is empty gets its columns by itself', async ({ office }) => {
	const { rill, sheets } = office.around;
	rill.setProject(
		projectWith(`SELECT 1 AS flight_id, TIMESTAMP '2001-03-30 12:00:00' AS departed_at`),
	);
	const spreadsheet = sheets.create(TITLE);
	await office.run(office.example(EXAMPLE, { spreadsheet }));
	expect(spreadsheet.sheet.cells).toEqual([
		[{ text: 'departed_at' }, { text: 'flight_id' }],
		[{ date: '2001-03-30 12:00:00' }, { number: 1 }],
	]);
});

/** https://developers.google.com/workspace/sheets/api/limits: per user and minute; bytes of a payload. */
const SHEETS_TAKES = { reads: 60, writes: 60, bytes: 2_000_000 };

test('5,000 rows arrive, none lost and none twice, within what Sheets takes', async ({
	office,
}) => {
	const { sheets } = office.around;
	const spreadsheet = sheets.create(TITLE);
	const workflow = withParameters(
		office.example(EXAMPLE, { spreadsheet }),
		'Flights from that day on',
		{
			arguments: { mappingMode: 'defineBelow', value: { min_delay: 0, sort_by: 'departed_at' } },
			returnAll: false,
			limit: 5_000,
		},
	);
	await office.run(workflow);

	const [header, ...rows] = spreadsheet.sheet.cells;
	const at = (header ?? []).findIndex((cell) => JSON.stringify(cell) === '{"text":"flight_id"}');
	const ids = rows.map((row) => (row[at] as { number: number }).number);
	const wanted = await office.sql<{ flight_id: number }>(
		'SELECT flight_id FROM flights WHERE delay_minutes >= 0 ORDER BY departed_at, flight_id LIMIT 5000',
	);
	expect(ids).toEqual(wanted.map(({ flight_id }) => flight_id));
	expect(new Set(ids).size).toBe(5_000);

	const { requests } = sheets;
	const writes = requests.filter(({ method }) => method !== 'GET');
	expect(requests.length - writes.length).toBeLessThanOrEqual(SHEETS_TAKES.reads);
	expect(writes.length).toBeLessThanOrEqual(SHEETS_TAKES.writes);
	expect(writes.filter(({ method }) => method === 'PUT').map(line)).toEqual([
		'PUT /v4/spreadsheets/ID/values/Late flights!1:1 valueInputOption=RAW',
		'PUT /v4/spreadsheets/ID/values/Late flights!2:5001 valueInputOption=USER_ENTERED',
	]);
	for (const { body } of writes) {
		expect(Buffer.byteLength(body)).toBeLessThanOrEqual(SHEETS_TAKES.bytes);
	}
	const sent = writes.filter(({ method }) => method === 'PUT').flatMap(valuesOf);
	expect(sent).toHaveLength(5_001);
});
