import { startSandbox, type Sandbox } from '../../sandbox';
import { tokens } from '../../sandbox/cloud';
import { controlPath, type Command } from '../../sandbox/control';
import { differences, type Hosts } from './support/compare';
import { exchangesOf, send, type Answer, type Exchange } from './support/exchange';
import { sendAgain } from './support/recordedRill';
import { SameIds } from './support/sameIds';
import { sandboxTokens } from './support/sandboxTokens';

/**
 * What a real Rill answered while something was happening to it, asked again of a sandbox to which the
 * same is done by its control route.
 */

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ project: 'recorded' });
});

afterAll(async () => await sandbox.close());

async function control(command: Command): Promise<void> {
	const { status, body } = await send(
		sandbox.url,
		'POST',
		controlPath,
		{},
		JSON.stringify(command),
	);
	expect([status, body]).toEqual([200, expect.any(String)]);
}

/** How a recorded run is made to happen again. */
interface Script {
	group: string;
	/** Of the project that it happened to. */
	project: string;
	/** What is done before the exchange of this number. */
	before: Record<number, Command>;
	/** Exchanges that are not asked again, and why. */
	left: Record<number, string>;
	/** Texts of the recordings that say something else here. */
	reworded?: Array<[recorded: string | RegExp, here: string]>;
}

const byControl = 'Rill was told what the control route is told here';

const scripts: Script[] = [
	{
		group: 'cloud-states',
		project: 'sleeping',
		before: {
			1: { wake: 'acme/sleeping' },
			5: { hibernate: 'acme/sleeping' },
			17: {
				wake: 'acme/sleeping',
				start: { fault: 'waking', unreachable: 1, empty: 2, partly: 3 },
			},
		},
		left: { 2: byControl, 3: byControl, 4: byControl, 16: byControl },
	},
	{
		group: 'cloud-revoked',
		project: 'flight-ops',
		before: { 4: { revoke: 'serviceAdmin' }, 9: { advanceSeconds: 10 } },
		left: { 3: byControl },
		reworded: [['tmp-480624', 'svc-admin']],
	},
	{
		group: 'cloud-runtime-down',
		project: 'flight-ops',
		before: { 1: { start: { fault: 'runtimeDown' } } },
		left: {},
	},
	{
		group: 'cloud-ratelimit',
		project: 'flight-ops',
		before: { 7: { advanceSeconds: 3 } },
		left: {},
		// A minute's calls are used up when the answer is asked for, and not to the microsecond.
		reworded: [[/Try again in [\d.]+ms/, 'Try again in …']],
	},
	{
		group: 'runtime-starting',
		project: 'flight-ops',
		before: {
			1: { start: { fault: 'waking', unreachable: 5, unparsed: 4, empty: 2, partly: 1 } },
		},
		left: { 12: 'the project had one API more, called openapi' },
	},
];

const numberOf = ({ id }: Exchange): number => Number(/\/(\d+)-/.exec(id)?.[1]);

/** A token of the project, as it was issued before anything happened to it. */
async function tokenOf(project: string): Promise<{ accessToken: string; instanceId: string }> {
	const path = `/v1/organizations/acme/projects/${project}/credentials`;
	const authorization = `Bearer ${tokens.serviceAdmin}`;
	return JSON.parse((await send(sandbox.url, 'POST', path, { authorization }, '{}')).body);
}

/** Asks for tokens, or for a list without a token, until a minute's calls are used up. */
async function useUp(exchange: Exchange): Promise<void> {
	const { method, path_with_query: path, headers, body_text: body } = exchange.request;
	const authorized = 'Authorization' in headers;
	const as: Record<string, string> = authorized
		? { authorization: `Bearer ${tokens.serviceAdmin}` }
		: {};
	const calls = Array.from({ length: 200 }, () =>
		send(sandbox.url, method, path, as, body ?? undefined),
	);
	expect((await Promise.all(calls)).some(({ status }) => status === 429)).toBe(true);
}

const reworded = (text: string, words: Script['reworded'] = []): string =>
	words.reduce((all, [from, to]) => all.replaceAll(new RegExp(from, 'g'), to), text);

describe.each(scripts)('$group', ({ group, project, before, left, reworded: words }) => {
	const ids = new SameIds();
	const exchanges = exchangesOf(group, 'reference');
	let issued: Awaited<ReturnType<typeof tokenOf>>;

	beforeAll(async () => {
		await control({ reset: true, ...before[1] });
		issued =
			group === 'runtime-starting' ? { accessToken: '', instanceId: '' } : await tokenOf(project);
	});

	afterAll(async () => await control({ reset: true }));

	function hosts(): Hosts {
		const { host } = new URL(sandbox.url);
		if (group.startsWith('runtime-')) return { RUNTIME: host };
		return { ADMIN: host, CLOUD_RUNTIME: new URL(sandbox.runtimeUrl).host };
	}

	async function again(exchange: Exchange): Promise<Answer> {
		const isDirect = exchange.server_detail !== undefined;
		const path = exchange.request.path_with_query;
		return await sendAgain(exchange, {
			base: isDirect ? sandbox.runtimeUrl : sandbox.url,
			path: path.replace(/(?<=\/instances\/)[0-9a-f]{32}/, issued.instanceId),
			filling: async (name) => {
				const token = name.replace('REVOKED_', '');
				return name === 'JWT' ? issued.accessToken : (sandboxTokens[token] ?? '');
			},
		});
	}

	it.each(exchanges.filter((exchange) => !(numberOf(exchange) in left)))(
		'$id: $what_it_shows',
		async (exchange) => {
			const number = numberOf(exchange);
			const command = before[number];
			if (command && number > 1) await control(command);
			if (exchange.response.status === null) {
				await expect(again(exchange)).rejects.toThrow();
				return;
			}
			if (exchange.response.status === 429) await useUp(exchange);
			const answer = await again(exchange);
			const recorded: Exchange = JSON.parse(reworded(JSON.stringify(exchange), words));
			const now = { ...answer, body: reworded(answer.body, words) };
			expect(differences(recorded, now, { hosts: hosts(), ids })).toEqual([]);
		},
	);
});
