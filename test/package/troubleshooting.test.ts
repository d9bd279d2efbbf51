/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { RillError, type RillErrorKind, type Turn } from '../../nodes/Rill/client/errors';
import { PROJECT_DIR } from '../support/engine';
import { HOLE, writtenMessages } from '../support/writtenMessages';

/** Thrown inside the client, and always caught there or turned into the end of the run. */
const NEVER_SHOWN = ['aborted', 'The workflow was stopped', 'This credential is only for …'];

const WRITTEN = writtenMessages().filter(({ text }) => !NEVER_SHOWN.includes(text));

/** How a message begins, on the page. */
interface Entry {
	words: string;
	/** Whose turn the page says it is. */
	turn: string;
	/** Fits whatever the node puts into the message. */
	beginning: RegExp;
}

const page = readFileSync(join(PROJECT_DIR, 'docs', 'troubleshooting.md'), 'utf8');

/** The rows of the tables that begin with "you see". */
function entriesOf(markdown: string): Entry[] {
	const rows = markdown
		.split('\n')
		.filter((line) => line.startsWith('|') && !/^\| *(-|you see)/.test(line))
		.map((line) =>
			line
				.slice(1, -1)
				.split('|')
				.map((cell) => cell.trim()),
		);
	return rows.flatMap(([messages = '', , turn = '']) =>
		messages.split('<br>').map((message) => {
			const words = message
				.trim()
				.replace(/\\(?=\W)/g, '')
				.replace(/\s*…$/, '');
			const fixed = words.split(HOLE).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
			return { words, turn, beginning: new RegExp(`^${fixed.join('.+?')}`) };
		}),
	);
}

const ENTRIES = entriesOf(page);

/** The entry that says most of a message. */
function entryFor(text: string): Entry | undefined {
	const sizeOf = ({ words }: Entry) => words.replaceAll(HOLE, '').length;
	return ENTRIES.filter(({ beginning }) => beginning.test(text)).sort(
		(a, b) => sizeOf(b) - sizeOf(a),
	)[0];
}

const TURNS: Record<Turn, string> = {
	user: 'you',
	projectAdmin: 'project',
	network: 'network',
	rill: 'Rill',
};

describe('troubleshooting by message', () => {
	it('is read from the code and from the page', () => {
		expect(WRITTEN.length).toBeGreaterThan(150);
		expect(ENTRIES.length).toBeGreaterThan(100);
	});

	it('has every message that the node can show, by its first words', () => {
		expect(WRITTEN.filter(({ text }) => !entryFor(text)).map(({ text }) => text)).toEqual([]);
	});

	it('has no message that the node does not show', () => {
		const unknown = ENTRIES.filter(({ beginning }) =>
			WRITTEN.every(({ text }) => !beginning.test(text)),
		);
		expect(unknown.map(({ words }) => words)).toEqual([]);
	});

	it('is found by words, and not by what changes from message to message', () => {
		const vague = ENTRIES.filter(({ words }) => words.replace(/[^a-z]/gi, '').length < 7);
		expect(vague.map(({ words }) => words)).toEqual(['As "…":']);
	});

	it('says whose turn it is as the node does', () => {
		const wrong = WRITTEN.flatMap(({ text, kind }) => {
			const entry = entryFor(text);
			if (kind === undefined || !entry) return [];
			const { turn } = new RillError(kind as RillErrorKind, '', '');
			return entry.turn.split(', ').includes(TURNS[turn])
				? []
				: [`${text}: ${TURNS[turn]}, and not ${entry.turn}`];
		});
		expect(wrong).toEqual([]);
	});
});
