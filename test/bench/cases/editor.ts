import { asRecord } from '../../../nodes/Rill/client/schema';
import type { Checked } from '../contenders/contender';
import { fillIn, pickApi } from '../contenders/editor';
import { floor, get } from '../contenders/floor';
import { httpRequest, httpRequestNode } from '../contenders/httpRequest';
import { apiUrl } from '../contenders/urls';
import type { BenchCase, Size } from './case';

/** The fields of every further API in the spec, in the order of its declaration. */
export const FIELDS = ['airport', 'carrier', 'from', 'late', 'limit', 'offset'];

/** Whether a spec is whole: it has the further APIs and those that cases call. */
function checkSpec(spec: unknown, apis: number): Checked {
	const paths = Object.keys(asRecord(asRecord(spec)?.paths) ?? {});
	const isWhole = paths.filter((path) => path.startsWith('/region-')).length === apis;
	return { rows: paths.length, failed: 0, problems: isWhole ? [] : ['the spec is not whole'] };
}

/** What the editor asks for while somebody fills in the node, against one fetch of the spec. */
export function editorCases(size: Size): BenchCase[] {
	const isFull = size === 'full';
	const apis = isFull ? 500 : 50;
	const oneFetch = {
		httpRequest: httpRequest(
			({ url }) => [httpRequestNode('HTTP Request', { url: apiUrl(url, 'openapi') })],
			(items) => checkSpec(items[0].json, apis),
		),
		floor: floor(
			async (url) => [{ spec: await get(apiUrl(url, 'openapi')) }],
			([{ spec }]) => checkSpec(spec, apis),
		),
	};
	const base = {
		group: 'editor' as const,
		server: { moreApis: apis },
		targets: [{ against: 'httpRequest', atMost: 1.3 }, { against: 'floor' }],
		rounds: isFull ? 31 : 1,
		warmUps: isFull ? 5 : 0,
	};
	return [
		{
			...base,
			id: 'picker',
			title: `spec of ${apis} APIs: the list of APIs`,
			contenders: { rill: pickApi(apis), ...oneFetch },
		},
		{
			...base,
			id: 'fields',
			title: `spec of ${apis} APIs: the fields of one`,
			contenders: { rill: fillIn('region-7', FIELDS), ...oneFetch },
		},
	];
}
