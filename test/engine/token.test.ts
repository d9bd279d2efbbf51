import type { INodeParameters } from 'n8n-workflow';

import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { tokens, useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

async function issue(
	parameters: INodeParameters,
	options: {
		credential?: object;
		local?: boolean;
		inputItems?: Array<Record<string, string>>;
	} = {},
) {
	return await runWorkflow(
		rillWorkflow(
			{ resource: 'access', operation: 'issueEphemeralToken', ttlSeconds: 600, ...parameters },
			{ inputItems: options.inputItems },
		),
		{
			credentials: options.local ? sandbox.local() : sandbox.cloud({ ...options.credential }),
		},
	);
}

const forAirport = {
	identity: 'attributes',
	attributesMode: 'fields',
	attributes: { attribute: [{ name: 'airport', type: 'text', value: 'ORD' }] },
};

/** What the caller of an API is to Rill, asked with this token. */
async function seenWith(token: unknown) {
	const execution = await runWorkflow(rillWorkflow(callParameters('my_flights')), {
		credentials: sandbox.cloud({ token: String(token) }),
	});
	return execution.items('Success')[0]?.json ?? execution.error;
}

describe('issuing an ephemeral token', () => {
	it('by attributes gives a token that sees their rows, and when it ends', async () => {
		const before = Date.now();
		const execution = await issue(forAirport);
		const [{ json, pairedItem }] = execution.items('Rill');
		expect(json).toEqual({
			accessToken: expect.stringMatching(/^eyJ/),
			expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
			ttlSeconds: 600,
			runtimeHost: sandbox.rill.runtimeUrl,
			instanceId: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
		const lifetime = (Date.parse(String(json.expiresAt)) - before) / 1000;
		expect(Math.abs(lifetime - 600)).toBeLessThan(60);
		expect(pairedItem).toEqual({ item: 0 });
		expect(await seenWith(json.accessToken)).toMatchObject({
			airport_text: 'ORD',
			is_admin: false,
		});
	});

	it("by email gives a token with that member's attributes", async () => {
		const execution = await issue({ identity: 'email', userEmail: ' viewer@acme.test ' });
		const [{ json }] = execution.items('Success');
		expect(await seenWith(json.accessToken)).toMatchObject({
			airport_text: 'ATL',
			email_text: 'viewer@acme.test',
		});
	});

	it('sends one identity, whatever was typed for the other before', async () => {
		await issue({
			...forAirport,
			userEmail: 'viewer@acme.test',
			options: { externalUserId: ' e1 ' },
		});
		await issue({ ...forAirport, identity: 'email', userEmail: 'viewer@acme.test' });
		expect(sandbox.calls().map(({ body }) => JSON.parse(body))).toEqual([
			{ attributes: { airport: 'ORD' }, external_user_id: 'e1', ttl_seconds: 600 },
			{ user_email: 'viewer@acme.test', ttl_seconds: 600 },
		]);
	});

	it('sends attributes with their types', async () => {
		const attribute = [
			{ name: 'text', type: 'text', value: '007' },
			{ name: 'number', type: 'number', value: '7' },
			{ name: 'yes', type: 'boolean', value: 'true' },
			{ name: 'list', type: 'json', value: '["a","b"]' },
			{ name: 'expression', type: 'number', value: '={{ 5 }}' },
		];
		await issue({ ...forAirport, attributes: { attribute } });
		await issue({ ...forAirport, attributesMode: 'json', attributesJson: '{"airport": "ORD"}' });
		expect(sandbox.calls().map(({ body }) => JSON.parse(body).attributes)).toEqual([
			{ text: '007', number: 7, yes: true, list: ['a', 'b'], expression: 5 },
			{ airport: 'ORD' },
		]);
	});

	it('gives each item its own', async () => {
		const execution = await issue(
			{
				...forAirport,
				attributes: { attribute: [{ name: 'airport', type: 'text', value: '={{ $json.a }}' }] },
			},
			{ inputItems: [{ a: 'ORD' }, { a: 'ATL' }] },
		);
		const seen = [];
		for (const { json } of execution.items('Success')) seen.push(await seenWith(json.accessToken));
		expect(seen).toMatchObject([{ airport_text: 'ORD' }, { airport_text: 'ATL' }]);
	});

	it('works on Rill Developer', async () => {
		const execution = await issue(forAirport, { local: true });
		const [{ json }] = execution.items('Success');
		const mine = await runWorkflow(rillWorkflow(callParameters('my_flights')), {
			credentials: sandbox.local({ token: String(json.accessToken) }),
		});
		expect(mine.items('Success')[0].json).toMatchObject({ airport_text: 'ORD', is_admin: false });
	});

	const refused: Array<[string, INodeParameters, string]> = [
		['no address', { identity: 'email', userEmail: '={{ "" }}' }, "'User Email' is empty"],
		['no valid address', { identity: 'email', userEmail: 'jane' }, 'not an e-mail address: "jane"'],
		['no attributes', { ...forAirport, attributes: {} }, "'User Attributes' is empty"],
		[
			'an empty object',
			{ ...forAirport, attributesMode: 'json', attributesJson: '{}' },
			'is empty',
		],
		[
			'a list',
			{ ...forAirport, attributesMode: 'json', attributesJson: '[1]' },
			'not a JSON object',
		],
		[
			'an attribute without a name',
			{ ...forAirport, attributes: { attribute: [{ name: ' ', type: 'text', value: 'x' }] } },
			'has no name',
		],
		[
			'an attribute that is there twice',
			{
				...forAirport,
				attributes: {
					attribute: [
						{ name: 'airport', type: 'text', value: 'ORD' },
						{ name: ' airport ', type: 'json', value: '["ATL"]' },
					],
				},
			},
			'The attribute "airport" is there twice in \'User Attributes\'',
		],
		[
			'a number that is none',
			{ ...forAirport, attributes: { attribute: [{ name: 'n', type: 'number', value: 'x' }] } },
			'The attribute "n" should be a number, but is "x"',
		],
		[
			'a boolean that is none',
			{ ...forAirport, attributes: { attribute: [{ name: 'b', type: 'boolean', value: '1' }] } },
			'should be true or false',
		],
		[
			'broken JSON',
			{ ...forAirport, attributes: { attribute: [{ name: 'j', type: 'json', value: '{' }] } },
			'should be JSON',
		],
		[
			'a list of nothing',
			{
				...forAirport,
				attributes: { attribute: [{ name: 'j', type: 'json', value: '["", []]' }] },
			},
			'The user attribute "j" is empty',
		],
		[
			'an empty list for admin',
			{ ...forAirport, attributes: { attribute: [{ name: 'admin', type: 'json', value: '[]' }] } },
			'The user attribute "admin" is empty',
		],
		['a lifetime of 0', { ...forAirport, ttlSeconds: '={{ 0 }}' }, "'Time to Live' must be"],
		['half a second', { ...forAirport, ttlSeconds: '={{ 0.5 }}' }, "'Time to Live' must be"],
	];

	it.each(refused)(
		'is refused for %s, and Rill is not asked',
		async (_case, parameters, message) => {
			const { error, status } = await issue(parameters);
			expect(status).toBe('error');
			expect(error?.message).toContain(message);
			expect(sandbox.calls()).toEqual([]);
		},
	);

	it.each([
		['text', 'false'],
		['number', '0'],
		['json', '[false]'],
	])('warns of the %s %s for admin', async (type, value) => {
		const attribute = [{ name: 'admin', type, value }];
		const execution = await issue({ ...forAirport, attributes: { attribute } });
		expect(execution.hints('Rill')).toEqual([expect.stringContaining('Make it a boolean')]);
	});

	it.each([tokens.viewer, tokens.serviceEditor])('needs an admin', async (token) => {
		const { error } = await issue(forAirport, { credential: { token } });
		expect(error).toMatchObject({
			message: expect.stringContaining('needs the role "admin"'),
			description: expect.stringMatching(/It is a (user|service) token/),
			httpCode: '403',
		});
	});

	it('fails as the token of a project that is not there', async () => {
		const { error } = await issue(forAirport, { credential: { project: 'nope' } });
		expect(error?.message).toContain('Rill does not know project "nope"');
	});
});

it.each([
	['a redeployment', (project: string) => sandbox.rill.control.redeploy(project)],
	[
		'a hibernation',
		(project: string) => {
			sandbox.rill.control.hibernate(project);
			sandbox.rill.control.wake(project);
		},
	],
])('explains an ephemeral token from before %s', async (_case, change) => {
	const [{ json }] = (await issue(forAirport)).items('Success');
	change('acme/flight-ops');
	expect(await seenWith(json.accessToken)).toMatchObject({
		message: expect.stringContaining('does not have access to custom APIs'),
		description: expect.stringContaining('until the project is deployed anew'),
	});
});
