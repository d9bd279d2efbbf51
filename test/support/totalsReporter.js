'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** What tests have written into the folder of this run, a JSON value a line. */
function linesOf(name) {
	const file = join(process.env.RILL_TEST_FOLDER ?? '', name);
	if (!existsSync(file)) return [];
	const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
	return lines.map((line) => JSON.parse(line));
}

const number = (value) => value.toLocaleString('en-US');
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** How much of what the node gave out was searched, and for how many tokens (secrets/index.ts). */
function secrets() {
	const searches = linesOf('secrets.jsonl');
	if (searches.length === 0) return [];
	const bytes = sum(searches.map((search) => search.bytes));
	const tokens = new Set(searches.flatMap((search) => search.tokens)).size;
	return [
		`secrets: ${number(searches.length)} searches of ${number(bytes)} bytes for ${number(tokens)} tokens`,
	];
}

/** What became of generated cases (test/fuzz/counted.ts). */
function cases() {
	return linesOf('fuzz.jsonl').map(({ what, counts }) => {
		const outcomes = Object.entries(counts)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([outcome, count]) => `${number(count)} ${outcome}`);
		return `${what}: ${outcomes.join(', ')}`;
	});
}

/** The last lines of a run: totals that no single test knows. */
module.exports = class TotalsReporter {
	onRunComplete() {
		const lines = [...cases(), ...secrets()];
		if (lines.length > 0) process.stdout.write(`\n${lines.join('\n')}\n`);
	}
};
