import type { FaultKind, RequestKind } from './faultKinds';
import { isObject } from './json';

const requestKinds: Record<RequestKind, true> = {
	api: true,
	spec: true,
	credentials: true,
	iframe: true,
	project: true,
	resources: true,
	trigger: true,
	other: true,
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isHeader = (value: unknown): boolean => isText(value) && /^[\t -~]*$/.test(value);
const isNumber = (value: unknown): value is number =>
	typeof value === 'number' && Number.isFinite(value);
const isWhole = (value: unknown): value is number => isNumber(value) && Number.isInteger(value);

/** What a field may hold, by what it is called in the table below. */
const fits = {
	amount: (value: unknown) => isNumber(value) && value >= 0,
	count: (value: unknown) => isWhole(value) && value >= 0,
	'count from 1': (value: unknown) => isWhole(value) && value >= 1,
	'status from 200 to 599': (value: unknown) => isWhole(value) && value >= 200 && value <= 599,
	text: isText,
	'header text': isHeader,
	'list of texts': (value: unknown) => Array.isArray(value) && value.every(isText),
	'object of texts': (value: unknown) => isObject(value) && Object.values(value).every(isText),
	'object of header texts': (value: unknown) =>
		isObject(value) && Object.values(value).every(isHeader),
	object: isObject,
	'kind of request': (value: unknown) => isText(value) && Object.hasOwn(requestKinds, value),
};

type Type = keyof typeof fits;

interface Fields {
	needs?: Record<string, Type>;
	takes?: Record<string, Type>;
}

const fieldsOf: Record<FaultKind['fault'], Fields> = {
	latency: { needs: { milliseconds: 'amount' }, takes: { jitter: 'amount' } },
	rateLimited: { takes: { delay: 'text', retryAfter: 'header text' } },
	atMost: { needs: { inFlight: 'count' }, takes: { delay: 'text' } },
	runtimeDown: {},
	waking: {
		takes: { unreachable: 'count', unparsed: 'count', empty: 'count', partly: 'count' },
	},
	status: {
		needs: { status: 'status from 200 to 599' },
		takes: { body: 'text', contentType: 'header text', headers: 'object of header texts' },
	},
	html: { takes: { status: 'status from 200 to 599' } },
	redirect: { needs: { location: 'header text' }, takes: { status: 'status from 200 to 599' } },
	resetBeforeHeaders: {},
	resetInBody: { takes: { afterBytes: 'count' } },
	silence: {},
	truncatedJson: { takes: { atBytes: 'count' } },
	wrongContentType: { needs: { contentType: 'header text' } },
	drip: { needs: { bytes: 'count from 1', everyMilliseconds: 'amount' } },
	changedSpec: {
		takes: { removed: 'list of texts', renamed: 'object of texts', operations: 'object' },
	},
	ignoredOffset: {},
	rowLimit: { needs: { rows: 'count' } },
};

const reach: Record<string, Type> = {
	count: 'count',
	after: 'count',
	path: 'text',
	kind: 'kind of request',
};

const isFaultName = (name: string): name is FaultKind['fault'] => Object.hasOwn(fieldsOf, name);

const named = (fields: Record<string, Type>): string =>
	Object.entries(fields)
		.map(([name, type]) => `${name} (${type})`)
		.join(', ');

/** Why something is no fault, with the names that are known; nothing if it is one. */
export function whyNoFault(value: unknown): string | undefined {
	if (!isObject(value) || !isText(value.fault)) return 'start takes an object with a fault';
	const { fault, ...given } = value;
	if (!isFaultName(fault)) {
		return `unknown fault ${fault}; known are ${Object.keys(fieldsOf).join(', ')}`;
	}
	const { needs = {}, takes = {} } = fieldsOf[fault];
	const known = { ...needs, ...takes, ...reach };
	const types = new Map(Object.entries(known));
	const missing = Object.keys(needs).find((name) => given[name] === undefined);
	if (missing !== undefined) return `${fault} needs ${missing}; it takes ${named(known)}`;
	for (const [name, held] of Object.entries(given)) {
		const type = types.get(name);
		if (type === undefined) return `${fault} has no field ${name}; it takes ${named(known)}`;
		if (held !== undefined && !fits[type](held)) {
			return `${name} of ${fault} takes a ${type}, not ${JSON.stringify(held)}`;
		}
	}
	return undefined;
}
