import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { agentApis } from '../support/agentApis';
import { AGENT_ITEM, runTool, WAYS, type ToolOptions, type Way } from '../support/agentRun';
import { callParameters } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox(agentApis());

/** An argument that the model fills in. */
const fromAI = (key: string, type = 'string') =>
	`={{ $fromAI('${key}', 'The ${key}', '${type}') }}`;
const optional = (key: string) => `={{ $fromAI('${key}', 'The ${key}', 'string', '') }}`;

const run = async (
	way: Way,
	parameters: INodeParameters,
	chosen: IDataObject = {},
	options: ToolOptions = {},
) => await runTool(way, parameters, chosen, { credentials: sandbox.cloud(), ...options });

/** What the last call sent to Rill. */
const sent = (): unknown => {
	const [call] = sandbox.calls();
	return JSON.parse(call.body);
};

const numbers = (rows: IDataObject[]) => rows.flatMap(({ n }) => (n === undefined ? [] : [n]));
const notes = (rows: IDataObject[]) =>
	rows.flatMap(({ note }) => (note === undefined ? [] : [note]));
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe.each(WAYS)('An agent on the way of the %s', (way) => {
	describe('is shown', () => {
		const counted = async (of: number, more: INodeParameters = {}, chars = 1) =>
			await run(way, callParameters('counted', { of: fromAI('of', 'number'), chars }, more), {
				of,
			});

		it('which API it calls, where nobody wrote more', async () => {
			const { description } = await run(way, callParameters('counted', { of: '1', chars: '1' }));
			// What the engine's way tells beforehand is only seen in a real n8n (playground/e2e).
			expect(description).toBe(
				way === 'wrapper' ? 'Get rows of the API "counted" of a Rill project' : undefined,
			);
		});

		it('the rows', async () => {
			const { rows } = await counted(3);
			expect(rows).toEqual([0, 1, 2].map((n) => ({ n, text: 'x' })));
		});

		it('a hundred rows at most, and that there are more, for which one request is enough', async () => {
			const { rows } = await counted(2500);
			expect(numbers(rows)).toEqual(upTo(100));
			expect(rows.slice(100)).toEqual([
				{
					note: 'Only the first 100 rows of API "counted" are shown; there are more. Use narrower arguments to see others.',
				},
			]);
			expect(sandbox.calls().map(({ query }) => query)).toEqual([
				'of=2500&chars=1&limit=101&offset=0',
			]);
		});

		it('no note when the hundredth row is the last', async () => {
			const { rows } = await counted(100);
			expect(numbers(rows)).toEqual(upTo(100));
			expect(notes(rows)).toEqual([]);
		});

		it('20,000 characters at most', async () => {
			const { rows, text } = await counted(50, {}, 1500);
			expect(numbers(rows)).toEqual(upTo(13));
			expect(notes(rows)).toEqual([expect.stringContaining('Only the first 13 rows')]);
			expect(text.length).toBeLessThan(20_300);
		});

		it('that a row is too long to be shown', async () => {
			const { rows } = await counted(2, {}, 20_001);
			expect(rows).toEqual([
				{
					note: 'API "counted" has rows for these arguments, but none is shown: the first one alone has more than 20000 characters.',
				},
			]);
		});

		it.each([
			['by default', {}],
			['with an empty item switched on', { options: { whenEmpty: 'emptyItem' } }],
			['as a single item', { output: 'single' }],
		])('that there are no rows, %s', async (_, more) => {
			const { rows } = await counted(0, more);
			expect(rows).toEqual([{ note: 'API "counted" has no rows for these arguments.' }]);
		});

		it("that 'Limit' holds rows back", async () => {
			const { rows } = await counted(11, { returnAll: false, limit: 10 });
			expect(numbers(rows)).toEqual(upTo(10));
			expect(notes(rows)).toEqual([expect.stringContaining('Only the first 10 rows')]);
		});

		it("no more than a hundred rows, whatever 'Limit' says", async () => {
			const { rows } = await counted(2500, { returnAll: false, limit: 1000 });
			expect(rows).toHaveLength(101);
		});

		it('that the API itself may hold rows back', async () => {
			const { rows } = await run(way, callParameters('five-at-most', {}));
			expect(numbers(rows)).toEqual(upTo(5));
			expect(notes(rows)).toEqual([expect.stringContaining('there may be more')]);
		});

		it('the rows of a single item as rows', async () => {
			const { rows } = await counted(150, { output: 'single' });
			expect(numbers(rows)).toEqual(upTo(100));
		});

		it('which of its arguments did not count', async () => {
			const { rows } = await run(
				way,
				callParameters('counted', null, {
					argumentsMode: 'pairs',
					argumentPairs: {
						pair: [
							{ name: 'of', value: '1' },
							{ name: 'charz', value: fromAI('charz', 'number') },
						],
					},
				}),
				{ charz: 5 },
			);
			expect(notes(rows)).toEqual([
				'API "counted" does not declare an argument "charz", so Rill may ignore it. Did you mean "chars"?',
			]);
		});
	});

	describe('sends', () => {
		const typed: IDataObject = {
			text: 'New York-JFK',
			tags: ['a', 'b'],
			filter: { from: 'ORD' },
			count: 45,
			share: 0.5,
			late: false,
			day: '2001-02-03',
		};
		const type = (value: unknown) => (typeof value === 'object' ? 'json' : typeof value);
		const lines = Object.fromEntries(
			Object.entries(typed).map(([name, value]) => [name, fromAI(name, type(value))]),
		);
		const json = `={{ { ${Object.entries(typed)
			.map(([name, value]) => `"${name}": $fromAI('${name}', 'The ${name}', '${type(value)}')`)
			.join(', ')} } }}`;

		it('typed values, and nothing of its own input item', async () => {
			const { error } = await run(way, callParameters('takes all', lines), typed);
			expect(error).toBeUndefined();
			expect(sent()).toEqual(typed);
		});

		it('typed values as JSON, and nothing of its own input item', async () => {
			const parameters = { argumentsMode: 'json', argumentsJson: json };
			const { error } = await run(way, callParameters('takes all', null, parameters), typed);
			expect(error).toBeUndefined();
			expect(sent()).toEqual(typed);
		});

		it('typed values where its model writes them as text', async () => {
			const asText = {
				count: '45',
				share: '0.5',
				late: 'false',
				tags: 'a, b',
				filter: '{"from":"ORD"}',
			};
			const optionals = Object.fromEntries(
				Object.keys(asText).map((name) => [name, optional(name)]),
			);
			await run(way, callParameters('takes all', optionals), asText);
			const { count, share, late, tags, filter } = typed;
			expect(sent()).toEqual({ count, share, late, tags, filter });
		});

		it.each(['fields', 'json', 'pairs'])(
			'nothing for what its model leaves out (%s)',
			async (mode) => {
				const names = ['text', 'tags', 'filter', 'count', 'late', 'day', 'kind'];
				const parameters = callParameters(
					'takes all',
					Object.fromEntries(names.map((name) => [name, optional(name)])),
					{
						argumentsMode: mode,
						argumentsJson: `={{ { ${names.map((name) => `"${name}": $fromAI('${name}', 'The ${name}', 'string', '')`).join(', ')} } }}`,
						argumentPairs: { pair: names.map((name) => ({ name, value: optional(name) })) },
					},
				);
				// The agent's own item has fields of the same names, which are no arguments.
				const item = { ...AGENT_ITEM, text: 'of the agent', count: 7 };
				const { error } = await run(way, parameters, {}, { item });
				expect(error).toBeUndefined();
				expect(sandbox.calls().map(({ query, body }) => [query, body])).toEqual([['', '{}']]);
			},
		);
	});

	describe('is refused', () => {
		const unsafe = "' OR 1=1 --";

		const expectRefusal = async (
			argument: string,
			parameters: INodeParameters,
			chosen: IDataObject,
		) => {
			const { error } = await run(way, parameters, chosen);
			expect(error).toBe(
				`The argument "${argument}" of API "takes all" holds characters that could change the query, so it was not sent. Use letters, digits, spaces, dots and single dashes only: no quotes, semicolons, backslashes or comment marks.`,
			);
			expect(sandbox.calls()).toEqual([]);
		};
		const byJson = (argumentsJson: string) =>
			callParameters('takes all', null, { argumentsMode: 'json', argumentsJson });
		const byPair = (name: string, value: string) =>
			callParameters('takes all', null, {
				argumentsMode: 'pairs',
				argumentPairs: { pair: [{ name, value }] },
			});

		it.each([
			['text', 'string', unsafe],
			['tags', 'json', ['a', unsafe]],
			['tags', 'string', `a, ${unsafe}`],
			['filter', 'json', { deep: [{ er: unsafe }] }],
			['filter', 'json', { [unsafe]: 1 }],
			['filter', 'string', JSON.stringify({ deep: unsafe })],
		])('unsafe text in "%s" (%s) by fields, JSON and pairs', async (name, type, value) => {
			const line = fromAI(name, type);
			const chosen = { [name]: value };
			await expectRefusal(name, callParameters('takes all', { [name]: line }), chosen);
			await expectRefusal(name, byJson(`={{ { "${name}": ${line.slice(4, -3)} } }}`), chosen);
			await expectRefusal(name, byPair(name, line), chosen);
		});

		it('unsafe text that breaks out of a JSON text', async () => {
			const json = `={"code": "{{ $fromAI('code', 'The code', 'string') }}"}`;
			await expectRefusal('text', byJson(json), { code: 'ORD", "text": "\' OR 1=1 --' });
		});

		it('unsafe text in the name of an argument', async () => {
			await expectRefusal(unsafe, byPair(fromAI('name'), 'x'), { name: unsafe });
		});

		it.each(["O'Hare", '"', '`', 'a;b', 'a\\b', 'a#b', 'a\nb', 'a\u0000b', 'a--b', '/*', '*/'])(
			'%j',
			async (text) => {
				await expectRefusal('text', callParameters('takes all', { text: fromAI('text') }), {
					text,
				});
			},
		);

		it("unsafe text even with 'Refuse Unsafe Text' switched off", async () => {
			const off = { options: { refuseUnsafeText: false } };
			const parameters = callParameters('takes all', { text: fromAI('text') }, off);
			await expectRefusal('text', parameters, { text: unsafe });
		});

		it('unsafe text that a pattern matches in part', async () => {
			const parameters = callParameters('takes all', { code: fromAI('code') });
			await expectRefusal('code', parameters, { code: "O'HARE; --" });
		});

		it('automatic mapping, which would send its own fields', async () => {
			const parameters = callParameters('takes all', null, {
				arguments: { mappingMode: 'autoMapInputData', value: null, schema: [] },
			});
			const item = { ...AGENT_ITEM, text: 'of the agent' };
			const { error } = await run(way, parameters, {}, { item });
			expect(error).toBe(
				'The arguments of API "takes all" cannot be mapped automatically when an AI agent calls it. Map each argument by hand, and let the model fill in those that it may choose with $fromAI(). The operation \'List\' gives the lines to paste.',
			);
			expect(sandbox.calls()).toEqual([]);
		});

		it.each([
			['sql', {}],
			['SQL', {}],
			['metrics-sql', {}],
			['metrics', {}],
			[
				'https://api.rilldata.com/v1/organizations/acme/projects/flight-ops/runtime/api/sql',
				{ mode: 'url' },
			],
		])('the built-in API %s by its own choice', async (api, mode) => {
			for (const value of [fromAI('api'), '={{ $json.api }}', `={{ "${api}" || $json.x }}`]) {
				const parameters = callParameters({ mode: 'name', value, ...mode }, null, {
					argumentsMode: 'json',
					argumentsJson: `={{ { sql: ${fromAI('query').slice(4, -3)} } }}`,
				});
				const chosen = { api, query: 'SELECT 1 AS n' };
				const { error } = await run(way, parameters, chosen, { item: { api } });
				expect(error).toMatch(
					/^The AI model cannot choose the built-in API ".+", which takes whole queries\. Choose one of the project's own APIs\. /,
				);
			}
			expect(sandbox.calls()).toEqual([]);
		});

		it('a file, of which its model could read nothing', async () => {
			const { error } = await run(way, callParameters('airports', {}, { output: 'file' }));
			expect(error).toBe(
				'An AI agent cannot read a file, so API "airports" was not called. Choose \'Item per Row\' as the output of this tool.',
			);
			expect(sandbox.calls()).toEqual([]);
		});
	});

	describe('may call', () => {
		it("an API of the project by its model's choice", async () => {
			const parameters = callParameters({ mode: 'name', value: fromAI('api') }, { of: 2 });
			const { rows } = await run(way, parameters, { api: 'counted' });
			expect(numbers(rows)).toEqual([0, 1]);
		});

		it('a built-in API that whoever built it has chosen', async () => {
			const parameters = callParameters('sql', null, {
				argumentsMode: 'json',
				argumentsJson: `={{ { sql: ${fromAI('query').slice(4, -3)} } }}`,
			});
			const { rows } = await run(way, parameters, { query: 'SELECT 7 AS n' });
			expect(rows).toEqual([{ n: 7 }]);
		});
	});

	describe('may send', () => {
		it.each([
			['code', 'string', "O'HARE"],
			['kind', 'string', "it's late"],
			['kinds', 'json', ["it's late", 'on time']],
			['text', 'string', 'São Paulo 2001-02-03 3.5 (a_b)'],
		])('"%s" (%s) as the spec allows it', async (name, type, value) => {
			const parameters = callParameters('takes all', { [name]: fromAI(name, type) });
			const { error } = await run(way, parameters, { [name]: value });
			expect(error).toBeUndefined();
			expect(sent()).toEqual({ [name]: value });
		});
	});

	describe('is told the remedy', () => {
		const failures: Array<[string, INodeParameters, ToolOptions?]> = [
			['a missing argument', callParameters('counted', {})],
			['a wrong type', callParameters('counted', { of: 'many' })],
			['a value that is not listed', callParameters('takes all', { kind: 'never' })],
			['unsafe text', callParameters('takes all', { text: "'" })],
			['an API that does not exist', callParameters('countet', {})],
			['no API', callParameters('', {})],
			[
				'no rows as a failure',
				callParameters('counted', { of: 0 }, { options: { whenEmpty: 'fail' } }),
			],
			[
				'a column that does not exist',
				callParameters('counted', { of: 1 }, { options: { columns: ['m'] } }),
			],
			[
				'arguments that are no JSON',
				callParameters('counted', null, { argumentsMode: 'json', argumentsJson: '[1]' }),
			],
		];

		it.each(failures)('of %s, thrown or as an item', async (_, parameters) => {
			const more = { onError: 'continueRegularOutput' } as const;
			const { rows } = await run(way, parameters, {}, { more });
			const [{ error, details }] = rows as Array<{ error: string; details: IDataObject }>;
			expect(details).not.toHaveProperty('description');
			expect(error).toMatch(/[.?!] [A-Z].{10}/s);
			expect(error).not.toMatch(/[.?!]\. /);
			expect((await run(way, parameters)).error).toBe(error);
		});

		it('of what Rill refuses', async () => {
			const credentials = sandbox.cloud({ token: 'rill_svc_nobody' });
			const { error, text } = await run(way, callParameters('airports', {}), {}, { credentials });
			expect(error).toContain('was revoked or deleted. Issue a new token');
			expect(text).not.toContain('rill_svc_nobody');
		});

		it('of a credential that sends nothing', async () => {
			const credentials = sandbox.cloud({ baseUrl: 'http://rill.example.com' });
			const { error } = await run(way, callParameters('airports', {}), {}, { credentials });
			expect(error).toMatch(/https/);
			expect(error).toMatch(/\. \w/);
		});
	});
});
