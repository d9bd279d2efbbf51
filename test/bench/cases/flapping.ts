import type { INodeExecutionData } from 'n8n-workflow';

import { checkRows } from '../contenders/checks';
import type { Batching, Checked, Work } from '../contenders/contender';
import { batches, httpRequest, httpRequestNode } from '../contenders/httpRequest';
import { rill } from '../contenders/rill';
import { apiUrl } from '../contenders/urls';
import { jsonOf } from '../contenders/workflow';
import type { BenchCase, Size } from './case';
import { ALLOWED, inputItems, keyOf, THINK_MS, type Items } from './many';

/** The settings of n8n's _Retry on Fail_, each at its maximum. */
const RETRIES = { retryOnFail: true, maxTries: 5, waitBetweenTries: 5_000 };

/** As many as the server can answer, and one batch at a time. */
const BATCHES: Batching = { size: 5, interval: 60 };

const check =
	(items: Items) =>
	(found: INodeExecutionData[]): Checked => {
		const rows = jsonOf(found);
		const answered = rows.filter(({ error }) => error === undefined);
		return checkRows(
			answered,
			items.count,
			(index) => ({ key: keyOf(items, index) }),
			rows.length - answered.length,
		);
	};

/** HTTP Request that n8n runs again: where it goes on after a failure, or where it stops. */
function httpAgain(items: Items, goesOn: boolean): Work {
	return httpRequest(
		({ url }) => [
			{
				...httpRequestNode('HTTP Request', {
					url: apiUrl(url, 'one'),
					query: { key: '={{ $json.key }}' },
					options: batches(BATCHES),
					goesOn,
				}),
				...RETRIES,
			},
		],
		check(items),
		inputItems(items),
	);
}

/** The node with its default settings. */
const rillGoingOn = (items: Items): Work =>
	rill(
		{
			api: 'one',
			values: { key: '={{ $json.key }}' },
			items: inputItems(items),
			goesOn: true,
		},
		check(items),
	);

/** A workflow that ends with an error has put out nothing. */
const orNothing =
	(work: Work, { count }: Items): Work =>
	async (place) => {
		const look = await work(place);
		const nothing: Checked = { rows: 0, failed: count, problems: [] };
		return async () =>
			await Promise.resolve(look)
				.then((see) => see())
				.catch(() => nothing);
	};

/** What becomes of items while Rill is up for three seconds and down for two, again and again. */
export function flappingCase(size: Size): BenchCase[] {
	if (size === 'quick') return [];
	const items: Items = { count: 400, keys: 400 };
	return [
		{
			id: 'flapping',
			title: '400 items while Rill comes and goes',
			group: 'flapping',
			server: { thinkMs: THINK_MS, allows: ALLOWED, upMs: 3_000, downMs: 2_000 },
			contenders: {
				rill: rillGoingOn(items),
				httpStops: orNothing(httpAgain(items, false), items),
				httpGoesOn: httpAgain(items, true),
			},
			targets: [],
			rounds: 3,
			warmUps: 0,
			mayFail: ['httpStops', 'httpGoesOn'],
		},
	];
}
