'use strict';

// n8n loads this package by the paths in package.json ("n8n"). This file only makes
// `require('n8n-nodes-rill')` answer with what those paths name.
const { RillApi } = require('./dist/credentials/RillApi.credentials.js');
const { RillOAuth2Api } = require('./dist/credentials/RillOAuth2Api.credentials.js');
const { Rill } = require('./dist/nodes/Rill/Rill.node.js');

module.exports = { Rill, RillApi, RillOAuth2Api };
