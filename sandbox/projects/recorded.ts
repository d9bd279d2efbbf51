/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import {
	goType,
	hasKey,
	isTrue,
	json,
	kindOf,
	orElse,
	text,
	type Arguments,
	type GoValue,
} from '../runtime/go';
import type {
	ApiDefinition,
	MetricsView,
	ModelDefinition,
	OpenApiBlock,
	ProjectDefinition,
	Resolver,
	Sql,
	User,
} from '../runtime/project';
import { Refusal } from '../runtime/query';

const folder = join(__dirname, '..', '..', 'test', 'contract', 'recordings', 'project');

/** YAML holds what JSON holds, so a map of a file is a map of such values. */
const isMap = (value: unknown): value is Arguments =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const quoteless = (value: string): string => value.replace(/'/g, "''");

/** Where Go's templates stop at a field: they name its last part, by line and column. */
function templateError(template: string, field: string, problem: string): Refusal {
	const before = template.slice(0, template.indexOf(field) + field.lastIndexOf('.'));
	const line = before.split('\n').length;
	const column = before.length - before.lastIndexOf('\n') - 1;
	return new Refusal(`template: :${line}:${column}: executing "" at <${field}>: ${problem}`);
}

const when = (condition: boolean, part: string): string => (condition ? part : '');

const ofUser = (user: User, name: string): GoValue | undefined => {
	const value = user?.[name];
	if (value === undefined || value === null) return undefined;
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? value
		: JSON.parse(JSON.stringify(value));
};

/** What the row policy of `flight_delays` and the API `my_flights` make of a caller. */
function ownAirport(user: User): string {
	if (isTrue(user?.admin)) return 'true';
	if (!hasKey(user ?? {}, 'airport')) return 'false';
	return `origin = '${text(ofUser(user, 'airport'))}'`;
}

/** What each template with holes makes of a call, line by line as the template has it. */
const rendered: Record<string, (template: string, args: Arguments, user: User) => string> = {
	flights: (
		_template,
		args,
	) => `SELECT flight_id, departed_at, origin, destination, origin_state, delay_minutes, distance_miles
FROM flights
WHERE true
${when(hasKey(args, 'origin'), ` AND origin = '${text(args.origin)}'`)}
${when(hasKey(args, 'destination'), ` AND destination = '${text(args.destination)}'`)}
${when(hasKey(args, 'min_delay'), ` AND delay_minutes >= ${text(args.min_delay)}`)}
${when(hasKey(args, 'from'), ` AND departed_at >= '${text(args.from)}'::DATE`)}
${when(hasKey(args, 'to'), ` AND departed_at < '${text(args.to)}'::DATE + INTERVAL 1 DAY`)}
${when(text(args.late_only) === 'true', ' AND delay_minutes > 15')}
ORDER BY flight_id
LIMIT ${hasKey(args, 'limit') ? `least(${text(args.limit)}, 1000)` : '100'}
OFFSET ${hasKey(args, 'offset') ? text(args.offset) : '0'}
`,

	search_flights: (template, args) => {
		const { origins = null, window = null } = args;
		if (origins !== null && !Array.isArray(origins)) {
			throw templateError(template, '.args.origins', `range can't iterate over ${text(origins)}`);
		}
		const list = (origins ?? []).map((origin) => `'${text(origin)}'`).join(', ');
		const windowIsThere = hasKey(args, 'window');
		if (windowIsThere && !isMap(window)) {
			throw templateError(
				template,
				'.args.window',
				`wrong type for value; expected map[string]interface {}; got ${goType(window)}`,
			);
		}
		const days = isMap(window) ? window : {};
		return `SELECT flight_id, departed_at, origin, destination, delay_minutes, distance_miles
FROM flights
WHERE origin IN (${list})
${when(hasKey(args, 'min_distance'), ` AND distance_miles >= ${text(args.min_distance)}`)}
${when(
	windowIsThere,
	`
  ${when(hasKey(days, 'from'), ` AND departed_at >= '${text(days.from)}'::DATE`)}
  ${when(hasKey(days, 'to'), ` AND departed_at < '${text(days.to)}'::DATE + INTERVAL 1 DAY`)}
`,
)}
ORDER BY ${hasKey(args, 'sort_by') ? text(args.sort_by) : 'departed_at'}${when(isTrue(args.descending), ' DESC')}, flight_id
LIMIT ${text(orElse(50, args.limit))} OFFSET ${text(orElse(0, args.offset))}
`;
	},

	delays_by_airport: (_template, args) => `SELECT origin, flights, avg_delay, late_share
FROM flight_delays
${when(hasKey(args, 'state'), ` WHERE origin_state = '${text(args.state)}'`)}
ORDER BY flights DESC, origin
${when(hasKey(args, 'limit'), `LIMIT ${text(args.limit)}`)}
`,

	my_flights: (_template, _args, user) => `SELECT
  count(*) AS flights,
  '${quoteless(json(user))}' AS user_json,
  '${text(ofUser(user, 'email'))}' AS email_text,
  '${text(ofUser(user, 'airport'))}' AS airport_text,
  ${isTrue(user?.admin)} AS is_admin
FROM flights
WHERE ${ownAirport(user)}
`,

	needs_airport: (_template, args) =>
		`SELECT flight_id, origin FROM flights WHERE origin = '${text(args.airport)}' ORDER BY flight_id LIMIT 3`,

	one_type: (_template, args) => `SELECT ${text(args.expr)} AS v`,

	echo_args: (_template, args) => `SELECT
  '${quoteless(json(args))}' AS args_json,
  '${text(args.n)}' AS n_text,
  '${kindOf(args.n)}' AS n_kind
`,

	echo_raw: (_template, args) => `SELECT ${text(args.n)} AS n`,

	slow: (_template, args) =>
		`SELECT count(*) AS n FROM range(${text(orElse(100000, args.size))}) a(i), range(${text(orElse(8000, args.inner))}) b(j) WHERE hash(a.i, b.j) % 1000003 = 7
`,

	ten_thousand: (_template, args) =>
		`SELECT flight_id FROM flights ORDER BY flight_id LIMIT ${text(orElse(10000, args.limit))}`,
};

function sqlOf(name: string, template: string): Sql {
	const render = rendered[name];
	return render ? (args, user) => render(template, args, user) : template;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function resolverOf(name: string, file: Arguments): Resolver {
	if (typeof file.sql === 'string') {
		return { kind: 'sql', sql: sqlOf(name, file.sql), template: file.sql };
	}
	if (typeof file.metrics_sql === 'string') {
		const template = file.metrics_sql;
		return { kind: 'metrics_sql', sql: sqlOf(name, template), template };
	}
	if (isMap(file.metrics)) return { kind: 'metrics', query: file.metrics };
	if (isMap(file.resource_status)) {
		return { kind: 'resource_status', properties: file.resource_status };
	}
	if (typeof file.glob === 'string') return { kind: 'glob', path: file.glob };
	return { kind: 'api', api: textOf(file.api), args: isMap(file.args) ? file.args : {} };
}

const isOpenApi = (value: unknown): value is OpenApiBlock => isMap(value);

function accessOf(security: GoValue | undefined): ApiDefinition['access'] {
	if (!isMap(security) || security.access === undefined) return undefined;
	const template = String(security.access);
	const condition = (user: User) =>
		template === '{{ .user.admin }}' ? text(ofUser(user, 'admin')) : template;
	return { template, condition };
}

function apiOf(path: string, file: Arguments): ApiDefinition {
	const plain = typeof file.name === 'string' ? file.name : basename(path, extname(path));
	const name = typeof file.namespace === 'string' ? `${file.namespace}:${plain}` : plain;
	return {
		name,
		filePath: path,
		openapi: isOpenApi(file.openapi) ? file.openapi : undefined,
		resolver: resolverOf(name, file),
		access: accessOf(file.security),
		skipNestedSecurity: file.skip_nested_security === true,
	};
}

const listOf = (value: GoValue | undefined): Arguments[] =>
	Array.isArray(value) ? value.filter(isMap) : [];

function metricsViewOf(path: string, file: Arguments): MetricsView {
	const named = listOf(file.dimensions).map((dimension) => ({
		name: textOf(dimension.name),
		displayName: textOf(dimension.display_name),
		column: textOf(dimension.column),
	}));
	const timeDimension = textOf(file.timeseries);
	const time = { name: timeDimension, displayName: 'Departed At', column: timeDimension };
	return {
		name: basename(path, extname(path)),
		displayName: textOf(file.display_name),
		model: textOf(file.model),
		timeDimension,
		filePath: path,
		dimensions: [time, ...named],
		measures: listOf(file.measures).map((measure) => ({
			name: textOf(measure.name),
			displayName: textOf(measure.display_name),
			expression: textOf(measure.expression),
			formatPreset: textOf(measure.format_preset),
		})),
		rowFilter: isMap(file.security)
			? { template: textOf(file.security.row_filter), condition: ownAirport }
			: undefined,
	};
}

/** A model's file is YAML with its SQL in it, or the SQL itself, after which it is called. */
function models(): ModelDefinition[] {
	return readdirSync(join(folder, 'models')).map((name) => {
		const text = readFileSync(join(folder, 'models', name), 'utf8');
		const file: unknown = extname(name) === '.sql' ? { sql: text } : parse(text);
		return {
			name: basename(name, extname(name)),
			filePath: `/models/${name}`,
			sql: isMap(file) ? textOf(file.sql) : '',
		};
	});
}

function filesIn(part: string): Array<{ path: string; file: Arguments }> {
	const names = readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' });
	return names
		.filter((name) => extname(name) === '.yaml')
		.map((name) => {
			const path = join(folder, part, name);
			const file: unknown = parse(readFileSync(path, 'utf8'));
			return { path: `/${relative(folder, path).split(sep).join('/')}`, file };
		})
		.flatMap(({ path, file }) => (isMap(file) ? [{ path, file }] : []));
}

/**
 * The project that Rill was recorded with, read from its own files. What those files have as templates
 * is written above as functions; everything else they say themselves.
 */
export function recorded(): ProjectDefinition {
	return {
		name: 'recorded',
		apis: filesIn('apis').map(({ path, file }) => apiOf(path, file)),
		metricsViews: filesIn('metrics').map(({ path, file }) => metricsViewOf(path, file)),
		models: models(),
	};
}
