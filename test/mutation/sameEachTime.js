'use strict';

const fc = require('fast-check');

// A change is noticed in every run or in none, and it is enough to know that it is.
fc.configureGlobal({ seed: 20_260_730, endOnFailure: true });
process.env.RILL_FEWER_RUNS = 'yes';
