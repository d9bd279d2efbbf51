import { startSandbox, type Sandbox } from '../../sandbox/server';

import { cloudDifferences } from './differences';
import { CloudReplay } from './support/cloudReplay';
import { differences } from './support/compareCloud';
import { bodyOf, exchangesOf, type Exchange } from './support/exchange';
import { sandboxTokens } from './support/sandboxTokens';

/**
 * What a real Rill Cloud was asked and answered, asked again: status, the headers that carry meaning,
 * the body and the claims of issued tokens have to be the same. What cannot be is listed with its
 * reason, and has to go on differing, so that the list stays true.
 */

const groups = [
	'cloud-admin',
	'cloud-credentials',
	'cloud-iframe',
	'cloud-jwt',
	'cloud-proxy-auth',
	'cloud-proxy-paths',
	'cloud-runtime-routes',
	'cloud-trigger',
];

const recorded = Object.fromEntries(groups.map((group) => [group, exchangesOf(group)]));

/** A recorded spec as JSON, which an answer in YAML has to say too. */
function specAsJson(): string {
	const spec = recorded['cloud-proxy-paths']?.find(({ id }) => id.endsWith('-openapi'));
	return (spec && bodyOf(spec)) ?? '';
}

let sandbox: Sandbox;
let replay: CloudReplay;

beforeAll(async () => {
	sandbox = await startSandbox({ project: 'recorded' });
	// When the exchanges were recorded, this project was awake.
	sandbox.control.wake('acme/sleeping');
	replay = new CloudReplay({
		admin: sandbox.url,
		runtime: sandbox.runtimeUrl,
		instanceId: 'cc6fd5601f8e4d008687e00e6a0fa2e0',
		tokens: sandboxTokens,
	});
});

afterAll(async () => await sandbox.close());

async function compare(exchange: Exchange): Promise<string[]> {
	return differences(exchange, await replay.send(exchange), replay.hosts, specAsJson());
}

describe.each(groups)('%s', (group) => {
	const exchanges = recorded[group] ?? [];
	const isListed = ({ id }: Exchange) => id in cloudDifferences;
	const listed = exchanges.filter(isListed);

	it.each(exchanges.filter((exchange) => !isListed(exchange)))(
		'$id: $what_it_shows',
		async (exchange) => {
			expect(await compare(exchange)).toEqual([]);
		},
		60_000,
	);

	if (listed.length > 0) {
		it.each(listed)('$id differs, as listed', async (exchange) => {
			expect(await compare(exchange)).not.toEqual([]);
		});
	}
});

it('lists only exchanges that there are', () => {
	const ids = new Set(Object.values(recorded).flatMap((all) => all.map(({ id }) => id)));
	expect(ids.size).toBe(497);
	expect(Object.keys(cloudDifferences).filter((id) => !ids.has(id))).toEqual([]);
});
