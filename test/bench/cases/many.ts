import type { INodeParameters } from 'n8n-workflow';

import { checkRows } from '../contenders/checks';
import type { Batching, Checked, Place, Work } from '../contenders/contender';
import { bareForEach } from '../contenders/bare';
import { atATime, floor, get } from '../contenders/floor';
import { batches, httpRequest, httpRequestNode } from '../contenders/httpRequest';
import { rill } from '../contenders/rill';
import { apiUrl, tokenUrl } from '../contenders/urls';
import { jsonOf } from '../contenders/workflow';
import { engine, type BenchCase, type Size } from './case';

type Row = Record<string, unknown>;

/** What the server of these cases bears. */
export const ALLOWED = 10;
export const THINK_MS = 50;

/**
 * Batches that somebody might try, by the time that they allow for each item. Small ones bear a
 * machine that stutters better than large ones do.
 */
const BATCHES: Batching[] = [
	...[4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 50].map((interval) => ({ size: 1, interval })),
	...[55, 60, 65, 70, 75, 80, 90, 100, 125, 150, 200].map((interval) => ({ size: 10, interval })),
].sort((a, b) => a.interval / a.size - b.interval / b.size);

const NOBODY = 'the credential';

const ATTRIBUTES = '={{ JSON.stringify({ user: $json.user }) }}';

/** Input items: each has a key to ask about, and perhaps a user who asks. */
export interface Items {
	count: number;
	/** How many different keys. */
	keys: number;
	users?: number;
	/** Users have other names in each run, so that no token is left from the run before. */
	run?: number;
}

export const keyOf = ({ keys }: Items, index: number) => String(index % keys);
const userOf = ({ users = 1, run = 0 }: Items, index: number) => `user-${run}-${index % users}`;

export const inEachRun =
	(items: Items, work: (items: Items) => Work): Work =>
	async (place) =>
		await work({ ...items, run: place.run })(place);

export const inputItems = (items: Items) =>
	Array.from({ length: items.count }, (_, index) => ({
		key: keyOf(items, index),
		...(items.users === undefined ? {} : { user: userOf(items, index) }),
	}));

/** Whether every item has the row that it asked for, as who it asked. */
function check(items: Items, rows: Row[]): Checked {
	const failed = rows.filter((row) => row.error !== undefined).length;
	return checkRows(
		rows.filter((row) => row.error === undefined),
		items.count,
		(index) => ({
			key: keyOf(items, index),
			seen_by: items.users === undefined ? NOBODY : userOf(items, index),
		}),
		failed,
	);
}

export function rillForEach(items: Items, concurrent: number, more: INodeParameters = {}) {
	return rill(
		{
			api: 'one',
			values: { key: '={{ $json.key }}' },
			more: { options: { concurrentRequests: concurrent }, ...more },
			items: inputItems(items),
		},
		(found) => check(items, jsonOf(found)),
	);
}

/** Undefined batches: all items at once. */
export function httpForEach(
	items: Items,
	batchingOf: (place: Place) => Batching | undefined = ({ batching }) => batching,
) {
	return httpRequest(
		(place) => {
			const batching = batchingOf(place);
			return [
				httpRequestNode('HTTP Request', {
					url: apiUrl(place.url, 'one'),
					query: { key: '={{ $json.key }}' },
					options: batching ? batches(batching) : {},
					goesOn: true,
				}),
			];
		},
		(found) => check(items, jsonOf(found)),
		inputItems(items),
	);
}

/** What n8n's expressions and its helper cost by themselves. */
function bareOf(items: Items): Work {
	return bareForEach(
		{
			concurrent: ALLOWED,
			key: '={{ $json.key }}',
			...(items.users === undefined ? {} : { attributes: ATTRIBUTES }),
		},
		inputItems(items),
		(found) => check(items, jsonOf(found)),
	);
}

export function floorForEach(items: Items, concurrent: number) {
	return floor(
		async (url) =>
			(
				await atATime(items.count, concurrent, async (index) => {
					return await get(apiUrl(url, 'one'), { query: { key: keyOf(items, index) } });
				})
			).flat() as Row[],
		(rows) => check(items, rows),
	);
}

const RUN_AS: INodeParameters = {
	runAs: 'attributes',
	attributesMode: 'json',
	attributesJson: ATTRIBUTES,
};

export const rillAsUsers = (items: Items): Work => rillForEach(items, ALLOWED, RUN_AS);

/** One node that has tokens issued, one that calls with them. */
function httpAsUsers(items: Items) {
	return httpRequest(
		({ url, batching }) => [
			httpRequestNode('Token', {
				url: tokenUrl(url),
				body: '={{ { "attributes": { "user": $json.user } } }}',
				options: batching ? batches(batching) : {},
				goesOn: true,
			}),
			httpRequestNode('Call', {
				url: apiUrl(url, 'one'),
				query: { key: "={{ $('Input').item.json.key }}" },
				authorization: '=Bearer {{ $json.accessToken }}',
				options: batching ? batches(batching) : {},
				goesOn: true,
			}),
		],
		(found) => check(items, jsonOf(found)),
		inputItems(items),
	);
}

/** As many tokens as users, as many calls as items. */
function floorAsUsers(items: Items) {
	const { users = 1 } = items;
	return floor(
		async (url) => {
			const tokens = await atATime(users, ALLOWED, async (index) => {
				const body = { attributes: { user: userOf(items, index) } };
				const { accessToken } = (await get(tokenUrl(url), { body })) as { accessToken: string };
				return accessToken;
			});
			const rows = await atATime(items.count, ALLOWED, async (index) => {
				const query = { key: keyOf(items, index) };
				return await get(apiUrl(url, 'one'), { query, token: tokens[index % users] });
			});
			return rows.flat() as Row[];
		},
		(rows) => check(items, rows),
	);
}

const peer = (atMost: number) => ({ against: 'httpRequest', atMost });

/** Many input items, against a server that bears ten calls at a time. */
export function manyCases(size: Size): BenchCase[] {
	const isFull = size === 'full';
	const count = isFull ? 1_000 : 100;
	const users = isFull ? 50 : 10;
	const few = isFull ? 20 : 5;
	const distinct: Items = { count, keys: count };
	const shared: Items = { count, keys: few };
	const asUsers: Items = { count, keys: count, users };
	const perUser: Items = { count, keys: 1, users };
	const all = count.toLocaleString('en');
	const base = {
		group: 'many' as const,
		server: { thinkMs: THINK_MS, allows: ALLOWED },
		rounds: isFull ? 5 : 1,
		warmUps: isFull ? 1 : 0,
		batches: { of: 'httpRequest', from: isFull ? BATCHES : [{ size: 1, interval: 50 }] },
	};
	return [
		{
			...base,
			id: 'items',
			title: `${all} items, distinct arguments`,
			contenders: {
				rill: rillForEach(distinct, ALLOWED),
				httpRequest: httpForEach(distinct),
				floor: floorForEach(distinct, ALLOWED),
				bare: bareOf(distinct),
			},
			idealMs: (count * THINK_MS) / ALLOWED,
			targets: [peer(0.6), { against: 'floor' }, engine, { against: 'ideal', atMost: 1.15 }],
			whyNot:
				"The fastest batches that lose nothing come so near to what the server allows that six tenths of their time would be less than the server alone needs; finding them took tries with lost calls, which the node does without. Above the ideal is what n8n's helper costs for each call, an agent and a connection of its own: meanwhile a place at the server stays empty.",
		},
		{
			...base,
			id: 'items-alike',
			title: `${all} items, ${few} distinct calls`,
			contenders: {
				rill: rillForEach(shared, ALLOWED),
				httpRequest: httpForEach(shared),
			},
			targets: [peer(0.1)],
		},
		{
			...base,
			id: 'users',
			title: `${all} items as ${users} users (Run As), distinct arguments`,
			contenders: {
				rill: inEachRun(asUsers, rillAsUsers),
				httpRequest: inEachRun(asUsers, httpAsUsers),
				floor: inEachRun(asUsers, floorAsUsers),
				bare: inEachRun(asUsers, bareOf),
			},
			targets: [peer(0.2), { against: 'floor', atMost: 1.3 }, engine],
			whyNot:
				"HTTP Request asks twice for each item, and its batches come so near to what the server allows that half of its time is all that there is to save. With tokens shared, what the node takes is the server's time for the calls, and a tenth.",
		},
		{
			...base,
			id: 'users-alike',
			title: `${all} items as ${users} users (Run As), one call for each user`,
			contenders: {
				rill: inEachRun(perUser, rillAsUsers),
				httpRequest: inEachRun(perUser, httpAsUsers),
				floor: inEachRun({ ...perUser, count: users }, floorAsUsers),
				bare: inEachRun(perUser, bareOf),
			},
			targets: [peer(0.2), { against: 'floor', atMost: 1.3 }, engine],
			whyNot: `The floor asks ${2 * users} times and is done. Most of what comes on top is n8n's own, as Bare shows: the expressions of ${all} items, each of which sets n8n's whole sandbox up.`,
		},
	];
}

/** What becomes of 1,000 items, by the way in which they are sent. */
export function mannersCase(size: Size): BenchCase[] {
	if (size === 'quick') return [];
	const items: Items = { count: 1_000, keys: 1_000 };
	const contenders = {
		rill: rillForEach(items, ALLOWED),
		rillByDefault: rillForEach(items, 5),
		httpRequest: httpForEach(items),
		httpBatched100: httpForEach(items, () => ({ size: ALLOWED, interval: 100 })),
		httpAtOnce: httpForEach(items, () => undefined),
		floor: floorForEach(items, ALLOWED),
	};
	return [
		{
			id: 'manners',
			title: '1,000 items, distinct arguments',
			group: 'manners',
			server: { thinkMs: THINK_MS, allows: ALLOWED },
			contenders,
			idealMs: (1_000 * THINK_MS) / ALLOWED,
			targets: [{ against: 'ideal' }],
			rounds: 3,
			warmUps: 1,
			batches: { of: 'httpRequest', from: BATCHES },
			mayFail: ['httpAtOnce', 'httpBatched100'],
		},
	];
}
