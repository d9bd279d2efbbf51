'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const columns = ['same', 'listed', 'different', 'not run', 'total'];

const line = (group, cells) =>
	[group.padEnd(22), ...cells.map((cell) => String(cell).padStart(10))].join('');

const flat = (notRun) => Object.values(notRun).flat();

/** The last lines of a run: what became of the recorded exchanges, as replay.test.ts counted it. */
module.exports = class CountsReporter {
	onRunComplete() {
		const file = join(process.env.RILL_TEST_FOLDER ?? '', 'counts.json');
		if (!existsSync(file)) return;
		const groups = JSON.parse(readFileSync(file, 'utf8'));
		const rows = groups.map(({ group, same, listed, different, notRun, total }) => ({
			group,
			cells: [same, listed, different, flat(notRun).length, total],
		}));
		const sums = columns.map((_, index) => rows.reduce((sum, { cells }) => sum + cells[index], 0));
		const missing = {};
		for (const [token, ids] of groups.flatMap(({ notRun }) => Object.entries(notRun))) {
			missing[token] = [...(missing[token] ?? []), ...ids];
		}
		const lines = [
			'',
			line('recorded exchanges', columns),
			...rows.map(({ group, cells }) => line(group, cells)),
			line('', sums),
			...Object.entries(missing).map(
				([token, ids]) => `not run for want of RILL_TEST_${token}: ${ids.join(', ')}`,
			),
			'',
		];
		process.stdout.write(lines.join('\n'));
	}
};
