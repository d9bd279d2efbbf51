import type { INodeExecutionData } from 'n8n-workflow';

import { showToAgent, wishForAgent } from '../../nodes/Rill/actions/customApi/call/agent';
import type { CallWish } from '../../nodes/Rill/actions/customApi/call/parameters';

const api = {
	name: 'flights',
	summary: '',
	method: 'GET' as const,
	arguments: [],
	columns: [],
	builtIn: false,
};

const wishOf = (limit?: number, output: Partial<CallWish['output']> = {}): CallWish => ({
	call: { api, arguments: new Map() },
	rows: { limit, maxRows: 50_000 },
	output: {
		shape: 'items',
		columns: ['a'],
		whenEmpty: 'emptyItem',
		requestInfo: true,
		file: { format: 'csv', property: 'data', name: '' },
		...output,
	},
	warnings: [],
});

const rowsOf = (count: number, text = ''): INodeExecutionData[] =>
	Array.from({ length: count }, (_, n) => ({ json: { n, text }, pairedItem: { item: 7 } }));

const shown = (rows: INodeExecutionData[], limit?: number, notes: string[] = []) =>
	showToAgent(rows, wishOf(limit), { notes, itemIndex: 7 });

const MORE = (count: number) =>
	`Only the first ${count} rows of API "flights" are shown; there are more. Use narrower arguments to see others.`;

describe('what is asked for a model', () => {
	it.each([
		[undefined, 101],
		[5, 6],
		[99, 100],
		[100, 101],
		[5_000, 101],
	])('is one row more than it is shown: with a limit of %p, %d', (limit, asked) => {
		expect(wishForAgent(wishOf(limit)).rows).toEqual({ limit: asked, maxRows: 50_000 });
	});

	it('is an item per row, and no empty item', () => {
		const asked = wishOf(1, { shape: 'single' });
		expect(wishForAgent(asked).output).toEqual({
			...asked.output,
			shape: 'items',
			whenEmpty: 'nothing',
		});
		expect(wishForAgent(wishOf(1, { whenEmpty: 'fail' })).output.whenEmpty).toBe('fail');
		expect(wishForAgent(asked).call).toBe(asked.call);
	});

	it('is no file', () => {
		expect(() => wishForAgent(wishOf(1, { shape: 'file' }))).toThrow(
			expect.objectContaining({
				kind: 'settings',
				message: 'An AI agent cannot read a file, so API "flights" was not called',
				hint: "Choose 'Item per Row' as the output of this tool.",
				details: { api: 'flights' },
			}),
		);
	});
});

describe('what a model is shown', () => {
	const noteOf = (note: string) => ({ json: { note }, pairedItem: { item: 7 } });

	it('is all rows where they are few and short, and notes behind them', () => {
		expect(shown(rowsOf(3))).toEqual(rowsOf(3));
		expect(shown(rowsOf(100))).toEqual(rowsOf(100));
		expect(shown(rowsOf(2), undefined, ['one', 'two'])).toEqual([
			...rowsOf(2),
			noteOf('one'),
			noteOf('two'),
		]);
	});

	it('is as many as it can use, and that there are more', () => {
		expect(shown(rowsOf(101))).toEqual([...rowsOf(100), noteOf(MORE(100))]);
		expect(shown(rowsOf(4), 3, ['one'])).toEqual([...rowsOf(3), noteOf(MORE(3)), noteOf('one')]);
	});

	it('is no more than 20,000 characters', () => {
		// With its braces and names, such a row has 10,000 and 10,001 characters.
		const [exact, longer] = [9_983, 9_984].map((length) => rowsOf(2, 'x'.repeat(length)));
		expect(JSON.stringify(exact[0].json)).toHaveLength(10_000);
		expect(shown(exact)).toEqual(exact);
		expect(shown(longer)).toEqual([longer[0], noteOf(MORE(1))]);
	});

	it('is a note where nothing can be shown', () => {
		expect(shown([])).toEqual([noteOf('API "flights" has no rows for these arguments.')]);
		expect(shown(rowsOf(1, 'x'.repeat(20_000)))).toEqual([
			noteOf(
				'API "flights" has rows for these arguments, but none is shown: the first one alone has more than 20000 characters.',
			),
		]);
	});
});
