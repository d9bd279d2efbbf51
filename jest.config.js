'use strict';

module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	reporters: ['default', '<rootDir>/test/support/totalsReporter.js'],
	globalSetup: '<rootDir>/test/support/setUp.ts',
	globalTeardown: '<rootDir>/test/support/tearDown.ts',
	setupFiles: ['<rootDir>/test/support/environment.ts'],
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json' }],
	},
	// The engine keeps module state (its container, its logger); two workers suit two cores.
	maxWorkers: 2,
	// Each file loads the engine anew, and jest keeps some of what it was: 1.7 GB in the end otherwise.
	workerIdleMemoryLimit: '800MB',
	testTimeout: 30_000,
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageDirectory: 'coverage',
	// No HTML report: its scripts would be linted with the rest.
	coverageReporters: ['text-summary', 'lcovonly', 'json-summary'],
	coverageThreshold: {
		global: { lines: 95, branches: 90 },
	},
};
