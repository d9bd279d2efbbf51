import { binaryBuffer } from '../../support/engine';
import { checkCsv, checkRows, checkTable } from '../contenders/checks';
import { everyPage, floor, get } from '../contenders/floor';
import {
	apiUrl,
	convertToCsvNode,
	httpRequest,
	httpRequestNode,
	pages,
} from '../contenders/httpRequest';
import { rill } from '../contenders/rill';
import { longId } from '../server/rows';
import type { ServerSettings } from '../server/settings';
import type { BenchCase, Size } from './case';

type Row = Record<string, unknown>;

/** Rill gives no more in one answer. */
const PAGE_ROWS = 10_000;

/** Every row of an answer as an item, by all three. */
export function wholeAnswer(rows: number): BenchCase['contenders'] {
	return {
		rill: rill(
			{ api: 'whole', values: { of: rows }, more: { options: { maxRows: rows } } },
			(execution) => checkTable(json(execution.items('Success')), rows),
		),
		httpRequest: httpRequest(
			({ url }) => [
				httpRequestNode('HTTP Request', { url: apiUrl(url, 'whole'), query: { of: rows } }),
			],
			(execution) => checkTable(json(execution.items('Success')), rows),
		),
		floor: floor(
			async (url) => (await get(apiUrl(url, 'whole'), { query: { of: rows } })) as Row[],
			(found) => checkTable(found, rows),
		),
	};
}

/** All pages of a result. */
function pagedResult(rows: number): BenchCase['contenders'] {
	return {
		rill: rill(
			{ api: 'paged', values: { of: rows }, more: { options: { maxRows: rows } } },
			(execution) => checkTable(json(execution.items('Success')), rows),
		),
		httpRequest: httpRequest(
			({ url }) => [
				httpRequestNode('HTTP Request', {
					url: apiUrl(url, 'paged'),
					query: { of: rows },
					options: pages(PAGE_ROWS),
				}),
			],
			(execution) => checkTable(json(execution.items('Success')), rows),
		),
		floor: floor(
			async (url) => await everyPage(apiUrl(url, 'paged'), PAGE_ROWS, { of: rows }),
			(found) => checkTable(found, rows),
		),
	};
}

const json = (items: Array<{ json: Row }>): Row[] => items.map((item) => item.json);

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

function csvFile(rows: number): BenchCase['contenders'] {
	return {
		rill: rill(
			{
				api: 'paged',
				values: { of: rows },
				more: { output: 'file', options: { maxRows: rows } },
			},
			async (execution) => checkCsv(await binaryBuffer(execution.items('Success')[0]), rows),
		),
		httpRequest: httpRequest(
			({ url }) => [
				httpRequestNode('HTTP Request', {
					url: apiUrl(url, 'paged'),
					query: { of: rows },
					options: pages(PAGE_ROWS),
				}),
				convertToCsvNode('Convert to File'),
			],
			async (execution) => checkCsv(await binaryBuffer(execution.items('Success')[0]), rows),
		),
	};
}

function longIntegers(rows: number): BenchCase['contenders'] {
	return {
		rill: rill(
			{ api: 'long', values: { of: rows }, more: { options: { maxRows: rows } } },
			(execution) =>
				checkRows(json(execution.items('Success')), rows, (index) => ({ id: longId(index) })),
		),
		// Rounds them, which is what it does and no problem of the case.
		httpRequest: httpRequest(
			({ url }) => [
				httpRequestNode('HTTP Request', { url: apiUrl(url, 'long'), query: { of: rows } }),
			],
			(execution) =>
				checkRows(json(execution.items('Success')), rows, (index) => ({
					id: Number(longId(index)),
				})),
		),
		floor: floor(
			async (url) => (await get(apiUrl(url, 'long'), { query: { of: rows } })) as Row[],
			(found) => checkRows(found, rows, (index) => ({ id: Number(longId(index)) })),
		),
	};
}

const peer = (atMost?: number) => ({ against: 'httpRequest', atMost });
const least = (atMost?: number) => ({ against: 'floor', atMost });

/** One call, and all pages of one result. */
export function callCases(size: Size): BenchCase[] {
	const isFull = size === 'full';
	const rounds = (count: number) => (isFull ? count : 1);
	const single = (rows: number, title: string, more: Pick<BenchCase, 'targets' | 'rounds'>) => ({
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
		single(10, 'one call, 10 rows', { targets: [peer(1.05), least()], rounds: rounds(101) }),
		single(10_000, 'one call, 10,000 rows × 10 columns', {
			targets: [peer(0.9), least(1.3)],
			rounds: rounds(31),
		}),
		single(150_000, 'one call, 150,000 rows (a server without Rill’s row cap)', {
			targets: [peer(1), least(1.2)],
			rounds: rounds(15),
		}),
		{
			...pagesCase('pages-near', 'next door (0 ms)', many, {}),
			targets: [peer(0.6), least(1.2)],
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
			warmUps: 0,
			...(isFull ? { inNewProcess: csvFile(10) } : {}),
		},
		{
			id: 'long-integers',
			title: `one call, ${long.toLocaleString('en')} rows with integers beyond 2^53 (HTTP Request rounds them)`,
			group: 'calls',
			server: {},
			contenders: longIntegers(long),
			targets: [peer(1.3), least()],
			rounds: rounds(15),
			warmUps: isFull ? 3 : 0,
		},
	];
}
