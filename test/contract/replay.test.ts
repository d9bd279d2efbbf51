import { startSandbox, type Sandbox } from '../../sandbox';

import { differences } from './differences';
import { differences as compare } from './support/compareCloud';
import { bodyOf, exchangesOf, send, type Exchange } from './support/exchange';
import { RuntimeReplay } from './support/runtimeReplay';

/**
 * What a real Rill Developer was asked and answered, asked again: status, the headers that carry
 * meaning and the body have to be the same. What cannot be is listed with its reason, and has to go on
 * differing, so that the list stays true.
 */

const groups = [
	'runtime-args',
	'runtime-auth',
	'runtime-builtin',
	'runtime-errors',
	'runtime-every-api',
	'runtime-flights',
	'runtime-methods',
	'runtime-openapi',
	'runtime-rowcap',
	'runtime-types',
];

const recorded = Object.fromEntries(groups.map((group) => [group, exchangesOf(group)]));
const all = Object.values(recorded).flat();

/** A recorded spec as JSON, which an answer in YAML has to say too. */
function specAsJson(): string | undefined {
	const spec = all.find(({ id }) => id === 'runtime-openapi/02-accept-json');
	return spec && bodyOf(spec);
}

let sandbox: Sandbox;
let replay: RuntimeReplay;

beforeAll(async () => {
	sandbox = await startSandbox({ project: 'recorded' });
	replay = new RuntimeReplay({ url: sandbox.url });
});

afterAll(async () => await sandbox.close());

async function differing(exchange: Exchange): Promise<string[]> {
	return compare(exchange, await replay.send(exchange), replay.hosts, specAsJson());
}

describe.each(groups)('%s', (group) => {
	const exchanges = recorded[group] ?? [];
	const isListed = ({ id }: Exchange) => id in differences;
	const listed = exchanges.filter(isListed);

	it.each(exchanges.filter((exchange) => !isListed(exchange)))(
		'$id: $what_it_shows',
		async (exchange) => {
			expect(await differing(exchange)).toEqual([]);
		},
		60_000,
	);

	if (listed.length > 0) {
		it.each(listed)('$id differs, as listed', async (exchange) => {
			expect(await differing(exchange)).not.toEqual([]);
		});
	}
});

/** Prose out of a spec's text, and nothing else of it. */
const withoutProse = (spec = ''): string =>
	spec.replace(/"(description|summary)":"(?:[^"\\]|\\.)*"/g, '"$1":"…"');

it('sends the JSON of the spec byte for byte as Rill does, but for its prose', async () => {
	const spec = await send(sandbox.url, 'GET', '/v1/instances/default/api/openapi', {});
	const body = spec.body.replaceAll(replay.hosts.RUNTIME ?? '', '{{RUNTIME}}');
	expect(withoutProse(body)).toBe(withoutProse(specAsJson()));
});

it('lists only exchanges that there are', () => {
	const ids = new Set(all.map(({ id }) => id));
	expect(ids.size).toBe(410);
	expect(Object.keys(differences).filter((id) => !ids.has(id))).toEqual([]);
});
