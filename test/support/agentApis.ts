import { flightOps, type ApiDefinition, type ProjectDefinition } from '../../sandbox';

const properties = (...names: Array<[string, Record<string, unknown>]>) =>
	Object.fromEntries(
		names.map(([name, schema]) => [name, { description: `The ${name}`, ...schema }]),
	);

/** Takes a value of every type, as JSON, so that the log of requests shows what was sent. */
const takesAll: ApiDefinition = {
	name: 'takes all',
	openapi: {
		request_schema: {
			type: 'object',
			properties: properties(
				['text', { type: 'string' }],
				['code', { type: 'string', pattern: "[A-Z' ]+" }],
				['kind', { type: 'string', enum: ["it's late", 'on time'] }],
				['tags', { type: 'array', items: { type: 'string' } }],
				['kinds', { type: 'array', items: { type: 'string', enum: ["it's late", 'on time'] } }],
				['filter', { type: 'object' }],
				['count', { type: 'integer' }],
				['share', { type: 'number' }],
				['late', { type: 'boolean' }],
				['day', { type: 'string', format: 'date' }],
			),
		},
	},
	resolver: { kind: 'sql', sql: 'SELECT 1 AS n' },
};

/** As many rows as asked for, each of as many characters. */
const counted: ApiDefinition = {
	name: 'counted',
	openapi: {
		parameters: [
			{ name: 'of', in: 'query', required: true, schema: { type: 'integer' } },
			{ name: 'chars', in: 'query', schema: { type: 'integer' } },
			{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 1000 } },
			{ name: 'offset', in: 'query', schema: { type: 'integer' } },
		],
	},
	resolver: {
		kind: 'sql',
		sql: ({ of, chars = '1', limit = '50', offset = '0' }) =>
			`SELECT n, repeat('x', ${String(chars)}::INTEGER) AS text
			 FROM range(${String(of)}) r(n) ORDER BY n LIMIT ${String(limit)} OFFSET ${String(offset)}`,
	},
};

/** Gives five rows at a time, and nobody can ask for the next five. */
const fiveAtMost: ApiDefinition = {
	name: 'five-at-most',
	openapi: {
		parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 5 } }],
	},
	resolver: {
		kind: 'sql',
		sql: ({ limit = '5' }) => `SELECT n FROM range(30) r(n) ORDER BY n LIMIT ${String(limit)}`,
	},
};

/** The project that people see, and APIs that show what an agent can do to one. */
export function agentApis(...more: ApiDefinition[]): ProjectDefinition {
	const shown = flightOps();
	return { ...shown, apis: [...shown.apis, takesAll, counted, fiveAtMost, ...more] };
}
