'use strict';

// The rooms of ARCHITECTURE.md: who may know of whom. test/package/rooms.test.ts runs these rules.
module.exports = {
	forbidden: [
		{
			name: 'client-knows-nothing-of-n8n',
			comment:
				"client/ is Rill over HTTP: of n8n it may use words (types), never code, nor the node's.",
			severity: 'error',
			from: { path: '^nodes/Rill/client/' },
			to: { pathNot: ['^nodes/Rill/client/', '(^|/)node_modules/n8n-workflow/'] },
		},
		{
			name: 'client-takes-only-types-from-n8n',
			severity: 'error',
			from: { path: '^nodes/Rill/client/' },
			to: {
				path: '(^|/)node_modules/n8n-workflow/',
				dependencyTypesNot: ['type-only'],
			},
		},
		{
			name: 'shipped-code-stands-alone',
			comment:
				'What n8n installs has no dependencies: its own files, n8n-workflow and node:crypto.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: {
				pathNot: ['^(nodes|credentials)/', '(^|/)node_modules/n8n-workflow/', '^(node:)?crypto$'],
			},
		},
		{
			name: 'sandbox-stays-in-development',
			severity: 'error',
			from: { pathNot: '^(sandbox|test|examples|playground)/' },
			to: { path: '^sandbox/' },
		},
		{
			name: 'nothing-needs-the-playground',
			comment: 'It is installed on first use only, and by nobody who just builds or tests.',
			severity: 'error',
			from: { pathNot: '^playground/' },
			to: { path: '^playground/' },
		},
		{
			name: 'no-circles',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		// Imports of types count: they are what a reader has to know, too.
		tsPreCompilationDeps: true,
		enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'types'] },
	},
};
