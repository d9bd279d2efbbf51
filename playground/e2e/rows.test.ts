import { callOf } from './editor';
import { DOCS, expect, SMOKE, test } from './fixtures';

test(
	'rows are items, as a table and as JSON',
	{ tag: [DOCS.tag, SMOKE.tag] },
	async ({ editor, picture }) => {
		await editor.openRill({
			...callOf('late-arrivals', { origin: 'ORD', min_delay: 45 }),
			returnAll: false,
			limit: 8,
		});
		await editor.execute();
		await expect(editor.output.getByTestId('ndv-items-count')).toHaveText('8 items');
		await editor.showOutput('table');
		await expect(editor.rows()).toHaveCount(8);
		await expect(editor.column('origin')).toHaveText(Array.from({ length: 8 }, () => 'ORD'));
		await picture('rows', editor.whole);
		await editor.showOutput('json');
		await expect(editor.output).toContainText('"origin": "ORD"');
		await picture('rows-json', editor.output);
	},
);

test('a digit beyond what JavaScript holds is shown', async ({ editor, picture }) => {
	await editor.openRill({
		...callOf('bookings'),
		argumentsMode: 'json',
		argumentsJson: '{"booking_ids": ["9007199254740993"]}',
	});
	await editor.execute();
	await editor.showOutput('table');
	await expect(editor.column('booking_id')).toHaveText(['9007199254740993']);
	await picture('large-numbers', editor.output);
});

test('a call that fails says what happened and what to do', DOCS, async ({ editor, picture }) => {
	await editor.openRill(callOf('late-arivals'));
	await editor.execute();
	const error = editor.output.getByTestId('node-error-message');
	await expect(error).toContainText(
		'There is no custom API named "late-arivals" in project "flight-ops" of organization "acme". Did you mean "late-arrivals"?',
	);
	await expect(editor.output).toContainText("Choose the API from the list in 'API'");
	await picture('unknown-api', editor.page, await editor.topOf(editor.output, 320));
});

test("Rill's own words are shown when a query fails", async ({ editor, picture }) => {
	await editor.openRill({
		...callOf('sql'),
		argumentsMode: 'json',
		argumentsJson: '{"sql": "SELECT orign FROM flights"}',
	});
	await editor.execute();
	await expect(editor.output.getByTestId('node-error-message')).toContainText(
		'Rill could not run API "sql"',
	);
	await picture('failed-query', editor.output);
});

test(
	'how to get around a cap of Rill is shown as it is to be written',
	DOCS,
	async ({ editor, picture }) => {
		await editor.openRill(callOf('flight_log'));
		await editor.execute();
		const description = editor.output.getByTestId('node-error-description');
		await expect(description).toContainText('LIMIT {{ default 1000 .args.limit }} OFFSET');
		await expect(description.locator('br').first()).toBeAttached();
		await picture('row-cap', editor.page, await editor.topOf(editor.output, 580));
	},
);

test('what a limit left out is said', DOCS, async ({ editor, picture }) => {
	await editor.openRill({ ...callOf('airports'), returnAll: false, limit: 5 });
	await editor.execute();
	await editor.showOutput('table');
	await expect(editor.rows()).toHaveCount(5);
	await expect(editor.output.getByTestId('node-hint').first()).toContainText(
		'API "airports" had 15 more rows than \'Limit\' (5), which were left out.',
	);
	await picture('cut-result', editor.page, await editor.topOf(editor.output, 450));
});

test('no rows are an answer too', async ({ editor, picture }) => {
	await editor.openRill(callOf('late-arrivals', { origin: 'XXX' }));
	await editor.execute();
	await expect(editor.output).toContainText('API "late-arrivals" answered without any rows.');
	await picture('no-rows', editor.output);
});

test("what looks like a tag in Rill's words is shown, and what to do behind it", async ({
	editor,
	sandbox,
	picture,
}) => {
	const said = 'Parser Error: syntax error at or near "<"\n\nLINE 1: ... id = <no value>\n    ^';
	const body = JSON.stringify({ error: said });
	await editor.openRill(callOf('airports'));
	await sandbox({ start: { fault: 'status', status: 400, body, kind: 'api' } });
	await editor.execute();
	await picture('failed-template', editor.output);
	await expect(editor.output.getByTestId('node-error-message')).toContainText(
		'syntax error at or near "<"',
	);
	const description = editor.output.getByTestId('node-error-description');
	await expect(description).toContainText('LINE 1: ... id = <no value>');
	await expect(description).toContainText('Look at the values of the arguments first');
});
