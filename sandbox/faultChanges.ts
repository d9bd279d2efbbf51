import { httpError } from './runtime/answers';
import { json } from './runtime/go';
import { kindOf, type ActiveFault, type Delivered, type FaultKind } from './faultKinds';
import type { RillAnswer, RillRequest } from './http';
import { isObject, parsed } from './json';

/** A request as Rill gets to see it, or what Rill then answers without running anything. */
export interface Altered {
	request: RillRequest;
	refused?: RillAnswer;
}

type ChangedSpec = Extract<FaultKind, { fault: 'changedSpec' }>;

const apiPath = /^(.*\/api\/)(.+)$/s;

function withoutOffset(request: RillRequest): RillRequest {
	const query = request.query
		.split('&')
		.filter((pair) => !/^offset(=|$)/.test(pair))
		.join('&');
	const body = parsed(request.body.toString());
	if (!isObject(body) || !('offset' in body)) return { ...request, query };
	const rest = { ...body };
	delete rest.offset;
	return { ...request, query, body: Buffer.from(JSON.stringify(rest)) };
}

function decoded(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}

function underOldName({ removed = [], renamed = {} }: ChangedSpec, request: RillRequest): Altered {
	const [, before, encoded] = apiPath.exec(request.path) ?? [];
	if (before === undefined || encoded === undefined) return { request };
	const name = decoded(encoded);
	// Nothing to rename: Rill refuses such a path by itself.
	if (name === undefined) return { request };
	const old = Object.entries(renamed).find(([, now]) => now === name)?.[0];
	if (old !== undefined) return { request: { ...request, path: before + encodeURIComponent(old) } };
	return removed.includes(name) || Object.hasOwn(renamed, name)
		? { request, refused: httpError(404, `api with name "${name}" not found`) }
		: { request };
}

/** What a fault changes in a request before Rill sees it. */
export function alterRequest(altered: Altered, { fault }: ActiveFault): Altered {
	const { request, refused } = altered;
	if (refused || kindOf(request.path) !== 'api') return altered;
	if (fault.fault === 'ignoredOffset') return { request: withoutOffset(request) };
	return fault.fault === 'changedSpec' ? underOldName(fault, request) : altered;
}

function changeSpec(fault: ChangedSpec, answer: RillAnswer): RillAnswer {
	const spec = parsed(answer.body);
	if (answer.status !== 200 || !isObject(spec) || !isObject(spec.paths)) return answer;
	const paths = new Map(Object.entries(spec.paths));
	for (const name of fault.removed ?? []) paths.delete(`/${name}`);
	for (const [old, now] of Object.entries(fault.renamed ?? {})) {
		paths.set(`/${now}`, paths.get(`/${old}`) ?? {});
		paths.delete(`/${old}`);
	}
	for (const [name, item] of Object.entries(fault.operations ?? {})) paths.set(`/${name}`, item);
	const sorted = [...paths].sort(([a], [b]) => (a < b ? -1 : 1));
	return { ...answer, body: json({ ...spec, paths: Object.fromEntries(sorted) }) };
}

function capRows(rows: number, answer: RillAnswer): RillAnswer {
	const found = parsed(answer.body);
	return Array.isArray(found) && found.length > rows
		? httpError(400, `result cap exceeded: returned more than ${rows} rows`)
		: answer;
}

/** What a fault changes in Rill's answer, or in the way it reaches the client. */
export function alterAnswer(delivered: Delivered, { fault }: ActiveFault, kind: string): Delivered {
	const { answer } = delivered;
	const { body, headers } = answer;
	switch (fault.fault) {
		case 'truncatedJson': {
			const bytes = Buffer.from(body);
			const cut = bytes.subarray(0, fault.atBytes ?? Math.floor(bytes.length / 2)).toString();
			return { ...delivered, answer: { ...answer, body: cut } };
		}
		case 'wrongContentType': {
			const changed = { ...headers, 'content-type': fault.contentType };
			return { ...delivered, answer: { ...answer, headers: changed } };
		}
		case 'changedSpec':
			return kind === 'spec' ? { ...delivered, answer: changeSpec(fault, answer) } : delivered;
		case 'rowLimit':
			return kind === 'api' ? { ...delivered, answer: capRows(fault.rows, answer) } : delivered;
		case 'resetInBody':
			return { ...delivered, delivery: { how: 'resetInBody', afterBytes: fault.afterBytes } };
		case 'drip': {
			const { bytes, everyMilliseconds } = fault;
			return { ...delivered, delivery: { how: 'drip', bytes, everyMilliseconds } };
		}
		default:
			return delivered;
	}
}
