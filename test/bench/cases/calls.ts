import { binaryBuffer } from '../../support/engine';
import { bare } from '../contenders/bare';
import { checkCsv, checkRows, checkTable } from '../contenders/checks';
import { everyPage, floor, get } from '../contenders/floor';
import { convertToCsvNode, httpRequest, httpRequestNode, pages } from '../contenders/httpRequest';
import { rill } from '../contenders/rill';
import { apiUrl } from '../contenders/urls';
import { jsonOf, type ItemCheck } from '../contenders/workflow';
import { longId } from '../server/rows';
import type { ServerSettings } from '../server/settings';
import { engine, type BenchCase, type Size } from './case';

type Row = Record<string, unknown>;

/** Rill gives no more in one answer. */
const PAGE_ROWS = 10_000;

/** Every row of an API's one answer as an item. */
function oneAnswer(api: string, of: number, check: (rows: Row[]) => ReturnType<ItemCheck>) {
	return {
		rill: rill({ api, values: { of }, more: { options: { maxRows: of } } }, (items) =>
			check(jsonOf(items)),
		),
		httpRequest: httpRequest(
			({ url }) => [httpRequestNode('HTTP Request', { url: apiUrl(url, api), query: { of } })],
			(items) => check(jsonOf(items)),
		),
		floor: floor(
			async (url) => (await get(apiUrl(url, api), { query: { of } })) as Row[],
			(rows) => check(rows),
		),
	};
}

export function wholeAnswer(of: number) {
	return {
		...oneAnswer('whole', of, (rows) => checkTable(rows, of)),
		bare: bare('whole', { of: String(of) }, (items) => checkTable(jsonOf(items), of)),
	};
}

function pagedNode(url: string, of: number) {
	return httpRequestNode('HTTP Request', {
		url: apiUrl(url, 'paged'),
		query: { of },
		options: pages(PAGE_ROWS),
	});
}

/** All pages of a result. */
function pagedResult(of: number): BenchCase['contenders'] {
	const check: ItemCheck = (items) => checkTable(jsonOf(items), of);
	return {
		rill: rill({ api: 'paged', values: { of }, more: { options: { maxRows: of } } }, check),
		httpRequest: httpRequest(({ url }) => [pagedNode(url, of)], check),
		floor: floor(
			async (url) => await everyPage(apiUrl(url, 'paged'), PAGE_ROWS, { of }),
			(rows) => checkTable(rows, of),
		),
	};
}

function pagesCase(id: string, title: string, rows: number, server: ServerSettings) {
	return {
		id,
		title: `${rows.toLocaleString('en')} rows in pages of 10,000, ${title}`,
		group: 'calls' as const,
		server,
		contenders: pagedResult(rows),
		warmUps: 2,
	};
}

function csvFile(of: number): BenchCase['contenders'] {
	const check: ItemCheck = async ([item]) => checkCsv(await binaryBuffer(item), of);
	return {
		rill: rill(
			{ api: 'paged', values: { of }, more: { output: 'file', options: { maxRows: of } } },
			check,
		),
		httpRequest: httpRequest(
			({ url }) => [pagedNode(url, of), convertToCsvNode('Convert to File')],
			check,
		),
	};
}

function longIntegers(of: number): BenchCase['contenders'] {
	const exact = oneAnswer('long', of, (rows) =>
		checkRows(rows, of, (index) => ({ id: longId(index) })),
	);
	// The others round them, which is what they do and no problem of the case.
	const rounded = oneAnswer('long', of, (rows) =>
		checkRows(rows, of, (index) => ({ id: Number(longId(index)) })),
	);
	return { ...rounded, rill: exact.rill };
}

const peer = (atMost?: number) => ({ against: 'httpRequest', atMost });
const least = (atMost?: number) => ({ against: 'floor', atMost });

const ENGINE_ALONE =
	"n8n's helper copies an answer and its engine copies the items, whoever asks: that alone is what the column of Bare leaves of it.";

/** One call, and all pages of one result. */
export function callCases(size: Size): BenchCase[] {
	const isFull = size === 'full';
	const rounds = (count: number) => (isFull ? count : 1);
	const single = (
		rows: number,
		title: string,
		more: Pick<BenchCase, 'targets' | 'rounds' | 'repeats' | 'whyNot'>,
	) => ({
		id: `call-${rows}`,
		title,
		group: 'calls' as const,
		server: {},
		contenders: wholeAnswer(rows),
		warmUps: isFull ? 5 : 0,
		...more,
	});
	const many = isFull ? 200_000 : 30_000;
	const file = isFull ? 500_000 : 30_000;
	const long = isFull ? 100_000 : 10_000;
	return [
		single(10, 'one call, 10 rows', {
			targets: [peer(1.05), least(), engine],
			whyNot:
				"Some tenths of a millisecond: n8n goes through the fields of all operations, and would take a twelfth less with those of _Call_ alone; the node is ready for pages and retries that a small call does not need. It reads the project's spec as well, so that arguments are converted by what the API declares now; executions within ten seconds share one. An execution that is alone asks twice where HTTP Request asks once.",
			rounds: rounds(31),
			repeats: 10,
		}),
		single(10_000, 'one call, 10,000 rows × 10 columns', {
			targets: [peer(0.9), least(1.3), engine],
			whyNot: ENGINE_ALONE,
			rounds: rounds(31),
		}),
		single(150_000, 'one call, 150,000 rows (a server without Rill’s row cap)', {
			targets: [peer(1), least(1.2), engine],
			whyNot: `${ENGINE_ALONE} What the node adds is a look at every value, for digits that JavaScript would have rounded.`,
			rounds: rounds(15),
		}),
		{
			...pagesCase('pages-near', 'next door (0 ms)', many, {}),
			targets: [peer(0.6), least(1.2)],
			whyNot:
				'Where Rill is next door there is no wait that reading ahead could use: what is left is parsing, which each of them does on one processor.',
			rounds: rounds(11),
		},
		{
			...pagesCase('pages-20ms', '20 ms away', many, { rttMs: 20 }),
			targets: [peer(0.6), least(1.2)],
			rounds: rounds(9),
		},
		{
			...pagesCase('pages-tls-100ms', '100 ms away over TLS', many, { rttMs: 100, tls: true }),
			targets: [peer(0.5), least(1)],
			rounds: rounds(7),
		},
		{
			id: 'csv-file',
			title: `${file.toLocaleString('en')} rows to a CSV file`,
			group: 'calls',
			server: {},
			contenders: csvFile(file),
			targets: [peer(0.5)],
			rounds: rounds(3),
			// The server makes its table when it is asked for so many rows the first time.
			warmUps: isFull ? 1 : 0,
			...(isFull ? { inNewProcess: csvFile(10) } : {}),
		},
		{
			id: 'long-integers',
			title: `one call, ${long.toLocaleString('en')} rows with integers beyond 2^53 (HTTP Request rounds them)`,
			group: 'calls',
			server: {},
			contenders: longIntegers(long),
			targets: [peer(1.3), least()],
			whyNot:
				'HTTP Request gives wrong digits here. To keep them, the text is gone through once more before it is parsed.',
			rounds: rounds(15),
			warmUps: isFull ? 3 : 0,
		},
	];
}
