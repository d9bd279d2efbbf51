/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { output } from '../support/command';
import { PROJECT_DIR } from '../support/engine';

interface Cruise {
	summary: { violations: Array<{ from: string; to: string; rule: { name: string } }> };
}

const CRUISER = join(PROJECT_DIR, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const RULES = join(PROJECT_DIR, '.dependency-cruiser.js');
const ROOMS = ['nodes', 'credentials', 'sandbox', 'test', 'examples', 'playground'];

/** Imports in a project that the rules of `.dependency-cruiser.js` forbid, as `file → file (rule)`. */
function forbiddenImports(project: string, rooms: string[]): string[] {
	const found = output(
		process.execPath,
		[CRUISER, '--config', RULES, '--output-type', 'json', ...rooms],
		project,
	);
	const { violations } = (JSON.parse(found) as Cruise).summary;
	return violations.map(({ from, to, rule }) => `${from} → ${to} (${rule.name})`);
}

// Reading 150 files takes the cruiser some seconds on a busy machine.
jest.setTimeout(90_000);

it('has no import from a room into one that it must not know', () => {
	expect(forbiddenImports(PROJECT_DIR, ROOMS)).toEqual([]);
});

describe('in a project that breaks every rule', () => {
	const files: Record<string, string> = {
		'nodes/Rill/run.ts': "import { readFileSync } from 'node:fs'; export const a = readFileSync;",
		'nodes/Rill/hash.ts': "import { createHash } from 'node:crypto'; export const h = createHash;",
		'nodes/Rill/client/words.ts':
			"import type { INode } from 'n8n-workflow'; export type B = INode;",
		'nodes/Rill/client/sleepy.ts': "import { sleep } from 'n8n-workflow'; export const c = sleep;",
		'nodes/Rill/client/nosy.ts': "import type { a } from '../run'; export type D = typeof a;",
		'nodes/Rill/demo.ts': "import { e } from '../../sandbox/main'; export const f = e;",
		'sandbox/main.ts': "import './other'; export const e = 1;",
		'sandbox/other.ts': "import { e } from './main'; export const g = e;",
		'playground/door.ts': "import { e } from '../sandbox/main'; export const j = e;",
		'examples/demo.ts': "import { j } from '../playground/door'; export const k = j;",
		'test/a.test.ts': "import { e } from '../sandbox/main'; export const i = e;",
	};
	let project: string;

	beforeAll(() => {
		project = mkdtempSync(join(tmpdir(), 'rooms-'));
		for (const [path, text] of Object.entries(files)) {
			mkdirSync(dirname(join(project, path)), { recursive: true });
			writeFileSync(join(project, path), text);
		}
		symlinkSync(join(PROJECT_DIR, 'node_modules'), join(project, 'node_modules'));
	});

	afterAll(() => {
		rmSync(project, { recursive: true });
	});

	it('finds each of them, and nothing that is allowed', () => {
		const found = forbiddenImports(project, ['nodes', 'sandbox', 'test', 'playground', 'examples']);
		expect(
			found.map((line) => line.replace(/→ \S*node_modules\/([^/]+)\S*/, '→ $1')).sort(),
		).toEqual([
			'examples/demo.ts → playground/door.ts (nothing-needs-the-playground)',
			'nodes/Rill/client/nosy.ts → nodes/Rill/run.ts (client-knows-nothing-of-n8n)',
			'nodes/Rill/client/sleepy.ts → n8n-workflow (client-takes-only-types-from-n8n)',
			'nodes/Rill/demo.ts → sandbox/main.ts (sandbox-stays-in-development)',
			'nodes/Rill/demo.ts → sandbox/main.ts (shipped-code-stands-alone)',
			'nodes/Rill/run.ts → fs (shipped-code-stands-alone)',
			'sandbox/main.ts → sandbox/other.ts (no-circles)',
		]);
	});
});
