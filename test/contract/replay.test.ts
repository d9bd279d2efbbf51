/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { differences as compare, withoutHosts, withoutUnstable } from './support/compare';
import { Counts } from './support/counts';
import { bodyOf, exchangesOf, groupsOf, type Exchange } from './support/exchange';
import { tokensFor, type RecordedRill } from './support/recordedRill';
import { SameIds } from './support/sameIds';
import { targetFrom, type Kind, type OpenTarget } from './support/target';

/**
 * What a real Rill was asked and answered, asked again: status, the headers that carry meaning, the
 * body and the claims of issued tokens have to be the same. What cannot be is listed with its reason,
 * and has to go on differing, so that the list stays true. The Rill that is asked is the sandbox, or
 * the one that the environment names.
 */

const target = targetFrom(process.env);
const counts = new Counts();
let opened: OpenTarget | undefined;

beforeAll(async () => {
	opened = await target.open();
});

afterAll(async () => {
	counts.write();
	await opened?.close();
});

/** In which groups each kind of Rill was recorded, and the recording that has its spec as JSON. */
const kinds: Record<Kind, { groups: string; exchanges: number; spec: string }> = {
	local: { groups: 'runtime-', exchanges: 410, spec: 'runtime-openapi/02-accept-json' },
	cloud: { groups: 'cloud-', exchanges: 536, spec: 'cloud-proxy-auth/05-user-admin-openapi' },
};

const missingTokens = (exchange: Exchange): string[] =>
	tokensFor(exchange).filter((name) => target.tokens[name] === undefined);

const isListed = ({ id }: Exchange): boolean => id in target.differences;

describe.each(target.kinds)('%s', (kind) => {
	const groups = groupsOf('replay').filter((group) => group.startsWith(kinds[kind].groups));
	const all = groups.flatMap((group) => exchangesOf(group));
	const spec = all.find(({ id }) => id === kinds[kind].spec);

	function rill(): RecordedRill {
		const found = opened?.rills[kind];
		if (!found) throw new Error(`there is no ${kind} Rill`);
		return found;
	}

	describe.each(groups)('%s', (group) => {
		const ids = new SameIds();
		const differing = async (exchange: Exchange): Promise<string[]> => {
			const { hosts } = rill();
			const answer = await rill().send(exchange);
			const recorded = rill().recordingOf(exchange, answer);
			return compare(recorded, answer, { hosts, ids, specAsJson: spec && bodyOf(spec) });
		};
		const exchanges = exchangesOf(group);
		counts.add(group, exchanges.length);
		for (const exchange of exchanges) {
			const [missing] = missingTokens(exchange);
			if (missing !== undefined) counts.notRun(group, missing, exchange.id);
		}
		const runnable = exchanges.filter((exchange) => missingTokens(exchange).length === 0);
		const listed = runnable.filter(isListed);

		if (runnable.length > listed.length) {
			it.each(runnable.filter((exchange) => !isListed(exchange)))(
				'$id: $what_it_shows',
				async (exchange) => {
					const found = await differing(exchange);
					counts.count(group, found.length === 0 ? 'same' : 'different');
					expect(found).toEqual([]);
				},
				60_000,
			);
		}

		if (listed.length > 0) {
			it.each(listed)('$id differs, as listed', async (exchange) => {
				const found = await differing(exchange);
				counts.count(group, found.length === 0 ? 'same' : 'listed');
				expect(found).not.toEqual([]);
			});
		}
	});

	it('has every exchange that was recorded', () => {
		expect(new Set(all.map(({ id }) => id)).size).toBe(kinds[kind].exchanges);
	});

	if (kind === 'local') {
		it('sends the JSON of the spec byte for byte as Rill does, but for its prose', async () => {
			if (!spec) throw new Error('there is no recorded spec');
			const { body } = await rill().send(spec);
			const recorded = bodyOf(spec) ?? '';
			expect(withoutProse(withoutHosts(body, rill().hosts), recorded)).toBe(recorded);
		});
	}
});

const prose = /"(description|summary)":"(?:[^"\\]|\\.)*"/g;

/** Prose out of a spec's text where the recorded one has none, and nothing else of it. */
function withoutProse(spec: string, recorded: string): string {
	const then = (recorded.match(prose) ?? []).values();
	return spec.replace(prose, (own, key: string) => {
		const without = `"${key}":"…"`;
		return then.next().value === without ? without : own;
	});
}

it('takes an id in a row for data, and the time of a resource for unstable', () => {
	const differing = (group: string, id: string, from: RegExp, to: string): string[] => {
		const exchange = exchangesOf(group).find((one) => one.id === id);
		if (!exchange) throw new Error(`there is no ${id}`);
		const { status, headers } = exchange.response;
		const body = (bodyOf(exchange) ?? '').replace(from, to);
		expect(body).not.toBe(bodyOf(exchange));
		return compare(exchange, { status: status ?? 0, headers, body }, { hosts: {} });
	};
	expect(differing('runtime-types', 'runtime-types/37-one-uuid', /a1b2c3d4/, 'a1b2c3d5')).toEqual([
		expect.stringContaining('body: '),
	]);
	expect(
		differing('runtime-builtin', 'runtime-builtin/25-resources-api', /T04:04:30/g, 'T05:04:30'),
	).toEqual([]);
});

it('takes an id for the same person in every answer, and for nobody else', () => {
	const ids = new SameIds();
	const answering = (id: string, as: string): string[] => {
		const exchange = exchangesOf('cloud-admin').find((one) => one.id === `cloud-admin/${id}`);
		if (!exchange) throw new Error(`there is no ${id}`);
		const { status, headers } = exchange.response;
		const body = (bodyOf(exchange) ?? '').replace(
			/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
			as,
		);
		return compare(exchange, { status: status ?? 0, headers, body }, { hosts: {}, ids });
	};
	const [here, elsewhere] = [
		'11111111-1111-4111-8111-111111111111',
		'22222222-2222-4222-8222-222222222222',
	];
	const admin = '01-user-admin-users-current';
	expect(answering(admin, here)).toEqual([]);
	expect(answering(admin, here)).toEqual([]);
	expect(answering(admin, elsewhere)).toEqual([expect.stringContaining(`has been ${here}`)]);
	expect(answering('11-user-viewer-users-current', here)).toEqual([
		expect.stringContaining('which has been'),
	]);
});

it('tells a host from one that it is part of', () => {
	const hosts = { ADMIN: 'rill.test', CLOUD_RUNTIME: 'runtime.rill.test' };
	expect(withoutUnstable('https://runtime.rill.test/ of https://rill.test/', hosts)).toBe(
		'http://{{CLOUD_RUNTIME}}/ of http://{{ADMIN}}/',
	);
});

it('lists only exchanges that there are, and for each a reason', () => {
	const ids = new Set(
		groupsOf('replay').flatMap((group) => exchangesOf(group).map(({ id }) => id)),
	);
	const listed = Object.entries(target.differences);
	expect(listed.filter(([id, reason]) => !ids.has(id) || reason.length < 20)).toEqual([]);
});
