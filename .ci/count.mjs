// Prints how many tests passed and how many did not, by the reports of jest and of Playwright. A test
// that was skipped did not pass, a file that could not be run counts as one test that failed, and so
// does a report that is not there.
import { existsSync, readFileSync } from 'node:fs';

const MISSING = { passed: 0, failed: 1 };

function read(path) {
	if (!existsSync(path)) return MISSING;
	const report = JSON.parse(readFileSync(path, 'utf8'));
	return 'stats' in report ? ofPlaywright(report) : ofJest(report);
}

function ofJest({ numPassedTests, numTotalTests, numRuntimeErrorTestSuites }) {
	return {
		passed: numPassedTests,
		failed: numTotalTests - numPassedTests + numRuntimeErrorTestSuites,
	};
}

// Flaky: passed when it was tried again, which is how much a browser may stumble.
function ofPlaywright({ stats: { expected, flaky, unexpected, skipped }, errors }) {
	return { passed: expected + flaky, failed: unexpected + skipped + errors.length };
}

const results = process.argv.slice(2).map(read);
const sum = (name) => results.reduce((total, result) => total + result[name], 0);
console.log(sum('passed'), sum('failed'));
