import type { RillPage } from '../../nodes/Rill/client/paging';
import { parseExact } from '../../nodes/Rill/client/json';
import type { RillRow } from '../../nodes/Rill/client/rows';
import {
	makeOutput,
	type Files,
	type OutputWish,
	type Source,
} from '../../nodes/Rill/actions/customApi/call/output';

const WISH: OutputWish = {
	shape: 'items',
	columns: [],
	whenEmpty: 'nothing',
	requestInfo: false,
	file: { format: 'csv', property: 'data', name: '' },
};

const page = (text: string, more: Partial<RillPage> = {}): RillPage => ({
	rows: parseExact(text) as RillRow[],
	text,
	method: 'GET',
	status: 200,
	retries: [],
	cut: 0,
	mayHaveMore: false,
	...more,
});

/** Files that are kept as what they were given as. */
const files: Files = {
	prepareBinaryData: async (data, fileName, mimeType) => ({
		data: (data as Buffer).toString('utf8'),
		fileName,
		mimeType: mimeType ?? '',
	}),
};

async function output(
	texts: Array<string | RillPage>,
	wish: Partial<OutputWish> = {},
	source: Partial<Source> = {},
) {
	async function* pages() {
		for (const one of texts) yield await Promise.resolve(typeof one === 'string' ? page(one) : one);
	}
	return await makeOutput(
		files,
		pages(),
		{ ...WISH, ...wish },
		{
			api: { name: 'flights' },
			columns: ['declared', 'too'],
			fileName: 'flights',
			spare: { atATime: 1, hasRoom: () => true, unused: 2 },
			...source,
		},
	);
}

const jsonOf = async (...asked: Parameters<typeof output>) =>
	(await output(...asked)).map(({ json }) => json);

const INFO = {
	api: 'flights',
	method: 'POST',
	status: 203,
	durationMs: expect.any(Number),
	rows: 3,
	pages: 2,
	attempts: 6,
	unusedPages: 2,
	retries: ['waking', 'timeout'],
};
const TWO_PAGES = [
	page('[{"a":1}]', { retries: ['waking'] }),
	page('[{"a":2},{"a":3}]', { retries: ['timeout'], method: 'POST', status: 203 }),
];

describe('items of a result', () => {
	it('are its rows, of all pages', async () => {
		const items = await output(['[{"a":1},{"a":2}]', '[{"a":3}]']);
		expect(items).toStrictEqual([1, 2, 3].map((a) => ({ json: { a }, pairedItem: undefined })));
	});

	it('have the chosen columns in the chosen order', async () => {
		const [row] = await jsonOf(['[{"a":1,"b":2,"c":3}]'], { columns: ['c', 'a'] });
		expect(JSON.stringify(row)).toBe('{"c":3,"a":1}');
	});

	it('have no column that is not there, nor one of every object', async () => {
		const asked = output(['[{"flight":1,"b":2}]'], { columns: ['flihgt'] });
		await expect(asked).rejects.toMatchObject({
			kind: 'settings',
			message: 'The rows of API "flights" have no column "flihgt". Did you mean "flight"?',
			hint: 'Their columns are: flight, b.',
			details: { api: 'flights' },
		});
		const odd = output(
			['[{"a":1}]'],
			{ columns: ['toString'] },
			{ api: { name: 'x', metricsView: 'v' } },
		);
		await expect(odd).rejects.toThrow(/^The rows of metrics view "v" have no column "toString"$/);
	});

	it('have their request beside them, under a name that is free', async () => {
		expect(await jsonOf(TWO_PAGES, { requestInfo: true })).toEqual(
			[1, 2, 3].map((a) => ({ a, _request: INFO })),
		);
		const rows = '[{"a":1},{"_request":5,"_request_1":6}]';
		const [first, second] = await jsonOf([rows], { requestInfo: true });
		expect(Object.keys(first)).toEqual(['a', '_request_2']);
		expect(second).toMatchObject({ _request: 5, _request_1: 6, _request_2: { rows: 2 } });
	});

	it.each([
		['nothing', []],
		['emptyItem', [{ json: {} }]],
	] as const)('without rows are %s', async (whenEmpty, items) => {
		expect(await output(['[]'], { whenEmpty })).toEqual(items);
		expect(await jsonOf(['[{"a":1}]'], { whenEmpty })).toEqual([{ a: 1 }]);
	});

	it.each(['items', 'single', 'file'] as const)(
		'without rows are a failure where they are wished to be: %s',
		async (shape) => {
			await expect(output(['[]'], { shape, whenEmpty: 'fail' })).rejects.toMatchObject({
				kind: 'noRows',
				message: 'API "flights" answered without any rows',
				hint: expect.stringContaining("'When There Are No Rows' says"),
				details: { api: 'flights' },
			});
			expect(await output(['[{"a":1}]'], { shape, whenEmpty: 'fail' })).toHaveLength(1);
		},
	);
});

describe('one item of a result', () => {
	it('has all rows, and says how many they are and what they have', async () => {
		expect(await output(TWO_PAGES, { shape: 'single' })).toStrictEqual([
			{
				json: {
					rows: [{ a: 1 }, { a: 2 }, { a: 3 }],
					rowCount: 3,
					columns: ['a'],
					durationMs: expect.any(Number),
					pages: 2,
				},
			},
		]);
	});

	it('has its request beside the rows', async () => {
		const [{ request }] = await jsonOf(TWO_PAGES, { shape: 'single', requestInfo: true });
		expect(request).toEqual(INFO);
	});

	it('has the chosen columns, and none without rows', async () => {
		const wish = { shape: 'single', columns: ['b'] } as const;
		const [chosen] = await jsonOf(['[{"a":1,"b":2}]'], { ...wish, columns: ['b'] });
		expect(chosen).toMatchObject({ rows: [{ b: 2 }], columns: ['b'] });
		expect(await jsonOf(['[]'], { ...wish, columns: ['b'] })).toMatchObject([{ columns: ['b'] }]);
		expect(await jsonOf(['[]'], { shape: 'single' })).toMatchObject([{ columns: [], rowCount: 0 }]);
	});
});

describe('a file of a result', () => {
	const fileOf = async (
		texts: Array<string | RillPage>,
		format: 'csv' | 'json',
		more: Partial<OutputWish> = {},
		source: Partial<Source> = {},
	) => {
		const file = { format, property: 'report', name: '' };
		const [item] = await output(texts, { shape: 'file', file, ...more }, source);
		return item?.binary?.report;
	};

	it('has one header, and the rows of all pages', async () => {
		expect(await fileOf(['[{"a":1,"b":"x"}]', '[{"b":"y","a":2}]'], 'csv')).toEqual({
			data: 'a,b\r\n1,x\r\n2,y\r\n',
			fileName: 'flights.csv',
			mimeType: 'text/csv',
		});
	});

	it('tells of its requests, and how long they took', async () => {
		const before = Date.now();
		const [info] = await jsonOf(TWO_PAGES, { shape: 'file' });
		expect(info).toEqual(INFO);
		expect(info.durationMs).toBeLessThanOrEqual(Date.now() - before);
	});

	it('is named after its API, or as somebody wishes', async () => {
		const odd = await fileOf(['[{"a":1}]'], 'csv', {}, { fileName: 'a / b c:ä_1.x-y' });
		expect(odd?.fileName).toBe('a-b-c-ä_1.x-y.csv');
		const file = { format: 'json', property: 'report', name: 'mine.txt' } as const;
		expect(await fileOf(['[{"a":1}]'], 'json', { file })).toMatchObject({
			fileName: 'mine.txt',
			mimeType: 'application/json',
		});
	});

	it('has the chosen columns', async () => {
		expect((await fileOf(['[{"a":1,"b":2}]'], 'csv', { columns: ['b'] }))?.data).toBe('b\r\n2\r\n');
		expect((await fileOf(['[{"a":1,"b":2.50}]'], 'json', { columns: ['b', 'a'] }))?.data).toBe(
			'[{"b":2.50,"a":1}]',
		);
	});

	it('is none without rows, or has a header', async () => {
		expect(await output(['[]'], { shape: 'file' })).toEqual([]);
		const whenEmpty = 'emptyItem';
		expect((await fileOf(['[]'], 'csv', { whenEmpty }))?.data).toBe('declared,too\r\n');
		expect((await fileOf(['[]'], 'csv', { whenEmpty }, { columns: [] }))?.data).toBe('');
		expect((await fileOf(['[]'], 'csv', { whenEmpty, columns: ['b'] }))?.data).toBe('b\r\n');
		expect((await fileOf(['[]'], 'json', { whenEmpty }))?.data).toBe('[]');
	});

	it('ends where a later row has a column that the first one does not have', async () => {
		await expect(fileOf(['[{"a":1}]', '[{"a":1,"b":2}]'], 'csv')).rejects.toMatchObject({
			kind: 'settings',
			message: 'The rows of API "flights" have no column "b". Did you mean "a"?',
			hint: 'Their columns are: a.',
		});
		expect((await fileOf(['[{"a":1,"b":2},{"b":3}]'], 'csv'))?.data).toBe('a,b\r\n1,2\r\n,3\r\n');
	});

	it("has Rill's own text, page by page, without rows that were cut", async () => {
		const data = async (...pages: Array<string | RillPage>) => (await fileOf(pages, 'json'))?.data;
		expect(await data(' [{"a": 1.50}, {"a":7}]\n', '[]', '[{"a":2}]')).toBe(
			'[{"a": 1.50}, {"a":7},{"a":2}]',
		);
		const cut = page('[{"a":3}, {"a":4.0},{"a":5}]', { cut: 1 });
		cut.rows.pop();
		expect(await data('[{"a":1}]', cut)).toBe('[{"a":1},{"a":3},{"a":4.0}]');
	});
});
