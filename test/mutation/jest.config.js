'use strict';

/** The tests that are fast enough to be run for each change that mutation testing makes. */
module.exports = {
	...require('../../jest.config.js'),
	rootDir: '../..',
	roots: ['<rootDir>/test/unit', '<rootDir>/test/contract'],
	testMatch: ['<rootDir>/test/unit/**/*.test.ts', '<rootDir>/test/contract/client.test.ts'],
	// Other programs read what it makes, each of which takes seconds to start.
	testPathIgnorePatterns: ['/specTools.test.ts$'],
	testEnvironment: require.resolve('./environment.js'),
	runner: '<rootDir>/test/mutation/runner.js',
	setupFiles: ['<rootDir>/test/mutation/sameEachTime.js'],
	// A change may have a test wait for ever; none takes more than a second otherwise.
	testTimeout: 10_000,
	globalSetup: undefined,
	globalTeardown: undefined,
	collectCoverageFrom: undefined,
	coverageThreshold: undefined,
};
