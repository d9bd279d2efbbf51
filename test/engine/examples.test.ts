/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHelpers, type IDataObject, type INode, type INodeExecutionData } from 'n8n-workflow';

import { flightOps, type ApiDefinition } from '../../sandbox';
import {
	binaryBuffer,
	mapperFields,
	PROJECT_DIR,
	runWorkflow,
	type RunOptions,
	type WorkflowJson,
} from '../support/engine';
import { loadNodeTypes } from '../support/nodeTypes';
import { tokens, useSandbox } from '../support/sandbox';

const FOLDER = join(PROJECT_DIR, 'examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const read = (file: string) => JSON.parse(textOf(file)) as WorkflowJson & { name: string };

/** What time it is in the sandbox: flights that have not departed yet are in no row. */
let now = '2001-12-31T00:00:00';
/** Whether the API of delays reads its metrics view without the view's policy. */
let leaks = false;

function watched(api: ApiDefinition): ApiDefinition {
	const { name, resolver } = api;
	if (name === 'delays_by_airport')
		return Object.defineProperty({ ...api }, 'skipNestedSecurity', { get: () => leaks });
	if (name !== 'late-arrivals' || resolver.kind !== 'sql') return api;
	const { sql } = resolver;
	if (typeof sql === 'string') throw new Error(`${name} has no arguments`);
	return {
		...api,
		resolver: {
			kind: 'sql',
			sql: (...asked) => sql(...asked).replace('ORDER BY', `AND departed_at <= '${now}' ORDER BY`),
		},
	};
}

const shown = flightOps();
const sandbox = useSandbox({ ...shown, apis: shown.apis.map(watched) });

beforeEach(() => {
	now = '2001-12-31T00:00:00';
	leaks = false;
});

const run = async (file: string, options: RunOptions = {}) =>
	await runWorkflow(read(file), { credentials: sandbox.cloud(), ...options });

/** The cells of a CSV file; none of these has a comma or a quote in it. */
async function cells(item: INodeExecutionData): Promise<string[][]> {
	const lines = (await binaryBuffer(item)).toString().split('\r\n');
	expect(lines.pop()).toBe('');
	return lines.map((line) => line.split(','));
}

const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote';
const isRill = ({ type }: INode) => type.startsWith('n8n-nodes-rill.');

/** Nodes that do nothing before somebody has chosen an account in them. */
const NEEDS_ACCOUNT = /\.(rill|rillTool|slack|googleSheets|emailSend|lmChatOpenAi)$/;

/** What a node covers of the editor's canvas: a note as wide as it says, others as n8n draws them. */
function areaOf({ position: [left, top], parameters }: INode) {
	const { width = 100, height = 100 } = parameters as { width?: number; height?: number };
	return { left, top, right: left + width, bottom: top + height };
}

describe.each(FILES)('The example %s', (file) => {
	const { name, nodes, connections } = read(file);
	const names = nodes.filter((node) => !isNote(node)).map((node) => node.name);

	it('has a name, and nodes that are connected to each other', () => {
		expect(name).toMatch(/\w+ \w+/);
		expect(new Set(nodes.map((node) => node.name)).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		const targets = Object.values(connections).flatMap((byType) =>
			Object.values(byType).flatMap((outputs) =>
				outputs.flatMap((ends) => (ends ?? []).map((end) => end.node)),
			),
		);
		const connected = new Set([...Object.keys(connections), ...targets]);
		expect([...connected].sort()).toEqual([...names].sort());
	});

	it('holds no credential and no token', () => {
		expect(nodes.filter((node) => node.credentials)).toEqual([]);
		expect(textOf(file)).not.toMatch(/rill_\w{3}_|eyJ|Bearer/);
	});

	it('sets only what the form of the Rill node shows', async () => {
		const types = await loadNodeTypes('source');
		const own = nodes.filter(isRill);
		expect(own).not.toEqual([]);
		for (const node of own) {
			const { description } = types.getByNameAndVersion(node.type);
			expect(
				NodeHelpers.getNodeParameters(
					description.properties,
					node.parameters,
					true,
					false,
					node,
					description,
				),
			).toMatchObject(node.parameters);
		}
	});

	it('shows the arguments of its API before a credential is chosen', async () => {
		for (const { parameters } of nodes.filter(isRill)) {
			if (!parameters.arguments) continue;
			const { fields } = await mapperFields('getApiArguments', {
				credentials: sandbox.cloud(),
				parameters,
			});
			expect(parameters.arguments).toMatchObject({ schema: fields });
		}
	});

	it('has a note that says what to set up, and in which nodes', () => {
		const [note, ...others] = nodes.filter(isNote);
		expect(others).toEqual([]);
		const text = String(note.parameters.content);
		expect(text).toMatch(/^## \w.*\n.+[.)]\n\n\*\*Set up\*\*\n1\. /s);
		for (const node of nodes.filter(({ type }) => NEEDS_ACCOUNT.test(type))) {
			expect(text).toContain(`**${node.name}**`);
		}
		const named = [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, bold]) => bold);
		expect(named.filter((bold) => bold !== 'Set up' && !names.includes(bold))).toEqual([]);
	});

	it('has no node upon another', () => {
		const areas = nodes.map(areaOf);
		for (const [at, one] of areas.entries()) {
			for (const other of areas.slice(at + 1)) {
				const isApart =
					one.right <= other.left ||
					other.right <= one.left ||
					one.bottom <= other.top ||
					other.bottom <= one.top;
				expect([nodes[at].name, isApart]).toEqual([nodes[at].name, true]);
			}
		}
	});

	it('is in the list of examples', () => {
		expect(textOf('README.md')).toContain(`| [${file}](${file}) `);
	});
});

describe('scheduled-pull-with-watermark.json', () => {
	const file = 'scheduled-pull-with-watermark.json';

	/** Runs it at some time, with what the last run left behind as n8n keeps it: as JSON. */
	async function pull(at: string, kept: string) {
		now = at;
		const staticData = JSON.parse(kept) as IDataObject;
		const { error, items } = await run(file, { staticData });
		expect(error).toBeUndefined();
		const appended = items('Append to the sheet').map(({ json }) => json.flight_id);
		return { appended, kept: JSON.stringify(staticData) };
	}

	it('appends each row once, also those of a day that it has seen half of', async () => {
		const noon = await pull('2001-03-30T12:00:00', '{}');
		expect(noon.appended.length).toBeGreaterThan(10);
		const again = await pull('2001-03-30T12:00:00', noon.kept);
		expect(again).toEqual({ appended: [], kept: noon.kept });
		const evening = await pull('2001-03-30T18:00:00', again.kept);
		expect(evening.appended.length).toBeGreaterThan(1);
		const later = await pull('2001-12-31T00:00:00', evening.kept);
		expect(later.appended.length).toBeGreaterThan(1);

		const all = await pull('2001-12-31T00:00:00', '{}');
		expect([...noon.appended, ...evening.appended, ...later.appended]).toEqual(all.appended);
		expect(new Set(all.appended).size).toBe(all.appended.length);
	});

	it('asks for no day before the watermark', async () => {
		const { kept } = await pull('2001-03-30T12:00:00', '{}');
		sandbox.rill.clearRequests();
		await pull('2001-03-30T18:00:00', kept);
		expect(sandbox.calls()).not.toEqual([]);
		for (const { query } of sandbox.calls()) expect(query).toContain('from=2001-03-30');
	});

	it('gives the sheet times that it takes for dates, and texts that it takes for nothing else', async () => {
		const { items } = await run(file);
		const [first] = items('New rows').map(({ json }) => json);
		expect(first).toMatchObject({ departed_at: '2001-03-25T03:10:00Z', destination: 'ONT' });
		expect(items('Append to the sheet')[0].json).toEqual({
			...first,
			departed_at: '2001-03-25 03:10:00',
			origin: `'${String(first.origin)}`,
			destination: "'ONT",
		});
	});

	it('does not move the watermark when Rill or the sheet fails', async () => {
		const example = read(file);
		const [sheet] = example.nodes.filter(({ name }) => name === 'Append to the sheet');
		// This type fails where its items are no list.
		Object.assign(sheet, { type: 'test.items', parameters: { items: '{}' } });
		const staticData: IDataObject = {};
		const options = { credentials: sandbox.cloud(), staticData };
		const refused = await runWorkflow(example, options);
		expect(refused.error?.message).toContain('items has to be a list');
		expect(refused.items('New rows')).not.toEqual([]);
		sandbox.rill.control.start({ fault: 'status', status: 500, body: 'x', kind: 'api' });
		const failed = await runWorkflow(example, options);
		expect(failed.error?.message).toContain('late-arrivals');
		expect(staticData).toEqual({ global: {} });
	});
});

describe('report-per-customer.json', () => {
	const file = 'report-per-customer.json';

	it("mails each customer that customer's rows, and no others", async () => {
		const { error, items } = await run(file);
		expect(error).toBeUndefined();
		const mails = items('Mail to that customer');
		const sent = mails.map(({ json }) => [json.toEmail, json.subject]);
		expect(sent).toEqual([
			['chicago@example.com', 'Delays of ORD'],
			['atlanta@example.com', 'Delays of ATL'],
			['denver@example.com', 'Delays of DEN'],
		]);
		for (const [at, airport] of ['ORD', 'ATL', 'DEN'].entries()) {
			const [header, ...rows] = await cells(mails[at]);
			expect(rows.map((row) => row[header.indexOf('origin')])).toEqual([airport]);
			expect(mails[at].binary?.data.fileName).toBe(`delays-${airport}.csv`);
			expect(mails[at].json).toMatchObject({
				text: 'Attached: 1 row(s) from Rill.',
				options: { fileAttachments: 'data' },
			});
		}
	});

	it('mails nobody anything where the credential may not act for customers', async () => {
		const { error, items } = await run(file, {
			credentials: sandbox.cloud({ token: tokens.serviceViewer }),
		});
		expect(error).toBeDefined();
		expect(items('Mail to that customer')).toEqual([]);
		const paths = sandbox.calls().map(({ path }) => path);
		expect(paths).not.toEqual([]);
		expect(paths.filter((path) => path.endsWith('/delays_by_airport'))).toEqual([]);
	});
});

describe('alert-when-late.json', () => {
	it('tells of the airports above the line, and of no other', async () => {
		const { error, items } = await run('alert-when-late.json');
		expect(error).toBeUndefined();
		const shares = items('The ten busiest airports').map(({ json }) => Number(json.late_share));
		expect(shares).toHaveLength(10);
		expect(shares.filter((share) => share > 0.26)).toHaveLength(2);
		expect(items('Are too many late?', 1)).toHaveLength(8);
		expect(items('Tell the team').map(({ json }) => json)).toEqual([
			{
				channelId: { __rl: true, mode: 'name', value: '#operations' },
				text: 'PHX: 26.2 % of 633 flights are late, 12.0 minutes on average.',
				blocksUi: '',
			},
			{
				channelId: { __rl: true, mode: 'name', value: '#operations' },
				text: 'DEN: 27.0 % of 452 flights are late, 11.9 minutes on average.',
				blocksUi: '',
			},
		]);
	});
});

describe('weekly-numbers.json', () => {
	it('writes one message of the busiest airports of the latest week that has data', async () => {
		const { error, items } = await run('weekly-numbers.json');
		expect(error).toBeUndefined();
		const answer = await fetch(`${sandbox.rill.url}/v1/instances/default/api/sql`, {
			method: 'POST',
			body: JSON.stringify({
				sql: `SELECT origin, count(*) AS flights, avg((delay_minutes > 15)::INT) AS late
					FROM flights WHERE departed_at >= '2001-03-26' AND departed_at < '2001-04-02'
					GROUP BY origin ORDER BY flights DESC, origin LIMIT 5`,
			}),
		});
		const rows = (await answer.json()) as Array<{ origin: string; flights: number; late: number }>;
		expect(rows).toHaveLength(5);
		const cells = rows.map(({ origin, flights, late }) => [
			origin,
			String(flights),
			`${(late * 100).toFixed(1)} %`,
		]);
		const [message, ...others] = items('Tell the team').map(({ json }) => json);
		expect(others).toEqual([]);
		const { blocks } = message.blocksUi as { blocks: Array<{ type: string; rows?: unknown }> };
		expect(blocks.map(({ type }) => type)).toEqual(['section', 'table']);
		expect(blocks[1].rows).toEqual(
			[['Airport', 'Flights', 'Late'], ...cells].map((row) =>
				row.map((text) => ({ type: 'raw_text', text })),
			),
		);
	});
});

describe('all-rows-to-csv.json', () => {
	it('writes a file of all 20,000 rows, in order', async () => {
		const { error, items } = await run('all-rows-to-csv.json');
		expect(error).toBeUndefined();
		const [written, ...more] = items('Write the file');
		expect(more).toEqual([]);
		expect(written.json).toEqual({
			fileName: '/home/node/.n8n-files/flights.csv',
			dataPropertyName: 'data',
		});
		const [header, ...rows] = await cells(written);
		const at = header.indexOf('flight_id');
		expect(rows.map((row) => row[at])).toEqual(
			Array.from({ length: 20_000 }, (_, row) => String(row + 1)),
		);
		expect(Object.fromEntries(header.map((name, column) => [name, rows[0][column]]))).toEqual({
			flight_id: '1',
			departed_at: '2001-01-01T00:47:00Z',
			origin: 'DTW',
			destination: 'LAS',
			origin_state: 'MI',
			delay_minutes: '66',
			distance_miles: '1750',
		});
	});
});

describe('access-check-before-release.json', () => {
	const file = 'access-check-before-release.json';

	it('goes on, once, where each customer sees the own rows', async () => {
		const { error, items } = await run(file);
		expect(error).toBeUndefined();
		expect(
			items('Who sees what')
				.slice(0, 3)
				.map(({ json }) => json),
		).toMatchObject(
			['Chicago', 'Atlanta', 'Denver'].map((identity) => ({
				kind: 'identity',
				identity,
				rowCount: 1,
				checked: true,
			})),
		);
		expect(items('Go on with the release')).toHaveLength(1);
	});

	it('stops where a customer sees rows of another', async () => {
		leaks = true;
		const { error, items } = await run(file);
		expect(error?.message).toMatch(/^API "delays_by_airport" leaks \d+ rows to "Chicago"/);
		expect(items('Go on with the release')).toEqual([]);
	});
});
