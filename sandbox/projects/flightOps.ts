import { hasKey, isTrue, orElse, text, type Arguments } from '../runtime/go';
import type { ApiDefinition, ProjectDefinition } from '../runtime/project';
import { recorded } from './recorded';

/** A part of a query, if its argument was sent. */
const given = (args: Arguments, name: string, part: string): string =>
	hasKey(args, name) ? ` AND ${part}` : '';

const from = (args: Arguments): string =>
	given(args, 'from', `departed_at >= '${text(args.from)}'::DATE`);
const to = (args: Arguments): string =>
	given(args, 'to', `departed_at < '${text(args.to)}'::DATE + INTERVAL 1 DAY`);

const flightColumns = {
	flight_id: { type: 'integer', description: 'Row number of the flight' },
	departed_at: { type: 'string', format: 'date-time', description: 'Local time of departure' },
	origin: { type: 'string', description: 'IATA code of the departure airport' },
	destination: { type: 'string', description: 'IATA code of the arrival airport' },
	delay_minutes: { type: 'integer', description: 'Minutes late; negative if early' },
	distance_miles: { type: 'integer' },
};

const inQuery = (
	name: string,
	schema: Record<string, unknown>,
	description: string,
): Record<string, unknown> => ({ name, in: 'query', description, schema });

/** The days that `from` and `to` above take. */
const period = [
	inQuery('from', { type: 'string', format: 'date' }, 'First day of departure'),
	inQuery('to', { type: 'string', format: 'date' }, 'Last day of departure, inclusive'),
];

const lateArrivals: ApiDefinition = {
	name: 'late-arrivals',
	openapi: {
		summary: 'Flights that came in late',
		parameters: [
			inQuery('origin', { type: 'string', example: 'ORD' }, 'IATA code of the departure airport'),
			inQuery(
				'min_delay',
				{ type: 'integer', default: 15, minimum: 0 },
				'Only flights at least this many minutes late',
			),
			...period,
			inQuery('weekend_only', { type: 'boolean' }, 'Only flights on Saturdays and Sundays'),
			inQuery(
				'sort_by',
				{
					type: 'string',
					enum: ['departed_at', 'delay_minutes', 'distance_miles'],
					default: 'departed_at',
				},
				'Column to sort by',
			),
			inQuery(
				'limit',
				{ type: 'integer', default: 100, minimum: 0, maximum: 1000 },
				'Rows to return',
			),
			inQuery('offset', { type: 'integer', default: 0, minimum: 0 }, 'Rows to skip'),
		],
		response_schema: { type: 'object', properties: flightColumns },
	},
	resolver: {
		kind: 'sql',
		sql: (
			args,
		) => `SELECT flight_id, departed_at, origin, destination, delay_minutes, distance_miles
FROM flights
WHERE delay_minutes >= ${hasKey(args, 'min_delay') ? text(args.min_delay) : '15'}
${given(args, 'origin', `origin = '${text(args.origin)}'`)}
${from(args)}${to(args)}
${text(args.weekend_only) === 'true' ? ' AND isodow(departed_at) >= 6' : ''}
ORDER BY ${text(orElse('departed_at', args.sort_by))}, flight_id
LIMIT ${hasKey(args, 'limit') ? `least(${text(args.limit)}, 1000)` : '100'} OFFSET ${text(orElse(0, args.offset))}`,
	},
};

/** No paging of its own, so it runs into Rill's cap of 10,000 rows. */
const flightLog: ApiDefinition = {
	name: 'flight_log',
	openapi: {
		summary: 'Every flight of a period, without paging',
		parameters: period,
		response_schema: { type: 'object', properties: flightColumns },
	},
	resolver: {
		kind: 'sql',
		sql: (
			args,
		) => `SELECT flight_id, departed_at, origin, destination, delay_minutes, distance_miles
FROM flights WHERE true${from(args)}${to(args)} ORDER BY flight_id`,
	},
};

/** Booking numbers of twenty digits and more: nothing that a JavaScript number could hold. */
const bookings: ApiDefinition = {
	name: 'bookings',
	openapi: {
		summary: 'Bookings by their number, which is longer than a JavaScript number is exact',
		request_schema: {
			type: 'object',
			required: ['booking_ids'],
			properties: {
				booking_ids: {
					type: 'array',
					items: { type: 'integer', format: 'int64' },
					minItems: 1,
					description: 'Booking numbers, such as 9007199254740993',
				},
				note: { type: 'string', description: 'Free text, given back with each row' },
			},
		},
		response_schema: {
			type: 'object',
			properties: {
				booking_id: { type: 'integer', format: 'int64' },
				flight_id: { type: 'integer' },
				origin: { type: 'string' },
				note: { type: 'string', nullable: true },
			},
		},
	},
	resolver: {
		kind: 'sql',
		sql: (args) => {
			const ids = Array.isArray(args.booking_ids) ? args.booking_ids : [];
			return `SELECT 9007199254740992 + flight_id AS booking_id, flight_id, origin,
  ${hasKey(args, 'note') ? `'${text(args.note)}'` : 'NULL'} AS note
FROM flights WHERE 9007199254740992 + flight_id IN (${ids.map((id) => text(id)).join(', ')})
ORDER BY booking_id`;
		},
	},
};

const airportReport: ApiDefinition = {
	name: 'reports/airport of the week',
	openapi: {
		summary: 'The busiest airports of a week',
		parameters: [
			{
				...inQuery('week', { type: 'integer', minimum: 1, maximum: 13 }, 'Week of the year 2001'),
				required: true,
			},
		],
	},
	resolver: {
		kind: 'sql',
		sql: (args) => `SELECT origin, count(*) AS flights, round(avg(delay_minutes), 1) AS avg_delay
FROM flights WHERE week(departed_at) = ${text(args.week)}
GROUP BY origin ORDER BY flights DESC, origin LIMIT 5`,
	},
};

const delayDigest: ApiDefinition = {
	name: 'delay_digest',
	resolver: {
		kind: 'sql',
		sql: (args) => `SELECT dayname(departed_at) AS weekday, count(*) AS flights,
  round(avg(delay_minutes), 1) AS avg_delay
FROM flights WHERE true${given(args, 'origin', `origin = '${text(args.origin)}'`)}
${isTrue(args.late_only) ? ' AND delay_minutes > 15' : ''}
GROUP BY ALL ORDER BY min(isodow(departed_at))`,
	},
};

/** Taken as they are from the project that Rill was recorded with. */
const shared = [
	'flights',
	'search_flights',
	'delays_by_airport',
	'my_flights',
	'needs_airport',
	'airports',
	'all_flights',
	'type_zoo',
];

/** The project that people meet in the demo and in the editor. */
export function flightOps(): ProjectDefinition {
	const { apis, metricsViews, models } = recorded();
	return {
		name: 'flight-ops',
		apis: [
			lateArrivals,
			...apis.filter(({ name }) => shared.includes(name)),
			flightLog,
			bookings,
			airportReport,
			delayDigest,
		],
		metricsViews,
		models,
		dashboards: [
			{
				kind: 'explore',
				name: 'flight_delays',
				displayName: 'Flight delays',
				metricsView: 'flight_delays',
			},
			{
				kind: 'canvas',
				name: 'morning-briefing',
				displayName: 'Morning briefing',
				metricsView: 'flight_delays',
			},
		],
	};
}
