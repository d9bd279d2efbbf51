// Prints how many of jest's tests passed and how many did not. A test that was skipped did not pass,
// and a file that could not be run counts as one test that failed.
import { existsSync, readFileSync } from 'node:fs';

const [, , path] = process.argv;
const results = existsSync(path)
	? JSON.parse(readFileSync(path, 'utf8'))
	: { numPassedTests: 0, numTotalTests: 1, numRuntimeErrorTestSuites: 0 };
const { numPassedTests, numTotalTests, numRuntimeErrorTestSuites } = results;
console.log(numPassedTests, numTotalTests - numPassedTests + numRuntimeErrorTestSuites);
