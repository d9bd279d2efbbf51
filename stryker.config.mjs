/**
 * Mutation testing: changes the code in small ways, and reports each change that no test notices.
 * Driven by tests that start fast; what they cannot reach (n8n's engine) is not mutated.
 */
export default {
	testRunner: 'jest',
	jest: {
		projectType: 'custom',
		configFile: 'test/mutation/jest.config.js',
		enableFindRelatedTests: false,
	},
	coverageAnalysis: 'perTest',
	mutate: [
		'nodes/Rill/client/**/*.ts',
		'nodes/Rill/{inOrder,once}.ts',
		'nodes/Rill/actions/customApi/call/{agent,output}.ts',
	],
	ignorePatterns: ['/coverage', '/dist', '/playground', '/docs', '/.ci', '/examples'],
	reporters: ['clear-text', 'json'],
	jsonReporter: { fileName: 'coverage/mutation.json' },
	clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
	thresholds: { high: 95, low: 85, break: 85 },
	tempDirName: 'coverage/stryker',
	cleanTempDir: 'always',
	// A test that waits for ever is ended by jest, long before.
	timeoutMS: 20_000,
};
