/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { LIMIT_NAMES, OFFSET_NAMES } from '../../nodes/Rill/client/pagingArguments';
import { PROJECT_DIR } from '../support/engine';

const readme = readFileSync(join(PROJECT_DIR, 'README.md'), 'utf8');

/** The names in the second column of a table's row. */
function namesIn(row: string): string[] {
	const line = readme.split('\n').find((candidate) => candidate.startsWith(`| ${row} `)) ?? '';
	return (line.split('|')[2] ?? '').match(/(?<=`)\w+(?=`)/g) ?? [];
}

it('tells by which arguments an API is read page by page', () => {
	expect(namesIn('rows of a page')).toEqual(LIMIT_NAMES);
	expect(namesIn('rows before it')).toEqual(OFFSET_NAMES);
});
