'use strict';

/** The tests that are fast enough to be run for each change that mutation testing makes. */
module.exports = {
	...require('../jest.config.js'),
	rootDir: '..',
	testMatch: ['<rootDir>/test/unit/**/*.test.ts', '<rootDir>/test/contract/client.test.ts'],
	globalSetup: undefined,
	globalTeardown: undefined,
	collectCoverageFrom: undefined,
	coverageThreshold: undefined,
};
