/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { isDeepStrictEqual } from 'node:util';
import type { INodeParameters } from 'n8n-workflow';

import { flightOps, type ProjectDefinition } from '../../sandbox';
import { binaryBuffer, callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useSandbox } from '../support/sandbox';

/** APIs over a counted range, so that a row says which one it is. */
const counting: ProjectDefinition = {
	...flightOps(),
	apis: [
		{
			name: 'counted',
			openapi: {
				parameters: [
					{ name: 'of', in: 'query', schema: { type: 'integer' } },
					{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 1000 } },
					{ name: 'offset', in: 'query', schema: { type: 'integer' } },
				],
				response_schema: {
					type: 'object',
					properties: { n: { type: 'integer' }, label: { type: 'string', description: 'As text' } },
				},
			},
			resolver: {
				kind: 'sql',
				sql: ({ of = '2500', limit = '50', offset = '0' }) =>
					`SELECT n, 9007199254740992 + n AS big, 'row "' || n || '", Zürich' AS label
					 FROM range(${String(of)}) r(n) ORDER BY n LIMIT ${String(limit)} OFFSET ${String(offset)}`,
			},
		},
		{
			name: 'everything',
			resolver: { kind: 'sql', sql: 'SELECT n FROM range(30) r(n) ORDER BY n' },
		},
		{
			name: 'in_words',
			openapi: {
				request_schema: {
					type: 'object',
					required: ['limit', 'skip'],
					properties: { limit: { type: 'string', maximum: 20 }, skip: { type: 'string' } },
				},
			},
			resolver: {
				kind: 'sql',
				sql: ({ limit, skip }) =>
					`SELECT n FROM range(30) r(n) ORDER BY n LIMIT ${String(limit)} OFFSET ${String(skip)}`,
			},
		},
		{
			name: 'requests',
			resolver: {
				kind: 'sql',
				sql: "SELECT * FROM (VALUES ('a', 1), ('b', 2)) r(_request, _request_1) ORDER BY 1",
			},
		},
		{
			name: 'exact',
			resolver: {
				kind: 'sql',
				sql: `SELECT n, 9007199254740992 + n AS big, [9007199254740992 + n] AS list,
				 n / 2 AS half FROM range(1, 4) r(n) ORDER BY n`,
			},
		},
		...flightOps().apis,
	],
};

const sandbox = useSandbox(counting);

const run = async (
	api: string,
	values: INodeParameters | null,
	more: INodeParameters = {},
	options: Parameters<typeof rillWorkflow>[1] = {},
) =>
	await runWorkflow(rillWorkflow(callParameters(api, values, more), options), {
		credentials: sandbox.cloud(),
	});

const numbers = async (...parameters: Parameters<typeof run>) => {
	const execution = await run(...parameters);
	expect(execution.error).toBeUndefined();
	return execution.items('Rill').map(({ json }) => json.n);
};

/** The lists and objects inside of a value. */
const objectsIn = (value: unknown): object[] =>
	typeof value === 'object' && value !== null
		? Object.values(value).flatMap((member) =>
				typeof member === 'object' && member !== null ? [member, ...objectsIn(member)] : [],
			)
		: [];

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

const ONE_AT_A_TIME: INodeParameters = { options: { concurrentRequests: 1 } };

/** Where the pages began that the API was asked for. */
const askedFor = () =>
	sandbox.calls().map(({ query }) => Number(new URLSearchParams(query).get('offset')));

const inputItems = (count: number, different: number) =>
	upTo(count).map((index) => ({ index, n: (index % different) + 1 }));

describe('Return All', () => {
	it('is on by default, and gives every row in order', async () => {
		expect(await numbers('counted', {}, ONE_AT_A_TIME)).toEqual(upTo(2500));
		expect(sandbox.calls().map(({ query }) => query)).toEqual([
			'limit=1000&offset=0',
			'limit=1000&offset=1000',
			'limit=1000&offset=2000',
			'limit=1000&offset=2500',
		]);
	});

	it.each([
		['={{ "true" }}', 60],
		['={{ $json.nothing }}', 60],
		['={{ null }}', 60],
		['={{ "" }}', 60],
		['={{ "false" }}', 7],
		['={{ " False" }}', 7],
		['={{ false }}', 7],
	])('may come as %s from an expression', async (returnAll, count) => {
		expect(await numbers('counted', { of: 60 }, { returnAll, limit: 7 })).toEqual(upTo(count));
	});

	it.each(['={{ "no" }}', '={{ 0 }}', '={{ [] }}'])('is not to be %s', async (returnAll) => {
		const execution = await run('counted', {}, { returnAll });
		expect(execution.error?.message).toMatch(/^'Return All' should be true or false, but is /);
		expect(sandbox.calls()).toEqual([]);
	});

	it('reads all 20,000 flights, past the 10,000 that Rill gives at a time', async () => {
		const execution = await run('flights', {}, { options: { columns: ['flight_id'] } });
		const ids = execution.items('Rill').map(({ json }) => json.flight_id);
		expect(ids).toEqual(upTo(20_000).map((n) => n + 1));
	});

	it.each<[string, INodeParameters]>([
		['items', {}],
		['a single item', { output: 'single' }],
		['a CSV file', { output: 'file', fileFormat: 'csv' }],
		['a JSON file', { output: 'file', fileFormat: 'json' }],
	])('gives nothing as %s when a later page fails', async (_shape, more) => {
		sandbox.rill.control.start({ fault: 'status', status: 500, body: '[]', path: 'offset=2000' });
		const execution = await run('counted', {}, more, { onError: 'continueErrorOutput' });
		expect(execution.items('Rill')).toEqual([]);
		const [failure, ...others] = execution.items('Rill', 1);
		expect(others).toEqual([]);
		expect(failure.json.error).toBeDefined();
		expect(failure.binary).toBeUndefined();
	});

	it('takes no refusal of a page for an empty page, which would be the end', async () => {
		sandbox.rill.control.start({ fault: 'rateLimited', delay: '1ms', path: 'offset=2000' });
		const execution = await run('counted', {}, { options: { maxTries: 2 } });
		expect(execution.error?.message).toContain('asked too often');
		expect(execution.items('Rill')).toEqual([]);
	});

	it('names the API that ignores its offset', async () => {
		sandbox.rill.control.start({ fault: 'ignoredOffset' });
		expect((await run('counted', {})).error?.message).toBe(
			'API "counted" ignores its argument "offset": every page is the first one',
		);
	});

	it('tells how an API becomes one that can be read in parts', async () => {
		const { error } = await run('flight_log', {});
		expect(error?.message).toBe(
			'API "flight_log" returns more rows than Rill sends in one answer (10000)',
		);
		expect(error?.description).toContain(
			'LIMIT {{ default 1000 .args.limit }} OFFSET {{ default 0 .args.offset }}',
		);
		expect(error?.description).toContain(
			'<br>&nbsp;&nbsp;&nbsp;&nbsp;- {name: limit, in: query, schema: {type: integer, default: 1000, maximum: 10000}}<br>',
		);
	});

	it('asks for fewer rows at a time where the project allows fewer', async () => {
		sandbox.rill.control.start({ fault: 'rowLimit', rows: 700 });
		expect(await numbers('counted', {}, ONE_AT_A_TIME)).toEqual(upTo(2500));
		expect(sandbox.calls().map(({ query }) => query)).toEqual([
			'limit=1000&offset=0',
			'limit=700&offset=0',
			'limit=700&offset=700',
			'limit=700&offset=1400',
			'limit=700&offset=2100',
			'limit=700&offset=2500',
		]);
	});

	it('asks for the next pages before it is their turn, once a page was full', async () => {
		expect(await numbers('counted', {})).toEqual(upTo(2500));
		const [first, ...others] = askedFor();
		expect(first).toBe(0);
		expect(others.slice(0, 4)).toEqual([1000, 2000, 3000, 4000]);
		expect(others.at(-1)).toBe(2500);
		expect(others.length).toBeLessThanOrEqual(7);
	});

	it('asks for no second page before the first one was full', async () => {
		expect(await numbers('counted', { of: 999 })).toEqual(upTo(999));
		expect(askedFor()).toEqual([0, 999]);
	});

	it('ends with a message beyond the maximum', async () => {
		const execution = await run('counted', {}, { options: { maxRows: 2000 } });
		expect(execution.error?.message).toBe(
			'API "counted" has more than 2000 rows, the most that \'Maximum Rows\' allows',
		);
		expect(execution.items('Rill')).toEqual([]);
	});
});

describe('Paging', () => {
	it('begins at an offset that somebody set', async () => {
		expect(await numbers('counted', { offset: 1400 })).toEqual(upTo(2500).slice(1400));
		const limited = { returnAll: false, limit: 3 };
		expect(await numbers('counted', { offset: '20' }, limited)).toEqual([20, 21, 22]);
	});

	it('goes on with a new token where the one of a user ends between two pages', async () => {
		sandbox.rill.control.start({
			fault: 'status',
			status: 401,
			body: 'rpc error: code = Unauthenticated desc = jwt is expired',
			contentType: 'text/plain',
			path: 'offset=2000',
			count: 1,
		});
		const user = { runAs: 'email', userEmail: 'pages@acme.test' };
		expect(await numbers('counted', {}, user)).toEqual(upTo(2500));
		const issued = sandbox.calls().filter(({ path }) => path.endsWith('/credentials'));
		expect(issued).toHaveLength(2);
	});

	it('leaves alone a limit that somebody set', async () => {
		expect(await numbers('counted', { limit: 2 })).toEqual([0, 1]);
		expect(await numbers('counted', { limit: 2, offset: 7 })).toEqual([7, 8]);
	});

	it('sends text where text is declared', async () => {
		expect(await numbers('in_words', {}, ONE_AT_A_TIME)).toEqual(upTo(30));
		expect(sandbox.calls().map(({ body }) => JSON.parse(body) as unknown)).toEqual([
			{ limit: '20', skip: '0' },
			{ limit: '20', skip: '20' },
			{ limit: '20', skip: '30' },
		]);
	});
});

describe('Limit', () => {
	it('asks for no more rows than that', async () => {
		const limited = { returnAll: false, limit: 1200 };
		expect(await numbers('counted', {}, limited)).toEqual(upTo(1200));
		expect(sandbox.calls().map(({ query }) => query)).toEqual([
			'limit=1000&offset=0',
			'limit=200&offset=1000',
		]);
	});

	it('doubles no rows of an API that ignores its offset', async () => {
		sandbox.rill.control.start({ fault: 'ignoredOffset' });
		const execution = await run('counted', {}, { returnAll: false, limit: 1200 });
		expect(execution.error?.message).toContain('ignores its argument "offset"');
		expect(execution.items('Rill')).toEqual([]);
	});

	it('cuts what an API without paging gives, and says so', async () => {
		const execution = await run('everything', {}, { returnAll: false, limit: 10 });
		expect(execution.items('Rill')).toHaveLength(10);
		expect(execution.hints('Rill')).toEqual([
			'API "everything" had 20 more rows than \'Limit\' (10), which were left out.',
		]);
	});

	it.each(['={{ "" }}', '={{ $json.nothing }}'])('is not to be empty (%s)', async (limit) => {
		const execution = await run('everything', {}, { returnAll: false, limit });
		expect(execution.error?.message).toBe("'Limit' is empty");
	});

	it('has to be a number of rows', async () => {
		const execution = await run('everything', {}, { returnAll: false, limit: '={{ 0 }}' });
		expect(execution.error?.message).toContain("'Limit' should be a whole number from 1 on");
	});
});

describe('the output', () => {
	it('may be a single item', async () => {
		const execution = await run('counted', { of: 3 }, { output: 'single' });
		const [{ json, pairedItem }, ...more] = execution.items('Rill');
		expect(more).toEqual([]);
		expect(pairedItem).toEqual({ item: 0 });
		expect(json).toEqual({
			rows: [
				{ big: '9007199254740992', label: 'row "0", Zürich', n: 0 },
				{ big: '9007199254740993', label: 'row "1", Zürich', n: 1 },
				{ big: '9007199254740994', label: 'row "2", Zürich', n: 2 },
			],
			rowCount: 3,
			columns: ['big', 'label', 'n'],
			durationMs: expect.any(Number),
			pages: 1,
		});
	});

	it('may have rounded numbers, where one type matters more than digits', async () => {
		const execution = await run('counted', { of: 2 }, { options: { largeNumbers: 'number' } });
		expect(execution.items('Rill').map(({ json }) => typeof json.big)).toEqual([
			'number',
			'number',
		]);
	});

	it('may be a CSV file of all rows', async () => {
		const execution = await run('counted', { of: 1001 }, { output: 'file', fileFormat: 'csv' });
		const [item] = execution.items('Rill');
		expect(item.json).toMatchObject({ api: 'counted', rows: 1001, pages: 2, status: 200 });
		expect(item.binary?.data).toMatchObject({ mimeType: 'text/csv', fileName: 'counted.csv' });
		const lines = (await binaryBuffer(item)).toString().split('\r\n');
		expect(lines).toHaveLength(1003);
		expect(lines[0]).toBe('big,label,n');
		expect(lines[2]).toBe('9007199254740993,"row ""1"", Zürich",1');
	});

	it('may be a JSON file that holds exactly what Rill sent', async () => {
		const execution = await run(
			'counted',
			{ of: 1500 },
			{
				output: 'file',
				fileFormat: 'json',
				binaryProperty: 'rows',
				options: { fileName: 'mine.json' },
			},
		);
		const [item] = execution.items('Rill');
		expect(item.binary?.rows).toMatchObject({
			mimeType: 'application/json',
			fileName: 'mine.json',
		});
		const text = (await binaryBuffer(item, 'rows')).toString();
		expect(JSON.parse(text)).toHaveLength(1500);
		expect(text.slice(0, 60)).toBe(
			'[{"big":9007199254740992,"label":"row \\"0\\", Zürich","n":0},',
		);
	});

	it.each<[string, INodeParameters, string]>([
		[
			'rows cut',
			{ returnAll: false, limit: 2 },
			'[{"big":9007199254740993,"half":0.5,"list":[9007199254740993],"n":1},' +
				'{"big":9007199254740994,"half":1,"list":[9007199254740994],"n":2}]',
		],
		[
			'columns chosen',
			{ options: { columns: ['n', 'list', 'big'], largeNumbers: 'number' } },
			'[{"n":1,"list":[9007199254740993],"big":9007199254740993},' +
				'{"n":2,"list":[9007199254740994],"big":9007199254740994},' +
				'{"n":3,"list":[9007199254740995],"big":9007199254740995}]',
		],
	])('may be a JSON file that keeps every digit with %s', async (_case, more, expected) => {
		const parameters = { output: 'file', fileFormat: 'json', ...more };
		const [item] = (await run('exact', {}, parameters)).items('Rill');
		expect((await binaryBuffer(item)).toString()).toBe(expected);
	});

	it('may have chosen columns, in a chosen order', async () => {
		const columns = ['n', 'label'];
		const items = (await run('counted', { of: 1 }, { options: { columns } })).items('Rill');
		expect(items.map(({ json }) => Object.entries(json))).toEqual([
			[
				['n', 0],
				['label', 'row "0", Zürich'],
			],
		]);
		for (const fileFormat of ['csv', 'json']) {
			const [item] = (
				await run(
					'counted',
					{ of: 1 },
					{ output: 'file', fileFormat, options: { columns: 'n , label' } },
				)
			).items('Rill');
			expect((await binaryBuffer(item)).toString()).toBe(
				fileFormat === 'csv'
					? 'n,label\r\n0,"row ""0"", Zürich"\r\n'
					: '[{"n":0,"label":"row \\"0\\", Zürich"}]',
			);
		}
	});

	it('cannot have a column that is not there', async () => {
		const execution = await run('counted', { of: 1 }, { options: { columns: ['lable'] } });
		expect(execution.error).toMatchObject({
			message: 'The rows of API "counted" have no column "lable". Did you mean "label"?',
			description: 'Their columns are: big, label, n.',
		});
	});

	it('may tell how the rows were got', async () => {
		const [{ json }] = (await run('counted', { of: 1 }, { options: { requestInfo: true } })).items(
			'Rill',
		);
		expect(json._request).toEqual({
			api: 'counted',
			method: 'GET',
			status: 200,
			durationMs: expect.any(Number),
			rows: 1,
			pages: 1,
			attempts: 1,
			unusedPages: 0,
			retries: [],
		});
	});

	it('tells how many pages were asked for ahead and then not needed', async () => {
		const options = { requestInfo: true, concurrentRequests: 3 };
		const [{ json }] = (await run('counted', {}, { options })).items('Rill');
		const { unusedPages } = json._request as { unusedPages: number };
		expect(unusedPages).toBe(askedFor().filter((offset) => offset > 2500).length);
		expect(unusedPages).toBeGreaterThan(0);
		expect(json._request).toMatchObject({ pages: 3, attempts: 3 + unusedPages });
	});

	it('loses no column of the name that this goes by', async () => {
		const options = { requestInfo: true };
		const items = (await run('requests', {}, { options })).items('Rill');
		expect(items.map(({ json }) => json)).toEqual([
			{ _request: 'a', _request_1: 1, _request_2: expect.objectContaining({ rows: 2 }) },
			{ _request: 'b', _request_1: 2, _request_2: expect.objectContaining({ rows: 2 }) },
		]);
		const columns = ['_request_1'];
		const [{ json }] = (await run('requests', {}, { options: { ...options, columns } })).items(
			'Rill',
		);
		expect(json).toEqual({ _request: expect.objectContaining({ rows: 2 }), _request_1: 1 });
	});

	it('warns of many rows with the error output on, which n8n sorts slowly', async () => {
		const hints = async (onError: 'continueErrorOutput' | 'continueRegularOutput') =>
			(await run('counted', { of: 9000 }, {}, { onError, inputItems: inputItems(2, 2) })).hints(
				'Rill',
			);
		expect(await hints('continueErrorOutput')).toEqual([
			expect.stringContaining('More than 16000 items'),
		]);
		expect(await hints('continueRegularOutput')).toEqual([]);
	});
});

describe('no rows', () => {
	const none = { of: 0 };

	it('are no items, by default', async () => {
		expect((await run('counted', none)).items('Rill')).toEqual([]);
	});

	it('may be one empty item', async () => {
		const options = { whenEmpty: 'emptyItem' };
		expect((await run('counted', none, { options })).items('Rill')).toEqual([
			{ json: {}, pairedItem: { item: 0 } },
		]);
	});

	it.each(['items', 'single', 'file'])('may be a failure, of output %s', async (output) => {
		const execution = await run('counted', none, { output, options: { whenEmpty: 'fail' } });
		expect(execution.error?.message).toBe('API "counted" answered without any rows');
	});

	it('are a file with a header, or none', async () => {
		const files = async (whenEmpty: string, fileFormat = 'csv') =>
			(await run('counted', none, { output: 'file', fileFormat, options: { whenEmpty } })).items(
				'Rill',
			);
		expect(await files('nothing')).toEqual([]);
		const [csv] = await files('emptyItem');
		expect((await binaryBuffer(csv)).toString()).toBe('label,n\r\n');
		const [json] = await files('emptyItem', 'json');
		expect((await binaryBuffer(json)).toString()).toBe('[]');
	});

	it('are a single item that says so', async () => {
		const [{ json }] = (await run('counted', none, { output: 'single' })).items('Rill');
		expect(json).toMatchObject({ rows: [], rowCount: 0, columns: [] });
	});
});

describe('many items', () => {
	it('all succeed against a server that allows ten requests at a time, in their order', async () => {
		sandbox.rill.control.start({ fault: 'atMost', inFlight: 10, kind: 'api' });
		sandbox.rill.control.start({ fault: 'latency', milliseconds: 2, jitter: 10, kind: 'api' });
		const execution = await run(
			'counted',
			{ of: '={{ $json.index + 1 }}', limit: 1, offset: '={{ $json.index }}' },
			{},
			{ inputItems: inputItems(1000, 1000) },
		);
		expect(execution.error).toBeUndefined();
		expect(execution.items('Rill').map(({ json, pairedItem }) => [json.n, pairedItem])).toEqual(
			upTo(1000).map((n) => [n, { item: n }]),
		);
	}, 60_000);

	it('that ask the same are asked once, and get rows of their own', async () => {
		const execution = await run(
			'counted',
			{ of: '={{ $json.n }}', limit: 1 },
			{},
			{ inputItems: inputItems(100, 4) },
		);
		expect(sandbox.calls()).toHaveLength(4);
		const items = execution.items('Rill');
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(upTo(100).map((item) => ({ item })));
		expect(new Set(items.map(({ json }) => json)).size).toBe(100);
	});

	it.each<[string, INodeParameters]>([
		['items', {}],
		['items with request info', { options: { requestInfo: true } }],
		['a single item', { output: 'single' }],
		['a file', { output: 'file' }],
	])('that ask the same share nothing in %s, which a later node may change', async (_, more) => {
		const items = (await run('exact', {}, more, { inputItems: [{}, {}, {}] })).items('Rill');
		expect(items.length).toBeGreaterThanOrEqual(3);
		const objects = items.flatMap(({ json, binary = {} }) => objectsIn([json, binary]));
		expect(new Set(objects).size).toBe(objects.length);
		const each = (index: number) =>
			items
				.filter(({ pairedItem }) => isDeepStrictEqual(pairedItem, { item: index }))
				.map(({ json, binary }) => [json, binary]);
		expect(each(1)).toEqual(each(0));
	});

	it.each([1, 2, 5, 12])(
		'make %d requests at a time at the most, pages and tokens among them',
		async (concurrentRequests) => {
			sandbox.rill.control.start({ fault: 'latency', milliseconds: 5, jitter: 10 });
			const execution = await run(
				'counted',
				{ of: 1200 },
				{
					runAs: 'attributes',
					attributesMode: 'json',
					attributesJson: `={{ { user: "${concurrentRequests} " + $json.index } }}`,
					options: { concurrentRequests },
				},
				{ inputItems: inputItems(24, 24) },
			);
			expect(execution.items('Rill')).toHaveLength(24 * 1200);
			const needed = askedFor().filter((offset) => offset <= 1200);
			expect(needed).toHaveLength(24 * 4);
			expect(askedFor().length - needed.length).toBeLessThan(24 * concurrentRequests);
			expect(sandbox.rill.mostAtOnce).toBeLessThanOrEqual(concurrentRequests);
			expect(sandbox.rill.mostAtOnce > 1).toBe(concurrentRequests > 1);
		},
	);

	it('are worked on one after the other where that is asked for', async () => {
		sandbox.rill.control.start({ fault: 'atMost', inFlight: 1, kind: 'api' });
		const execution = await run(
			'counted',
			{ of: 1, limit: 1, offset: '={{ $json.index }}' },
			{ options: { concurrentRequests: 1 } },
			{ inputItems: inputItems(20, 20) },
		);
		expect(execution.error).toBeUndefined();
	});
});
