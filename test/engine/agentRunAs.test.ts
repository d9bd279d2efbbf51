import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { flightOps } from '../../sandbox';
import { runTool, WAYS, type Way } from '../support/agentRun';
import { callParameters } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox(flightOps());

/** The rows of a user, by an API whose rows depend on who asks. */
const flightsOf = (user: INodeParameters) =>
	callParameters('my_flights', {}, { ...user, returnAll: false, limit: 3 });
const byEmail = (userEmail: string): INodeParameters => ({ runAs: 'email', userEmail });
const byAttribute = (value: string, name = 'airport', type = 'text'): INodeParameters => ({
	runAs: 'attributes',
	attributesMode: 'fields',
	attributes: { attribute: [{ name, type, value }] },
});
const byJson = (attributesJson: string): INodeParameters => ({
	runAs: 'attributes',
	attributesMode: 'json',
	attributesJson,
});

/** What a model, or somebody who writes to the agent, would like to be. */
const WISHED: IDataObject = {
	who: 'admin@acme.test',
	airport: 'ATL',
	name: 'admin',
	as: 'credential',
};

const run = async (way: Way, parameters: INodeParameters) =>
	await runTool(way, parameters, WISHED, {
		credentials: sandbox.cloud(),
		item: { ...WISHED, email: 'viewer@acme.test' },
	});

/** Expressions through which a model's choice, or text sent to the agent, could come. */
const choices = [
	"={{ $fromAI('who', 'Whose rows', 'string') }}",
	"={{ $fromai('who') }}",
	"={{ $fromAi('who', '', 'string', 'viewer@acme.test') }}",
	"={{ /* */ $fromAI\n('who') }}",
	"=viewer+{{ $fromAI('who') }}",
	'={{ $json.who }}',
	'={{ $json["who"] }}',
	'={{ $input.item.json.who }}',
	'={{ $input.first().json.who }}',
	'={{ $data.who }}',
	'={{ $thisItem.json.who }}',
	'={{ $parameter.toolDescription }}',
	"={{ $evaluateExpression('{{ $' + 'json.who }}') }}",
];

const refusal =
	/^The AI model could fill in '.+' of this tool, and so choose whose rows it sees\. Give '/;

describe.each(WAYS)('Run As by an agent on the way of the %s', (way) => {
	const expectRefusal = async (parameters: INodeParameters) => {
		const { error } = await run(way, parameters);
		expect(error).toMatch(refusal);
		expect(sandbox.calls()).toEqual([]);
	};

	describe.each(choices)('refuses %j', (choice) => {
		it.each([
			['as the address', flightsOf(byEmail(choice))],
			['as the value of an attribute', flightsOf(byAttribute(choice))],
			['as the name of an attribute', flightsOf(byAttribute('true', choice))],
			['as the type of an attribute', flightsOf(byAttribute('true', 'admin', choice))],
			['as attributes', flightsOf(byJson(choice))],
			[
				'as an option',
				flightsOf({ ...byEmail('viewer@acme.test'), runAsOptions: { externalUserId: choice } }),
			],
		])('%s', async (_, parameters) => {
			await expectRefusal(parameters);
		});
	});

	it.each(choices)('takes %j for no kind of user', async (choice) => {
		const user = { ...byEmail('viewer@acme.test'), runAs: choice };
		const { error } = await run(way, flightsOf(user));
		// n8n evaluates no expression there, and leaves its text.
		expect(error).toMatch(
			/^(The AI model could fill in 'Run As'|There is no user of the kind "\{\{)/,
		);
		expect(sandbox.calls()).toEqual([]);
	});

	it('refuses a choice inside of attributes as JSON text', async () => {
		await expectRefusal(flightsOf(byJson(`={"airport": "{{ $fromAI('airport') }}"}`)));
	});

	it('gets no token, whoever chose whose', async () => {
		for (const userEmail of [choices[0], 'viewer@acme.test']) {
			const { error } = await run(way, {
				resource: 'access',
				operation: 'issueEphemeralToken',
				identity: 'email',
				userEmail,
			});
			expect(error).toContain("'Issue Ephemeral Token' is not for AI agents");
		}
		const embed = { resource: 'access', operation: 'getEmbedUrl', show: 'all', identity: 'email' };
		const { error } = await run(way, { ...embed, userEmail: 'viewer@acme.test' });
		expect(error).toContain("'Get Embed URL' is not for AI agents");
		expect(sandbox.calls()).toEqual([]);
	});

	it.each([
		['a fixed value', byAttribute('ORD')],
		['fixed attributes', byJson('{"airport": "ORD"}')],
		['a value from before the agent', byAttribute("={{ $('Input').item.json.airport && 'ORD' }}")],
	])('takes %s, and gives the rows of that user', async (_, user) => {
		const { rows, error } = await run(way, flightsOf(user));
		expect(error).toBeUndefined();
		expect(rows).toEqual([expect.objectContaining({ airport_text: 'ORD', is_admin: false })]);
	});

	it('takes an address from before the agent', async () => {
		const user = byEmail("={{ $('Input').item.json.email }}");
		const { rows } = await run(way, flightsOf(user));
		expect(rows).toEqual([expect.objectContaining({ email_text: 'viewer@acme.test' })]);
	});

	it('lets the model choose arguments all the same', async () => {
		const more = { ...byAttribute('ORD'), argumentsMode: 'pairs' };
		const pair = [{ name: 'origin', value: "={{ $fromAI('airport', '', 'string') }}" }];
		const { rows, error } = await run(
			way,
			callParameters('my_flights', {}, { ...more, argumentPairs: { pair } }),
		);
		expect(error).toBeUndefined();
		// ATL is what the model wished for; ORD is all that the user may see.
		expect(rows[0]).toMatchObject({ airport_text: 'ORD' });
	});
});
