import { checkTable } from '../contenders/checks';
import type { Work } from '../contenders/contender';
import { pickApi } from '../contenders/editor';
import { rill } from '../contenders/rill';
import { jsonOf } from '../contenders/workflow';
import { wholeAnswer } from './calls';
import type { BenchCase, Size } from './case';
import { inEachRun, rillAsUsers, rillForEach } from './many';

/** Ten times as much may take a little more than ten times as long. */
const AT_MOST = 11;

/** A result in so many pages of a thousand rows, its last row being a full page's last. */
function inPages(pages: number): Work {
	const of = pages * 1_000;
	return rill(
		{
			api: 'small-pages',
			values: { of },
			more: { options: { maxRows: of } },
		},
		(items) => checkTable(jsonOf(items), of),
	);
}

/** The node against itself: the same job, and ten times as much of it. */
export function growthCases(size: Size): BenchCase[] {
	const isFull = size === 'full';
	const grown = (
		id: string,
		title: string,
		work: (amount: number) => Work,
		[small, large]: [number, number],
	): BenchCase => ({
		id: `growth-${id}`,
		title: `${title}: ${large.toLocaleString('en')} against ${small.toLocaleString('en')}`,
		group: 'growth',
		server: {},
		contenders: { rill: work(large), tenth: work(small) },
		targets: [{ against: 'tenth', atMost: AT_MOST }],
		rounds: isFull ? 15 : 1,
		warmUps: isFull ? 3 : 0,
	});
	const amounts: [number, number] = isFull ? [100, 1_000] : [10, 100];
	const rows: [number, number] = isFull ? [15_000, 150_000] : [1_000, 10_000];
	const pages: [number, number] = isFull ? [10, 100] : [2, 20];
	const users: [number, number] = isFull ? [10, 100] : [2, 20];
	return [
		grown('rows', 'rows', (count) => wholeAnswer(count).rill, rows),
		grown('pages', 'pages', inPages, pages),
		grown('items', 'items', (count) => rillForEach({ count, keys: count }, 10), amounts),
		grown(
			'users',
			'users, each with an item',
			(count) => inEachRun({ count, keys: count, users: count }, rillAsUsers),
			users,
		),
		...growthOfApis(isFull),
	];
}

/** The spec is the server's, so that each of the two has a server of its own. */
function growthOfApis(isFull: boolean): BenchCase[] {
	const [small, large] = isFull ? [50, 500] : [5, 50];
	return [
		{
			id: 'growth-apis',
			title: `APIs in the list: ${large} against ${small}`,
			group: 'growth',
			server: { moreApis: large },
			servers: { tenth: { moreApis: small } },
			contenders: { rill: pickApi(large), tenth: pickApi(small) },
			targets: [{ against: 'tenth', atMost: AT_MOST }],
			rounds: isFull ? 15 : 1,
			warmUps: isFull ? 3 : 0,
		},
	];
}
