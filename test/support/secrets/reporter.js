'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const number = (value) => value.toLocaleString('en-US');

/** The last line of a run: how much of what the node gave out was searched, and for how many tokens. */
module.exports = class SecretsReporter {
	onRunComplete() {
		const file = join(process.env.RILL_TEST_FOLDER ?? '', 'secrets.jsonl');
		if (!existsSync(file)) return;
		const searches = readFileSync(file, 'utf8')
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line));
		const bytes = searches.reduce((sum, search) => sum + search.bytes, 0);
		const tokens = new Set(searches.flatMap((search) => search.tokens)).size;
		process.stdout.write(
			`\nsecrets: ${number(searches.length)} searches of ${number(bytes)} bytes for ${number(tokens)} tokens\n`,
		);
	}
};
