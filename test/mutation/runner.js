'use strict';

const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { default: TestRunner } = require('jest-runner');

/** The file whose tests have noticed the change before: neighbours tend to be noticed by the same. */
let lastToNotice;

/** What comes first: that file, and last the recorded answers, of which there are a thousand. */
function rank({ path }) {
	if (path === lastToNotice) return 0;
	return path.includes('contract') ? 2 : 1;
}

/**
 * Jest's runner, which opens no file for a change that no test in it can notice, and none after the
 * first one that has noticed it. Jest itself would open all of them, for each of thousands of changes.
 */
module.exports = class MutationRunner extends TestRunner {
	async runTests(tests, watcher, options) {
		const { testNamePattern, coverageDirectory } = this._globalConfig;
		const isChanged = process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined;
		const kept = join(coverageDirectory, 'test-names.json');
		const names = isChanged && existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
		const seen = {};
		const noticedIn = new Set();
		this.on('test-file-success', ([{ path }, { testResults, numFailingTests, testExecError }]) => {
			seen[path] = testResults.map(({ fullName }) => fullName);
			if (numFailingTests > 0 || testExecError) noticedIn.add(path);
		});
		this.on('test-file-failure', ([{ path }]) => noticedIn.add(path));

		const pattern = new RegExp(testNamePattern ?? '', 'i');
		const mayNotice = ({ path }) => names[path]?.some((name) => pattern.test(name)) ?? true;
		const inOrder = tests.filter(mayNotice).sort((a, b) => rank(a) - rank(b));
		for (const test of inOrder) {
			await super.runTests([test], watcher, options);
			if (isChanged && noticedIn.has(test.path)) {
				if (rank(test) < 2) lastToNotice = test.path;
				return;
			}
		}
		if (isChanged) return;
		mkdirSync(coverageDirectory, { recursive: true });
		writeFileSync(kept, JSON.stringify(seen));
	}
};
