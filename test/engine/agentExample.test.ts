/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';

import { flightOps } from '../../sandbox';
import { agentWorkflow, runAgent, type Way } from '../support/agentRun';
import { TOOL_TYPE, WAYS } from '../support/agentTool';
import { PROJECT_DIR, rillWorkflow, runWorkflow, type WorkflowJson } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox(flightOps());

const example = JSON.parse(
	readFileSync(join(PROJECT_DIR, 'examples', 'agent-with-rill-as-tool.json'), 'utf8'),
) as WorkflowJson;

function rillTool(): INode {
	const tool = example.nodes.find(({ type }) => type === TOOL_TYPE.engine);
	if (!tool) throw new Error('The example has no Rill tool');
	return tool;
}

/** The example's own tool, with an agent in place of n8n's, whose model needs an account. */
const ask = async (way: Way, chosen: IDataObject) => {
	const tool = { ...rillTool(), type: TOOL_TYPE[way] };
	return await runAgent(agentWorkflow(way, tool, chosen), { credentials: sandbox.cloud() });
};

describe('The example of an agent', () => {
	it('has what List gives for its API', async () => {
		const list = rillWorkflow({ resource: 'customApi', operation: 'list' });
		const execution = await runWorkflow(list, { credentials: sandbox.cloud() });
		const api = execution.items('Rill').find(({ json }) => json.name === 'late-arrivals');
		const { description, arguments: lines } = api?.json.tool as IDataObject;
		const { toolDescription, arguments: mapper } = rillTool().parameters;
		expect(toolDescription).toBe(description);
		expect(mapper).toMatchObject({ mappingMode: 'defineBelow', value: lines });
	});

	it('connects the trigger, the model and the tool to the agent', () => {
		const [trigger, agent, model, tool] = example.nodes.map(({ name }) => name);
		expect(example.connections).toEqual({
			[trigger]: { main: [[{ node: agent, type: 'main', index: 0 }]] },
			[model]: { ai_languageModel: [[{ node: agent, type: 'ai_languageModel', index: 0 }]] },
			[tool]: { ai_tool: [[{ node: agent, type: 'ai_tool', index: 0 }]] },
		});
	});

	it.each(WAYS)('gives the flights that the model asks for, on the way of the %s', async (way) => {
		const { rows, error } = await ask(way, { origin: 'ORD', min_delay: '120' });
		expect(error).toBeUndefined();
		expect(rows.length).toBeGreaterThan(1);
		expect(rows[0]).toMatchObject({ origin: 'ORD' });
		expect(Number(rows[0].delay_minutes)).toBeGreaterThanOrEqual(120);
	});

	it.each(WAYS)('lets no model change the query, on the way of the %s', async (way) => {
		const { error } = await ask(way, { origin: "' OR 1=1 --" });
		expect(error).toContain('could change the query');
		expect(sandbox.calls()).toEqual([]);
	});
});
