import type { INodeParameters } from 'n8n-workflow';

import { callParameters, rillWorkflow, runWorkflow, searchList } from '../support/engine';
import { tokens, useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const locator = (value: string): INodeParameters => ({ __rl: true, mode: 'list', value });

const forAirport: INodeParameters = {
	identity: 'attributes',
	attributesMode: 'fields',
	attributes: { attribute: [{ name: 'airport', type: 'text', value: 'ORD' }] },
};

const run = async (
	parameters: INodeParameters = {},
	options: Parameters<typeof rillWorkflow>[1] & { credential?: object; local?: boolean } = {},
) =>
	await runWorkflow(
		rillWorkflow(
			{
				resource: 'access',
				operation: 'getEmbedUrl',
				show: 'explore',
				explore: locator('flight_delays'),
				ttlSeconds: 600,
				...forAirport,
				...parameters,
			},
			options,
		),
		{ credentials: options.local ? sandbox.local() : sandbox.cloud({ ...options.credential }) },
	);

const bodies = () =>
	sandbox
		.calls()
		.filter(({ path }) => path.endsWith('/iframe'))
		.map(({ body }): unknown => JSON.parse(body));

async function parametersOf(...given: Parameters<typeof run>) {
	const execution = await run(...given);
	expect(execution.error).toBeUndefined();
	const [{ json }] = execution.items('Success');
	return Object.fromEntries(new URL(String(json.url)).searchParams);
}

describe('an embed URL', () => {
	it('shows a dashboard as its user may see it, until it ends', async () => {
		const before = Date.now();
		const execution = await run();
		const [{ json, pairedItem }] = execution.items('Rill');
		expect(json).toEqual({
			url: expect.stringMatching(/^https?:\/\/[^/]+\/-\/embed\?access_token=eyJ/),
			expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
			ttlSeconds: 600,
			runtimeHost: sandbox.rill.runtimeUrl,
			instanceId: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
		expect(pairedItem).toEqual({ item: 0 });
		const lifetime = (Date.parse(String(json.expiresAt)) - before) / 1000;
		expect(Math.abs(lifetime - 600)).toBeLessThan(60);
		expect(Object.fromEntries(new URL(String(json.url)).searchParams)).toMatchObject({
			kind: 'rill.runtime.v1.Explore',
			resource: 'flight_delays',
			instance_id: json.instanceId,
		});
		expect(bodies()).toEqual([
			{
				type: 'explore',
				resource: 'flight_delays',
				attributes: { airport: 'ORD' },
				ttl_seconds: 600,
			},
		]);
	});

	it('holds a token that sees the rows of its user', async () => {
		const { access_token: token } = await parametersOf({ show: 'all' });
		const execution = await runWorkflow(rillWorkflow(callParameters('my_flights')), {
			credentials: sandbox.cloud({ token }),
		});
		expect(execution.items('Success')[0].json).toMatchObject({
			airport_text: 'ORD',
			is_admin: false,
		});
	});

	it('has its token nowhere but in the URL', async () => {
		const execution = await run();
		const [{ json }] = execution.items('Success');
		const token = new URL(String(json.url)).searchParams.get('access_token') ?? '';
		const { url, ...others } = json;
		expect(String(url).split(token)).toHaveLength(2);
		expect(JSON.stringify(others)).not.toContain('eyJ');
	});

	it('can show a canvas, everything, or more than it begins with', async () => {
		const canvas = { show: 'canvas', canvas: locator('Morning-Briefing') };
		expect(await parametersOf(canvas)).toMatchObject({
			kind: 'rill.runtime.v1.Canvas',
			resource: 'morning-briefing',
		});
		const all = await parametersOf({ show: 'all' });
		expect(all).toMatchObject({ navigation: 'true' });
		expect(all.resource).toBeUndefined();
		for (const navigation of [true, '={{ "true" }}']) {
			expect(await parametersOf({ options: { navigation } })).toMatchObject({
				navigation: 'true',
				resource: 'flight_delays',
			});
		}
	});

	it('carries theme and user as they were given', async () => {
		const shown = await parametersOf({
			identity: 'email',
			userEmail: ' viewer@acme.test ',
			options: { theme: 'brand', themeMode: 'dark', externalUserId: '={{ 42 }}' },
		});
		expect(shown).toMatchObject({ theme: 'brand', theme_mode: 'dark' });
		expect(bodies()).toEqual([
			{
				type: 'explore',
				resource: 'flight_delays',
				theme: 'brand',
				theme_mode: 'dark',
				user_email: 'viewer@acme.test',
				external_user_id: '42',
				ttl_seconds: 600,
			},
		]);
	});

	it('takes a number for a name, and words for a switch', async () => {
		const options = { externalUserId: '={{ 42 }}', navigation: '={{ "true" }}' };
		await parametersOf({ options });
		expect(bodies()).toMatchObject([{ external_user_id: '42', navigation: true }]);
	});

	it("is each item's own, and asks for the dashboards once", async () => {
		const attributes = { attribute: [{ name: 'airport', type: 'text', value: '={{ $json.a }}' }] };
		await run({ attributes }, { inputItems: [{ a: 'ORD' }, { a: 'ATL' }] });
		expect(bodies()).toEqual([
			expect.objectContaining({ attributes: { airport: 'ORD' } }),
			expect.objectContaining({ attributes: { airport: 'ATL' } }),
		]);
		expect(sandbox.calls().filter(({ path }) => path.endsWith('/resources'))).toHaveLength(1);
	});

	it('does not wait for a list that Rill does not show to the token', async () => {
		const message = 'security policy: failed to resolve access: no such attribute';
		sandbox.rill.control.start({
			fault: 'status',
			status: 400,
			body: JSON.stringify({ code: 3, message, details: [] }),
			path: '/resources',
		});
		expect(await parametersOf()).toMatchObject({ resource: 'flight_delays' });
	});

	it('warns of the text "false" for admin', async () => {
		const attributes = { attribute: [{ name: 'admin', type: 'text', value: 'false' }] };
		expect((await run({ attributes })).hints('Rill')).toEqual([
			expect.stringContaining('Make it a boolean'),
		]);
	});
});

describe('is not issued', () => {
	const early: Array<[string, INodeParameters, string]> = [
		['for nobody', { attributes: {} }, "'User Attributes' is empty"],
		['without an address', { identity: 'email', userEmail: '={{ "" }}' }, "'User Email' is empty"],
		['for no time', { ttlSeconds: '={{ 0 }}' }, "'Time to Live' must be"],
		['without a dashboard', { explore: locator('={{ "" }}') }, "'Explore' is empty"],
		[
			'in another theme mode',
			{ options: { themeMode: '={{ "Dark" }}' } },
			'There is no theme mode "Dark"',
		],
		[
			'with a switch of no kind',
			{ options: { navigation: '={{ "maybe" }}' } },
			"'Allow Navigation' should be true or false",
		],
		['for another kind', { show: 'report' }, 'There is no kind of dashboard "report"'],
	];

	it.each(early)('%s, and Rill is not asked', async (_case, parameters, message) => {
		const { error, status } = await run(parameters);
		expect(status).toBe('error');
		expect(error?.message).toContain(message);
		expect(sandbox.calls()).toEqual([]);
	});

	it('by Rill Developer, which is not asked', async () => {
		const { error } = await run({}, { local: true });
		expect(error?.message).toBe('Rill Developer has no embed URLs: only Rill Cloud issues them');
		expect(sandbox.calls()).toEqual([]);
	});

	it('for a dashboard that is not there: Rill would issue a URL that shows nothing', async () => {
		const { error } = await run({ explore: locator('flight_delay') });
		expect(error).toMatchObject({
			message:
				'There is no explore "flight_delay" in project "flight-ops" of organization "acme". Did you mean "flight_delays"?',
			description: expect.stringContaining("the list in 'Explore'"),
		});
		expect(bodies()).toEqual([]);
	});

	it.each([tokens.viewer, tokens.serviceEditor])('without an admin', async (token) => {
		const { error } = await run({}, { credential: { token } });
		expect(error).toMatchObject({
			message: expect.stringContaining('needs the role "admin"'),
			httpCode: '403',
		});
	});

	it('for one item, and is for the others', async () => {
		const execution = await run(
			{ explore: locator('={{ $json.name }}') },
			{
				inputItems: [{ name: 'nope' }, { name: 'flight_delays' }],
				onError: 'continueErrorOutput',
			},
		);
		expect(execution.items('Success')).toHaveLength(1);
		expect(execution.items('Failure')).toMatchObject([
			{ json: { error: expect.stringContaining('There is no explore "nope"') } },
		]);
	});

	it('by something that is not Rill', async () => {
		for (const body of ['{}', '{"iframeSrc":"javascript:alert(1)","accessToken":"a.b.c"}', '<p>']) {
			sandbox.rill.control.reset();
			sandbox.rill.control.start({ fault: 'status', status: 200, body, path: '/iframe' });
			expect((await run()).error?.message).toBe('Rill answered without an embed URL');
		}
	});
});

describe('in the editor', () => {
	it('explores and canvases can be searched', async () => {
		const list = async (method: string, filter?: string) =>
			(await searchList(method, { credentials: sandbox.cloud(), filter })).results;
		expect(await list('searchExplores')).toEqual([
			{ name: 'Flight delays (flight_delays)', value: 'flight_delays' },
		]);
		expect(await list('searchCanvases', 'BRIEF')).toEqual([
			{ name: 'Morning briefing (morning-briefing)', value: 'morning-briefing' },
		]);
		expect(await list('searchCanvases', 'delays')).toEqual([]);
	});

	it('a failure is readable', async () => {
		await expect(
			searchList('searchExplores', { credentials: sandbox.cloud({ token: tokens.expired }) }),
		).rejects.toMatchObject({ message: expect.stringContaining('it has expired') });
	});
});
