type Schema = Record<string, unknown>;

interface Api {
	summary: string;
	arguments: Record<string, Schema>;
	columns: string[];
}

const integer = (description: string, more: Schema = {}): Schema => ({
	type: 'integer',
	description,
	...more,
});
const text = (description: string): Schema => ({ type: 'string', description });

const FLIGHT_COLUMNS = [
	'cancelled',
	'carrier',
	'date',
	'delay_minutes',
	'destination',
	'distance_km',
	'flight_number',
	'id',
	'origin',
	'scheduled_at',
];

const OF = { of: integer('How many rows there are') };
const pages = (maximum: number) => ({
	limit: integer('How many rows to give', { maximum, default: 50 }),
	offset: integer('How many rows to skip', { default: 0 }),
});
const PAGES = pages(10_000);

/** The APIs that the cases call. */
const APIS: Record<string, Api> = {
	whole: { summary: 'Rows in one answer', arguments: OF, columns: FLIGHT_COLUMNS },
	paged: { summary: 'Rows page by page', arguments: { ...OF, ...PAGES }, columns: FLIGHT_COLUMNS },
	'small-pages': {
		summary: 'The same in pages of a thousand',
		arguments: { ...OF, ...pages(1_000) },
		columns: FLIGHT_COLUMNS,
	},
	long: { summary: 'Rows with long IDs', arguments: OF, columns: FLIGHT_COLUMNS },
	one: {
		summary: 'One row about a key',
		arguments: { key: text('Which') },
		columns: ['key', 'seen_by'],
	},
};

/** One of many, to make a large spec: six arguments of all types, ten columns. */
const moreApi = (index: number): Api => ({
	summary: `Flights of region ${index}`,
	arguments: {
		airport: text('IATA code of the airport'),
		carrier: { type: 'string', enum: ['AA', 'DL', 'UA', 'WN'], description: 'Airline' },
		from: { type: 'string', format: 'date', description: 'First day' },
		late: { type: 'boolean', description: 'Only late ones' },
		...PAGES,
	},
	columns: FLIGHT_COLUMNS,
});

function operation({ summary, arguments: values, columns }: Api) {
	return {
		get: {
			summary,
			parameters: Object.entries(values).map(([name, { description, ...schema }]) => ({
				description,
				in: 'query',
				name,
				schema,
			})),
			responses: {
				200: {
					description: 'Successful response',
					content: {
						'application/json': {
							schema: {
								type: 'array',
								items: {
									type: 'object',
									properties: Object.fromEntries(
										columns.map((name) => [name, { type: 'string', description: `The ${name}` }]),
									),
								},
							},
						},
					},
				},
			},
		},
	};
}

/** The project's spec, with as many more APIs as a case wants. */
export function specText(moreApis: number): string {
	const more = Array.from({ length: moreApis }, (_, index) => [
		`region-${index}`,
		operation(moreApi(index)),
	]);
	const called = Object.entries(APIS).map(([name, api]) => [name, operation(api)]);
	return JSON.stringify({
		openapi: '3.0.3',
		info: { title: 'Rill project API', version: '1.0.0' },
		servers: [{ url: 'http://127.0.0.1:1/v1/instances/default/api' }],
		paths: Object.fromEntries(
			[...called, ...more].map(([name, item]) => [`/${String(name)}`, item]),
		) as unknown,
	});
}
