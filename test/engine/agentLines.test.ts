import fc from 'fast-check';
import { isSafeObjectProperty, traverseNodeParameters, type IDataObject } from 'n8n-workflow';

import { describeTool } from '../../nodes/Rill/actions/customApi/tool';
import { keysOf } from '../../nodes/Rill/actions/customApi/tool/fromAi';
import type { RillApi, RillArgument } from '../../nodes/Rill/client/spec';
import { agentWorkflow, runAgent, runTool, WAYS, type Way } from '../support/agentRun';
import { agentApis } from '../support/agentApis';
import { callParameters, node, rillWorkflow, runWorkflow } from '../support/engine';
import { useSandbox } from '../support/sandbox';

/** What an expression or n8n's search for `$fromAI` could trip over. */
const traps = [
	...["'", '"', '`', '\\', "\\'", '\n', '\r\n', '\u2028', '\u0000', '\ud800', ',', '(', ')', ' '],
	...['{{', '}}', '{', '}', '}}}', "') }}", '{{ $json }}', '=', '//', '/*', '*/', '${', '$$'],
	...["$fromAI('x', 'y', 'date')", '$fromai (', '$FROMAI(', '.constructor', '. constructor'],
	...['"a".length()', '.toDate()', '$json', 'new Date()', 'é', '漢', '🛫', 'origin'],
];
const anyText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc
		.array(fc.oneof(fc.constantFrom(...traps), fc.string({ maxLength: 3 })))
		.map((all) => all.join('')),
);
const takenNames = [
	...[
		'__proto__',
		'constructor',
		'prototype',
		'arguments',
		'binding',
		'caller',
		'query',
		'id',
		'toString',
		'valueOf',
		'hasOwnProperty',
	],
	...['type', 'log', 'tool', 'a b', 'a_b', 'a-b', 'A_b', 'x'.repeat(64), 'x'.repeat(70), ''],
];
const anyName = fc.oneof(
	anyText,
	fc.constantFrom(...takenNames),
	fc.stringMatching(/^[a-z_]{1,12}$/),
);

const anyArgument: fc.Arbitrary<RillArgument> = fc.record(
	{
		name: anyName,
		description: anyText,
		required: fc.boolean(),
		type: fc.constantFrom(
			'text',
			'integer',
			'number',
			'boolean',
			'date',
			'dateTime',
			'list',
			'object',
			'any',
		),
		enum: fc.array(fc.oneof(anyText, fc.integer(), fc.boolean()), { minLength: 1, maxLength: 3 }),
		default: fc.oneof(anyText, fc.integer(), fc.boolean()),
		maximum: fc.integer(),
		long: fc.boolean(),
		members: fc.array(anyText, { maxLength: 2 }),
	},
	{ requiredKeys: ['name', 'description', 'required', 'type'] },
);

const anyApi: fc.Arbitrary<RillApi> = fc.record({
	name: anyText,
	summary: anyText,
	method: fc.constantFrom('GET', 'POST'),
	builtIn: fc.constant(false),
	arguments: fc.uniqueArray(anyArgument, { selector: ({ name }) => name, maxLength: 4 }),
	columns: fc.array(fc.record({ name: anyText, type: anyText, description: anyText }), {
		maxLength: 3,
	}),
});

const valueOf = ({ type, long, enum: listed }: RillArgument): unknown => {
	if (listed || long) return "a 'word' }}";
	if (type === 'integer' || type === 'number') return 45;
	if (type === 'boolean') return false;
	return type === 'list' || type === 'object' ? { a: [1] } : "a 'word' }}";
};

const entries = (list: unknown) => new Map(list as Array<[string, unknown]>);

/** Runs the pasted texts as a tool, with what a model chose for its keys. */
async function paste(way: Way, api: RillApi, chosen: IDataObject) {
	const { description, arguments: fields, json } = describeTool(api);
	const tool = node('Echo', 'test.echo', {
		toolDescription: String(description),
		fields: fields as Record<string, string>,
		json: String(json),
	});
	const { rows, description: told, error } = await runAgent(agentWorkflow(way, tool, chosen), {});
	const { fields: byField = [], json: byJson = [] } = rows[0] ?? {};
	return { fields: entries(byField), json: entries(byJson), told, error };
}

/** The arguments that n8n finds in the pasted texts, as it shows them to a model. */
function schemaOf(api: RillApi) {
	const found: Parameters<typeof traverseNodeParameters>[1] = [];
	traverseNodeParameters(describeTool(api) as Parameters<typeof traverseNodeParameters>[0], found);
	return found;
}

/** What the node fills in itself, and the names that n8n loses. */
const isLeftOut = ({ name, type }: RillArgument) =>
	!isSafeObjectProperty(name) ||
	(/^(limit|page_size|row_limit|max_rows|offset|skip|row_offset)$/i.test(name) &&
		['integer', 'number', 'any'].includes(type));

describe.each(WAYS)('The pasted lines on the way of the %s', (way) => {
	it('give what the model chooses, and empty text for what it leaves out, whatever the spec says', async () => {
		await fc.assert(
			fc.asyncProperty(anyApi, async (api) => {
				const choices = api.arguments.filter((argument) => !isLeftOut(argument));
				const keys = keysOf(choices.map(({ name }) => name));
				const needed = choices.filter(({ required }) => required);
				const chosen = Object.fromEntries(
					needed.map((argument) => [keys.get(argument.name), valueOf(argument)]),
				) as IDataObject;
				const expected = entries(
					choices.map((argument) => [argument.name, argument.required ? valueOf(argument) : '']),
				);
				const { fields, json, told, error } = await paste(way, api, chosen);
				expect(error).toBeUndefined();
				expect(fields).toEqual(expected);
				expect(json).toEqual(expected);
				if (way === 'wrapper') expect(told).toBe(describeTool(api).description);
			}),
			{ numRuns: 150 },
		);
	});
});

it('has keys that n8n takes, one for each argument', () => {
	fc.assert(
		fc.property(fc.uniqueArray(anyName), (names) => {
			const keys = [...keysOf(names).values()];
			expect(keys).toHaveLength(names.length);
			expect(new Set(keys).size).toBe(names.length);
			for (const key of keys) {
				expect(key).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
				expect(isSafeObjectProperty(key)).toBe(true);
			}
		}),
		{ numRuns: 1000 },
	);
});

it('tells the model the words of the spec, each argument once by fields and once as JSON', () => {
	fc.assert(
		fc.property(anyApi, (api) => {
			const choices = api.arguments.filter((argument) => !isLeftOut(argument));
			const found = schemaOf(api);
			expect(found).toHaveLength(choices.length * 2);
			for (const { key, description, type } of found) {
				expect(key).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
				expect(description).toEqual(expect.any(String));
				expect(['string', 'number', 'boolean', 'json']).toContain(type);
			}
			// An object has names like `0` first, whatever the order in which they were declared.
			const inOrder = Object.fromEntries(choices.map((choice) => [choice.name, choice]));
			const first = Object.values(inOrder)[0]?.description;
			if (/^[\w ,()]+$/.test(first ?? '')) expect(found[0].description).toContain(first?.trim());
		}),
		{ numRuns: 1000 },
	);
});

describe('What List gives for an agent', () => {
	const sandbox = useSandbox(agentApis());

	const toolOf = async (name: string) => {
		const json = rillWorkflow({ resource: 'customApi', operation: 'list' });
		const execution = await runWorkflow(json, { credentials: sandbox.cloud() });
		const api = execution.items('Rill').find((item) => item.json.name === name)?.json;
		return api?.tool as ReturnType<typeof describeTool>;
	};

	it('has the words of the spec', async () => {
		const { description, arguments: lines, json } = await toolOf('late-arrivals');
		expect(description).toBe(
			[
				'Calls the API "late-arrivals" of a Rill project. Flights that came in late',
				'Columns of its rows:',
				'- delay_minutes: Minutes late; negative if early',
				'- departed_at: Local time of departure',
				'- destination: IATA code of the arrival airport',
				'- distance_miles',
				'- flight_id: Row number of the flight',
				'- origin: IATA code of the departure airport',
				'Arguments:',
				'- origin: IATA code of the departure airport (leave empty if not needed)',
				'- min_delay: Only flights at least this many minutes late (a whole number; by default 15; leave empty if not needed)',
				'- from: First day of departure (a day like 2026-01-31; leave empty if not needed)',
				'- to: Last day of departure, inclusive (a day like 2026-01-31; leave empty if not needed)',
				'- weekend_only: Only flights on Saturdays and Sundays (true or false; leave empty if not needed)',
				'- sort_by: Column to sort by (one of: departed_at, delay_minutes, distance_miles; by default departed_at; leave empty if not needed)',
			].join('\n'),
		);
		expect(lines).toEqual({
			origin: `={{ $fromAI('origin', 'IATA code of the departure airport (leave empty if not needed)', 'string', '') }}`,
			min_delay: `={{ $fromAI('min_delay', 'Only flights at least this many minutes late (a whole number; by default 15; leave empty if not needed)', 'string', '') }}`,
			from: `={{ $fromAI('from', 'First day of departure (a day like 2026-01-31; leave empty if not needed)', 'string', '') }}`,
			to: `={{ $fromAI('to', 'Last day of departure, inclusive (a day like 2026-01-31; leave empty if not needed)', 'string', '') }}`,
			weekend_only: `={{ $fromAI('weekend_only', 'Only flights on Saturdays and Sundays (true or false; leave empty if not needed)', 'string', '') }}`,
			sort_by: `={{ $fromAI('sort_by', 'Column to sort by (one of: departed_at, delay_minutes, distance_miles; by default departed_at; leave empty if not needed)', 'string', '') }}`,
		});
		expect(json).toMatch(/^=\{\{ \{ "origin": \$fromAI\('origin', /);
	});

	it('has a required argument with its type and no default', async () => {
		const { arguments: lines } = await toolOf('counted');
		expect(lines).toMatchObject({ of: "={{ $fromAI('of', 'a whole number', 'number') }}" });
		expect(Object.keys(lines as object)).toEqual(['of', 'chars']);
	});

	it('has a description that models take, however many words the spec has', () => {
		const words = { name: 'x', summary: 'y '.repeat(2000), method: 'GET' as const };
		const { description } = describeTool({ ...words, builtIn: false, arguments: [], columns: [] });
		expect(description).toHaveLength(1024);
		expect(description).toMatch(/…$/);
	});

	it('has lines that a node can hold, however many words and values the spec has', () => {
		const huge = '$'.repeat(2e6);
		const argument: RillArgument = {
			name: 'x',
			type: 'text',
			required: true,
			description: huge,
			enum: [huge],
			default: huge,
		};
		const api: RillApi = {
			name: 'x',
			summary: huge,
			method: 'GET',
			builtIn: false,
			arguments: [argument],
			columns: [{ name: 'y', type: 'text', description: huge }],
		};
		expect(JSON.stringify(describeTool(api)).length).toBeLessThan(10_000);
	});

	it('has nothing for the APIs that take whole queries', async () => {
		expect(await toolOf('sql')).toBeUndefined();
	});

	describe.each(WAYS)('pasted, on the way of the %s', (way) => {
		it.each(['fields', 'json'])(
			'gets the rows that the model asks for (%s)',
			async (argumentsMode) => {
				const { arguments: lines, json } = await toolOf('late-arrivals');
				const parameters = callParameters('late-arrivals', lines as Record<string, string>, {
					argumentsMode,
					argumentsJson: String(json),
				});
				const chosen = { origin: 'ORD', min_delay: '45', weekend_only: 'true' };
				const credentials = sandbox.cloud();
				const { rows, error } = await runTool(way, parameters, chosen, { credentials });
				expect(error).toBeUndefined();
				expect(rows[0]).toMatchObject({ origin: 'ORD' });
				const [{ query, body }] = sandbox.calls();
				expect(query).toBe('');
				expect(JSON.parse(body)).toEqual({
					origin: 'ORD',
					min_delay: 45,
					weekend_only: true,
					limit: 101,
					offset: 0,
				});
			},
		);
	});
});
