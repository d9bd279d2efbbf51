import { ask } from '../../nodes/Rill/client/ask';
import { callApi } from '../../nodes/Rill/client/calls';
import { issueEmbed } from '../../nodes/Rill/client/embed';
import { RillError } from '../../nodes/Rill/client/errors';
import { fetchMetricsViews } from '../../nodes/Rill/client/resources';
import { fetchSpec, readApis } from '../../nodes/Rill/client/spec';
import { issueToken, type EphemeralToken } from '../../nodes/Rill/client/tokens';
import { exchangesOf, groupsOf, type Exchange, type Part } from './support/exchange';
import { knownError, wordsOf } from './support/knownErrors';
import { lost, parseLiterally } from './support/literalJson';
import {
	answerOf,
	pathOf,
	recordedConnection,
	tokenOf,
	wayOf,
	type Way,
} from './support/recordedConnection';

/**
 * The client reads what Rill really said: each recorded answer goes through it from its text on. What
 * comes out is held against rules and against a reader of JSON that shares nothing with the client.
 */

/** Which of the things that Rill said of a token are something else after the client has read it. */
function changed(token: EphemeralToken, said: Record<string, unknown>): string[] {
	const read = new Map<string, unknown>(Object.entries(token));
	return Object.entries(said)
		.filter(([name, value]) => read.get(name) !== value)
		.map(([name]) => `${name} is another`);
}

type Named = { name: string };

/** A resource as Rill lists it, as far as the client reads it. */
interface ListedResource {
	meta: { name: Named };
	metricsView?: {
		state: { validSpec: { dimensions: Named[]; measures: Named[] } | null };
	};
}

/** Views by their names, with those of their fields. */
function fieldNames(
	views: Array<{ name: string; dimensions: Named[]; measures: Named[] }>,
): Array<Record<string, unknown>> {
	return views
		.map(({ name, dimensions, measures }) => ({
			name,
			fields: [...dimensions, ...measures].map((field) => field.name),
		}))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Makes a recorded request through the client, and says in what its result differs from the text. */
const read: Record<Way, (exchange: Exchange) => Promise<string[]>> = {
	call: async (exchange) => {
		const { body } = answerOf(exchange);
		const name = /\/api\/(.+)$/.exec(pathOf(exchange))?.[1] ?? '';
		const { rows, text } = await callApi(recordedConnection(exchange), {
			api: { name, summary: '', method: 'GET', arguments: [], columns: [], builtIn: false },
			arguments: new Map(),
		});
		return [...lost(rows, parseLiterally(body)), ...lost(text, body, 'text')];
	},

	spec: async (exchange) => {
		const document = await fetchSpec(recordedConnection(exchange));
		const said = parseLiterally(answerOf(exchange).body);
		const paths = said instanceof Map ? said.get('paths') : undefined;
		const names = paths instanceof Map ? [...paths.keys()].map((path) => path.slice(1)) : [];
		const found = readApis(document).map(({ name }) => name);
		// Its address is that of the spec, so nobody can call it.
		const callable = names.filter((name) => name !== 'openapi');
		return [...lost(document, said), ...lost(found.sort(), callable.sort(), 'names')];
	},

	token: async (exchange) => {
		const issued = await issueToken(recordedConnection(exchange), {
			identity: { kind: 'attributes', attributes: { airport: 'ORD' } },
		});
		const { jwt, ...said }: Record<string, unknown> = JSON.parse(answerOf(exchange).body);
		return changed(issued, jwt === undefined ? said : { accessToken: jwt });
	},

	embed: async (exchange) => {
		const { url, token } = await issueEmbed(recordedConnection(exchange), {
			identity: { kind: 'attributes', attributes: { airport: 'ORD' } },
			dashboard: { kind: 'explore', name: 'flight_delays' },
			navigation: false,
		});
		const { iframeSrc, ...said }: Record<string, unknown> = JSON.parse(answerOf(exchange).body);
		return [...changed(token, said), ...(url === iframeSrc ? [] : ['the address is another'])];
	},

	resources: async (exchange) => {
		const found = await fetchMetricsViews(recordedConnection(exchange));
		const { resources }: { resources: ListedResource[] } = JSON.parse(answerOf(exchange).body);
		const said = resources.map(({ meta, metricsView }) => {
			const { dimensions = [], measures = [] } = metricsView?.state.validSpec ?? {};
			return { name: meta.name.name, dimensions, measures };
		});
		const read = found.map(({ name, dimensions, measures }) => ({ name, dimensions, measures }));
		return lost(fieldNames(read), parseLiterally(JSON.stringify(fieldNames(said))));
	},

	question: async (exchange) => {
		const url = `https://api.rilldata.com${pathOf(exchange)}`;
		const { body } = await ask(
			recordedConnection(exchange),
			{ method: 'POST', url, headers: {} },
			{ task: 'do as it is told' },
			(answer) => answer,
		);
		parseLiterally(body);
		return lost(body, answerOf(exchange).body);
	},
};

async function failureOf(work: Promise<unknown>): Promise<RillError> {
	const error: unknown = await work.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof RillError) return error;
	throw new Error(`expected an error of the client, not ${String(error)}`);
}

interface Recorded {
	id: string;
	exchange: Exchange;
	way: Way;
}

/** YAML is recorded as its checksum only, and where the client itself hung up there is no answer. */
const hasAnswer = ({ response }: Exchange): boolean =>
	!(response.status === 200 && response.headers['content-type'] === 'application/yaml') &&
	!/^client gave up/.test(response.error ?? '');

const recorded = (part: Part): Recorded[] =>
	groupsOf(part)
		.flatMap((group) => exchangesOf(group, part))
		.filter(hasAnswer)
		.flatMap((exchange) => {
			const way = wayOf(exchange);
			return way === undefined ? [] : [{ id: exchange.id, exchange, way }];
		});

const isSuccess = ({ exchange }: Recorded): boolean => exchange.response.status === 200;
const isRefused = ({ exchange }: Recorded): boolean => exchange.response.status === null;

describe.each<Part>(['replay', 'reference'])('%s', (part) => {
	const all = recorded(part);
	const failed = all.filter((one) => !isSuccess(one) && !isRefused(one));

	it.each(all.filter(isSuccess))('$id is read without losing anything', async (one) => {
		expect(await read[one.way](one.exchange)).toEqual([]);
	});

	it.each(failed)('$id is an error that Rill is known for', async ({ exchange, way }) => {
		const { status, body } = answerOf(exchange);
		const known = knownError(status, body, tokenOf(exchange));
		if (!known) throw new Error(`nobody knows ${status} ${wordsOf(body)}`);
		const { kind, message, hint, details } = await failureOf(read[way](exchange));
		expect(kind).toBe(known.kind);
		expect(message).toMatch(known.message ?? /./);
		expect(hint).toMatch(known.hint ?? /./);
		// What Rill says about a query has to reach whoever can mend it, to the last line.
		if (kind === 'query') {
			for (const line of wordsOf(body).split('\n'))
				expect(`${message}\n${hint}`).toContain(line.trim());
		}
		const words = JSON.stringify({ message, hint, details });
		expect(words).not.toMatch(/rill_[a-z]{3}_\w|eyJ|canceled|undefined|\[object/);
		expect(details.status).toBe(status);
	});
});

it.each(recorded('reference').filter(isRefused))(
	'$id is a server that nothing listens at',
	async ({ exchange, way }) => {
		const { kind, hint } = await failureOf(read[way](exchange));
		expect(kind).toBe('unreachable');
		expect(hint).toContain('Is Rill Developer running');
	},
);

it('has read all that was recorded', () => {
	expect(recorded('replay').length).toBe(839);
	expect(recorded('reference').length).toBe(101);
});

describe('the reader that it is held against', () => {
	it.each(['[1,]', '{"a":1,}', '[01]', '[1] 2', '{"a":1,"a":2}', '["\n"]', '[.5]', '', '{a:1}'])(
		'refuses %j',
		(text) => {
			expect(() => parseLiterally(text)).toThrow(SyntaxError);
		},
	);

	it.each([
		['[9007199254740993]', [9007199254740992]],
		['[0.1]', [0.1000001]],
		['[-0]', [0]],
		['[1,2]', [1]],
		['[{"a":null}]', [{}]],
		['["1"]', [1]],
	])('tells %s from %j', (text, value) => {
		expect(lost(value, parseLiterally(text))).not.toEqual([]);
	});

	it.each([
		['[9007199254740993]', ['9007199254740993']],
		['[1e+21, 1.50e-7, -0]', [1e21, 1.5e-7, -0]],
		['[{"a":[true,"\\u003c"]}]', [{ a: [true, '<'] }]],
	])('takes %s for %j', (text, value) => {
		expect(lost(value, parseLiterally(text))).toEqual([]);
	});
});
