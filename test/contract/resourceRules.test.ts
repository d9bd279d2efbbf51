import { flightOps, recorded, startSandbox, type Sandbox } from '../../sandbox';
import { tokens } from '../../sandbox/cloud';

/** Who sees which parts of a project, in its list and one by one. */

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({
		project: { ...recorded(), dashboards: flightOps().dashboards },
	});
});

afterAll(async () => await sandbox.close());

interface Resource {
	meta: { name: { kind: string; name: string }; refs: unknown[] };
}

const flights = '/v1/orgs/acme/projects/flight-ops';

/** The answer of Rill Developer, or of the proxy to whoever has a token. */
async function ask(path: string, token?: string, body?: object): Promise<Response> {
	const base = token ? `${flights}/runtime` : '/v1/instances/default';
	return await fetch(`${sandbox.url}${base}/${path}`, {
		method: body ? 'POST' : 'GET',
		headers: token ? { authorization: `Bearer ${token}` } : {},
		body: JSON.stringify(body),
	});
}

async function list(token?: string, kind = ''): Promise<Resource[]> {
	const answer: { resources: Resource[] } = JSON.parse(
		await (await ask(`resources?kind=${kind}`, token)).text(),
	);
	return answer.resources;
}

const namesOf = (resources: Resource[]) => resources.map(({ meta }) => meta.name);

it.each(['viewer', 'serviceAdmin', 'magic', 'magicApi', 'magicFiltered', 'magicEmpty'] as const)(
	'the token %s finds by its name what it has listed, and nothing else',
	async (who) => {
		const found: unknown[] = [];
		for (const { kind, name } of namesOf(await list())) {
			const path = `resource?name.kind=${kind}&name.name=${encodeURIComponent(name)}`;
			const { status } = await ask(path, tokens[who]);
			if (status === 200) found.push({ kind, name });
			else expect(status).toBe(404);
		}
		expect(found).toEqual(namesOf(await list(tokens[who])));
		expect(found.length > 0).toBe(who !== 'magicEmpty');
	},
);

it('resources are listed kind by kind, models too', async () => {
	const kinds = new Set(namesOf(await list()).map(({ kind }) => kind.replace(/.*\./, '')));
	expect([...kinds]).toEqual(['API', 'Canvas', 'Explore', 'MetricsView', 'Model']);
	const kind = 'rill.runtime.v1.Model';
	const models = await list(tokens.viewer, kind);
	const made = [
		{ kind, name: 'airports' },
		{ kind, name: 'flights_raw' },
	];
	expect(models.map(({ meta }) => [meta.name.name, meta.refs])).toEqual([
		['airports', []],
		['flights', made],
		['flights_raw', []],
	]);
});

it('an embedded page opens the dashboard and its metrics view', async () => {
	const issued = await fetch(`${sandbox.url}${flights}/iframe`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${tokens.serviceAdmin}`,
			'content-type': 'application/json',
		},
		body: JSON.stringify({ resource: 'flight_delays', attributes: { admin: true } }),
	});
	const { accessToken }: { accessToken: string } = JSON.parse(await issued.text());
	expect(namesOf(await list(accessToken))).toEqual([
		{ kind: 'rill.runtime.v1.Explore', name: 'flight_delays' },
		{ kind: 'rill.runtime.v1.MetricsView', name: 'flight_delays' },
	]);
	const query = { metrics_view: 'flight_delays', measures: [{ name: 'flights' }] };
	expect(await (await ask('api/metrics', accessToken, query)).text()).toBe('[{"flights":20000}]');
	expect(await (await ask('api/metrics', tokens.magicApi, query)).text()).toBe(
		'{"error":"action not allowed"}',
	);
});
