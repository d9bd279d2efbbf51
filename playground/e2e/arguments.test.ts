import { callOf, itemsNode } from './editor';
import { DOCS, expect, test } from './fixtures';

const LATE_ARRIVALS = 'late-arrivals – Flights that came in late';

test('an API is picked from the list', DOCS, async ({ editor, picture }) => {
	await editor.openRill({});
	const apis = await editor.openApiList();
	await expect(apis.filter({ hasText: LATE_ARRIVALS })).toHaveCount(1);
	await expect(apis.last()).toHaveText('sql (built-in)');
	await picture('api-list', editor.panel);
	await apis.filter({ hasText: LATE_ARRIVALS }).click();
	await expect(editor.argument('min_delay')).toBeVisible();
});

test('an API is found by words of its summary', async ({ editor, picture }) => {
	await editor.openRill({});
	const apis = await editor.openApiList();
	await editor.page.getByTestId('rlc-search').fill('CAME IN LATE');
	await expect(apis).toHaveText([LATE_ARRIVALS]);
	await picture('api-search', editor.panel);
});

test("its fields are the API's arguments, typed", DOCS, async ({ editor, picture }) => {
	await editor.openRill(callOf('late-arrivals'));
	await expect(editor.argumentLabels()).toHaveText([
		'origin – IATA code of the departure airport',
		'min_delay – Only flights at least this many minutes late, default 15',
		'from – First day of departure',
		'to – Last day of departure, inclusive',
		'weekend_only – Only flights on Saturdays and Sundays',
		'sort_by – Column to sort by, default "departed_at"',
	]);
	await picture('arguments', editor.panel);
	await expect(editor.parameter('min_delay').getByTestId('input-number')).toBeVisible();
	await expect(editor.parameter('from').locator('.el-date-editor')).toBeVisible();
	await editor.parameter('sort_by').click();
	await expect(editor.options()).toHaveText(['departed_at', 'delay_minutes', 'distance_miles']);
});

test('a required argument is marked, and cannot be removed', async ({ editor, picture }) => {
	await editor.openRill(callOf('needs_airport'));
	await expect(editor.argumentLabels()).toHaveText(['airport']);
	await expect(editor.argument('airport').getByTestId('remove-field-button-airport')).toHaveCount(
		0,
	);
	const mark = editor.argument('airport').getByTestId('parameter-issues');
	await expect(mark).toBeVisible();
	await picture('required-argument', editor.panel);
	await editor.parameter('airport').getByRole('textbox').fill('ORD');
	await expect(mark).toHaveCount(0);
});

test('another API has other fields, and none of the values', async ({ editor, picture }) => {
	await editor.openRill(callOf('late-arrivals'));
	await editor.parameter('origin').getByRole('textbox').fill('ORD');
	await editor.chooseApi('several airports', 'search_flights – Search flights by several airports');
	await expect(editor.argument('origins')).toBeVisible();
	await expect(editor.argument('origin')).toHaveCount(0);
	await editor.chooseApi('late-arr', LATE_ARRIVALS);
	await expect(editor.parameter('origin').getByRole('textbox')).toHaveText('');
	await picture('other-api', editor.panel);
});

test('the fields follow the API when it changes', async ({ editor, sandbox, picture }) => {
	await editor.openRill(callOf('late-arrivals'));
	await expect(editor.argument('origin')).toBeVisible();
	await sandbox({
		start: {
			fault: 'changedSpec',
			operations: {
				'late-arrivals': {
					get: {
						parameters: [
							{ name: 'carrier', in: 'query', required: true, schema: { type: 'string' } },
						],
						responses: {},
					},
				},
			},
		},
	});
	await editor.reopen('Rill');
	await expect(editor.argumentLabels()).toHaveText(['carrier']);
	await picture('changed-api', editor.panel);
});

test('fields of the input fill arguments of the same name', DOCS, async ({ editor, picture }) => {
	await editor.openRill(callOf('late-arrivals'), [
		itemsNode([{ origin: 'ATL', min_delay: 200, note: 'not an argument' }]),
	]);
	await editor.chooseOption(editor.mapper.getByTestId('mapping-mode-select'), 'Map Automatically');
	await editor.execute();
	await editor.showOutput('table');
	await expect(editor.rows()).not.toHaveCount(0);
	const origins = editor.column('origin');
	expect(new Set(await origins.allTextContents())).toEqual(new Set(['ATL']));
	await picture('automatic-mapping', editor.whole);
});
