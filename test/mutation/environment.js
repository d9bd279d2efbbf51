'use strict';

const { TestEnvironment } = require('jest-environment-node');

/** Node.js as tests see it. Once one of a file has noticed a change, the others in it are left out. */
module.exports = class MutationEnvironment extends TestEnvironment {
	hasNoticed = false;

	async handleTestEvent({ name, test }) {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (name === 'test_done' && test.errors.length > 0) this.hasNoticed = true;
		if (name === 'test_start' && this.hasNoticed) test.mode = 'skip';
	}
};
