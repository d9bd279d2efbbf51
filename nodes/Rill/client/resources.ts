import { resourcesUrl } from './address';
import { ask } from './ask';
import { notFromRill, RillError } from './errors';
import { parseJson } from './json';
import { compareNames } from './nameOrder';
import { asList, asRecord, asText, member, type Json } from './schema';
import type { RillConnection } from './transport';

/** A dimension or a measure of a metrics view. */
export interface MetricsField {
	name: string;
	/** As people see it in Rill; empty if it has none. */
	title: string;
	description: string;
	/** What the values are, as far as a condition on them has to know. */
	type: 'number' | 'boolean' | 'other';
}

/** What can be asked of a metrics view. */
export interface MetricsView {
	name: string;
	title: string;
	/** Empty if the view knows no time. */
	timeDimension: string;
	/** 1 is Monday, 7 Sunday. */
	firstDayOfWeek: number;
	/** 1 is January. */
	firstMonthOfYear: number;
	dimensions: MetricsField[];
	measures: MetricsField[];
	/** Rill's words on why the view cannot be asked anything now. */
	problem?: string;
}

/** A page of charts that can be embedded, whatever it is called in Rill. */
export interface Dashboard {
	name: string;
	title: string;
}

/** Rill's two kinds of dashboards: of one metrics view, and put together by hand. */
export type DashboardKind = 'explore' | 'canvas';

/** Against a server that always names a next page. */
const MAX_PAGES = 50;

/**
 * The metrics views that the token may see, by name.
 *
 * @throws RillError
 */
export async function fetchMetricsViews(connection: RillConnection): Promise<MetricsView[]> {
	const resources = await fetchResources(connection, 'MetricsView', 'list the metrics views');
	return resources.map((resource) => readMetricsView(resource)).sort(byName);
}

const RESOURCE_KIND = { explore: 'Explore', canvas: 'Canvas' };

/**
 * The dashboards of a kind that the token may see, by name.
 *
 * @throws RillError
 */
export async function fetchDashboards(
	connection: RillConnection,
	kind: DashboardKind,
): Promise<Dashboard[]> {
	const resources = await fetchResources(connection, RESOURCE_KIND[kind], 'list the dashboards');
	return resources
		.map((resource) => ({
			name: nameOf(resource),
			title: asText(asRecord(asRecord(resource[kind])?.spec)?.displayName),
		}))
		.sort(byName);
}

function byName(a: { name: string }, b: { name: string }): number {
	return compareNames(a.name, b.name);
}

type Fields = Record<string, Json>;

async function fetchResources(
	connection: RillConnection,
	kind: string,
	task: string,
): Promise<Fields[]> {
	const found: Fields[][] = [];
	let pageToken = '';
	for (let page = 0; page < MAX_PAGES; page++) {
		const { resources, nextPageToken } = await ask(
			connection,
			{
				method: 'GET',
				url: resourcesUrl(connection.address, kind, pageToken),
				headers: { accept: 'application/json' },
			},
			{ task },
			({ body }) => parseList(body),
		);
		found.push(
			asList(resources)
				.map(asRecord)
				.filter((resource) => resource !== undefined),
		);
		pageToken = asText(nextPageToken);
		if (pageToken === '') return found.flat().filter((resource) => nameOf(resource) !== '');
	}
	throw new RillError(
		'unexpected',
		`Rill could not ${task}: its list has not come to an end after ${MAX_PAGES} pages`,
		'Run it again later. If it stays so, report it to whoever runs this Rill.',
	);
}

function parseList(text: string): Fields {
	const answer = asRecord(parseJson(text));
	if (answer && Array.isArray(answer.resources)) return answer;
	throw notFromRill("The answer is not a list of the project's resources", text);
}

function nameOf(resource: Fields): string {
	return asText(asRecord(asRecord(resource.meta)?.name)?.name);
}

/** What Rill has checked counts (`validSpec`); what is written may name columns that do not exist. */
function readMetricsView(resource: Fields): MetricsView {
	const view = asRecord(resource.metricsView);
	const valid = asRecord(member(asRecord(view?.state), 'validSpec'));
	const spec = valid ?? asRecord(view?.spec) ?? {};
	const problem = asText(asRecord(resource.meta)?.reconcileError);
	return {
		name: nameOf(resource),
		title: asText(spec.displayName),
		timeDimension: asText(spec.timeDimension),
		firstDayOfWeek: firstOf(spec.firstDayOfWeek, 7),
		firstMonthOfYear: firstOf(spec.firstMonthOfYear, 12),
		dimensions: readFields(spec.dimensions),
		measures: readFields(spec.measures),
		...(valid ? {} : { problem: problem === '' ? 'Rill has not checked it yet' : problem }),
	};
}

/** Rill writes 0 where the view says nothing, and begins with Monday and January then. */
function firstOf(value: Json, last: number): number {
	return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= last ? Number(value) : 1;
}

function readFields(list: Json): MetricsField[] {
	return asList(list).flatMap((entry) => {
		const field = asRecord(entry);
		const name = asText(field?.name);
		if (!field || name === '') return [];
		return [
			{
				name,
				title: asText(field.displayName),
				description: asText(field.description),
				type: readType(asText(asRecord(field.dataType)?.code)),
			},
		];
	});
}

/** `CODE_INT64`, `CODE_FLOAT32`, `CODE_DECIMAL`, `CODE_BOOL`, ... */
function readType(code: string): MetricsField['type'] {
	if (/^CODE_(U?INT\d+|FLOAT\d+|DECIMAL)$/.test(code)) return 'number';
	return code === 'CODE_BOOL' ? 'boolean' : 'other';
}
