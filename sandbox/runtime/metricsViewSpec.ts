import type { DuckDBInstance } from '@duckdb/node-api';
import type { MetricsView } from './project';
import { evaluate } from './query';
import { accessRule } from './resourceMeta';

export type DataTypes = Map<string, { code: string; rawType: string }>;

const codes: Record<string, string> = {
	BIGINT: 'CODE_INT64',
	DOUBLE: 'CODE_FLOAT64',
	INTEGER: 'CODE_INT32',
	TIMESTAMP: 'CODE_TIMESTAMP',
	VARCHAR: 'CODE_STRING',
};

/** What DuckDB says of a view's columns. */
export async function typesOf(database: DuckDBInstance, view: MetricsView): Promise<DataTypes> {
	const columns = [
		...view.dimensions.map(({ name, column }) => `${column} AS "${name}"`),
		...view.measures.map(({ name, expression }) => `${expression} AS "${name}"`),
	];
	const described = await evaluate(
		database,
		`DESCRIBE SELECT ${columns.join(', ')} FROM ${view.model} GROUP BY ALL`,
	);
	return new Map(
		described.map(([name, rawType]) => [
			String(name),
			{ code: codes[String(rawType)] ?? 'CODE_UNSPECIFIED', rawType: String(rawType) },
		]),
	);
}

/** A view's spec as written, or, with the types of its columns, as Rill has checked it. */
export function metricsViewSpec(view: MetricsView, types?: DataTypes): Record<string, unknown> {
	const dataType = (name: string) => {
		const known = types?.get(name);
		if (!known) return null;
		const { code, rawType } = known;
		const nested = { arrayElementType: null, structType: null, mapType: null };
		return { code, nullable: true, ...nested, rawType };
	};
	const grain = (name: string) =>
		types && name === view.timeDimension ? 'TIME_GRAIN_SECOND' : 'TIME_GRAIN_UNSPECIFIED';
	const kind = (name: string) => {
		if (!types) return 'DIMENSION_TYPE_UNSPECIFIED';
		return name === view.timeDimension ? 'DIMENSION_TYPE_TIME' : 'DIMENSION_TYPE_CATEGORICAL';
	};
	return {
		parent: '',
		connector: 'duckdb',
		database: '',
		databaseSchema: '',
		table: types ? view.model : '',
		model: view.model,
		displayName: view.displayName,
		description: '',
		aiInstructions: '',
		timeDimension: view.timeDimension,
		smallestTimeGrain: grain(view.timeDimension),
		watermarkExpression: '',
		dataTimeRange: '',
		dimensions: view.dimensions.map(({ name, displayName, column }) => ({
			name,
			type: kind(name),
			displayName,
			description: '',
			tags: [],
			column,
			expression: '',
			unnest: false,
			uri: '',
			lookupTable: '',
			lookupKeyColumn: '',
			lookupValueColumn: '',
			lookupDefaultExpression: '',
			smallestTimeGrain: grain(name),
			dataType: dataType(name),
		})),
		measures: view.measures.map(({ name, displayName, expression, formatPreset = '' }) => ({
			name,
			displayName,
			description: '',
			tags: [],
			expression,
			type: 'MEASURE_TYPE_SIMPLE',
			window: null,
			perDimensions: [],
			requiredDimensions: [],
			referencedMeasures: [],
			formatPreset,
			formatD3: '',
			formatD3Locale: null,
			validPercentOfTotal: false,
			treatNullsAs: '',
			dataType: dataType(name),
			lowerIsBetter: false,
		})),
		parentDimensions: null,
		parentMeasures: null,
		annotations: [],
		securityRules: view.rowFilter
			? [
					accessRule('true'),
					{
						rowFilter: {
							conditionExpression: '',
							conditionKinds: [],
							conditionResources: [],
							sql: view.rowFilter.template,
							expression: null,
						},
					},
				]
			: [],
		firstDayOfWeek: 0,
		firstMonthOfYear: 0,
		cacheKeySql: '',
		cacheKeyTtlSeconds: '0',
		cacheTimestampsTtlSeconds: '0',
		queryAttributes: {},
		rollups: [],
		maxQueryTimeRange: '',
	};
}
