import {
	NodeConnectionTypes,
	type IDataObject,
	type INode,
	type INodeParameters,
} from 'n8n-workflow';

import { flightOps } from '../../sandbox';
import { agentWorkflow, runAgent, runTool, WAYS, type Way } from '../support/agentRun';
import { TOOL_TYPE } from '../support/agentTool';
import { callParameters, node } from '../support/engine';
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

const run = async (way: Way, parameters: INodeParameters, between: INode[] = []) =>
	await runTool(way, parameters, WISHED, {
		credentials: sandbox.cloud(),
		item: { ...WISHED, email: 'viewer@acme.test' },
		between,
	});

const LANGCHAIN = '@n8n/n8n-nodes-langchain';
const chat = node('Chat', `${LANGCHAIN}.chatTrigger`);
const edit = node('Edit', 'n8n-nodes-base.set');
/** Asks a model, as its type says. */
const openAi = node('OpenAI', `${LANGCHAIN}.openAi`);

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

	it.each(['Chat', 'Edit', 'Input'])('takes an address from %s, before the agent', async (name) => {
		const user = byEmail(`={{ $('${name}').item.json.email }}`);
		const { rows } = await run(way, flightsOf(user), [chat, edit]);
		expect(rows).toEqual([expect.objectContaining({ email_text: 'viewer@acme.test' })]);
	});

	it.each(['OpenAI', 'Edit', 'Agent', 'Rill', 'Nobody'])(
		'refuses an address from %s, where a model may have written it',
		async (name) => {
			const user = byEmail(`={{ $('${name}').item.json.email }}`);
			const { error } = await run(way, flightsOf(user), [chat, openAi, edit]);
			expect(error).toMatch(refusal);
			expect(sandbox.calls()).toEqual([]);
		},
	);

	it.each(['Classifier', 'Edit'])(
		'refuses an address from %s, as a node with a model is behind it',
		async (name) => {
			const tool = flightsOf(byEmail(`={{ $('${name}').item.json.email }}`));
			const workflow = agentWorkflow(way, node('Rill', TOOL_TYPE[way], tool), WISHED, {
				item: { email: 'viewer@acme.test' },
				between: [node('Classifier', 'n8n-nodes-base.set'), edit],
			});
			workflow.nodes.push(node('Model', 'n8n-nodes-base.set'));
			const type = NodeConnectionTypes.AiLanguageModel;
			workflow.connections.Model = { [type]: [[{ node: 'Classifier', type, index: 0 }]] };
			const { error } = await runAgent(workflow, { credentials: sandbox.cloud() });
			expect(error).toMatch(refusal);
			expect(sandbox.calls()).toEqual([]);
		},
	);

	it('refuses what the agent itself said before', async () => {
		const tool = flightsOf(byEmail("={{ $('Agent').item.json.output }}"));
		const workflow = agentWorkflow(way, node('Rill', TOOL_TYPE[way], tool), WISHED);
		workflow.nodes.push(node('After', 'n8n-nodes-base.set'));
		const type = NodeConnectionTypes.Main;
		workflow.connections.Agent = { [type]: [[{ node: 'After', type, index: 0 }]] };
		const { error } = await runAgent(workflow, { credentials: sandbox.cloud() });
		expect(error).toMatch(refusal);
	});

	it('takes an address from before a model', async () => {
		const user = byEmail("={{ $('Chat').item.json.email }}");
		const { rows } = await run(way, flightsOf(user), [chat, openAi, edit]);
		expect(rows).toEqual([expect.objectContaining({ email_text: 'viewer@acme.test' })]);
	});

	it('refuses what somebody wrote to the agent', async () => {
		const user = byEmail("={{ $('Chat').item.json.chatInput }}");
		const { error } = await run(way, flightsOf(user), [chat]);
		expect(error).toMatch(refusal);
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
