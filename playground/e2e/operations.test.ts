import { callOf } from './editor';
import { DOCS, expect, test } from './fixtures';

test('rows are a file, with what they were got by beside it', DOCS, async ({ editor, picture }) => {
	await editor.openRill({
		...callOf('late-arrivals'),
		output: 'file',
		fileFormat: 'csv',
		options: { fileName: 'late-arrivals.csv' },
	});
	await editor.execute();
	await editor.showOutput('binary');
	await expect(editor.output).toContainText('late-arrivals.csv');
	await expect(editor.output).toContainText('text/csv');
	await picture('file', editor.whole);
});

test(
	'numbers come without an API, by measures and dimensions',
	DOCS,
	async ({ editor, picture }) => {
		await editor.openRill({
			resource: 'metrics',
			operation: 'query',
			metricsView: {
				__rl: true,
				mode: 'list',
				value: 'flight_delays',
				cachedResultName: 'Flight delays (flight_delays)',
			},
			measures: ['flights', 'late_share'],
			dimensions: ['origin'],
			timeRange: 'last',
			lastCount: 1,
			lastUnit: 'weeks',
			sort: { by: [{ field: 'flights', descending: true }] },
			returnAll: false,
			limit: 5,
		});
		await editor.execute();
		await editor.showOutput('table');
		await expect(editor.rows()).toHaveCount(5);
		await expect(editor.column('flights')).toHaveCount(5);
		await picture('metrics', editor.whole);
	},
);

test('who sees rows of somebody else is said', DOCS, async ({ editor, picture }) => {
	const userOf = (label: string, airport: string) => ({
		label,
		kind: 'attributes',
		attributesJson: JSON.stringify({ airport }),
	});
	await editor.openRill({
		...callOf('flights'),
		resource: 'access',
		operation: 'compareAccess',
		identities: { identity: [userOf('Chicago', 'ORD'), userOf('Atlanta', 'ATL')] },
		checkLeaks: true,
		leakColumn: 'origin',
		leakAttribute: 'airport',
		failOnLeak: true,
	});
	await editor.execute();
	await expect(editor.output.getByTestId('node-error-message')).toContainText(
		/API "flights" leaks \d+ rows to "Chicago"/,
	);
	await picture('leak', editor.page, await editor.topOf(editor.output, 335));
});

test('Rill Developer needs an address and no token', DOCS, async ({ editor, picture }) => {
	await editor.openWorkflow('Without a credential', {
		name: 'Rill',
		type: 'n8n-nodes-rill.rill',
		typeVersion: 1,
		parameters: {},
	});
	await editor.openNode('Rill');
	const { dialog, field } = await editor.newCredential();
	await editor.chooseOption(
		dialog.getByTestId('parameter-input-deployment'),
		'Rill Developer (Local)',
	);
	await field('localUrl').fill('http://host.docker.internal:9009');
	await expect(field('token')).toHaveValue('');
	await picture('credential-local', dialog);
});
