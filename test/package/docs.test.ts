/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { RillApi } from '../../credentials/RillApi.credentials';
import { RillOAuth2Api } from '../../credentials/RillOAuth2Api.credentials';
import { Rill } from '../../nodes/Rill/Rill.node';
import {
	AGENT_CHARS,
	AGENT_ROWS,
	DEFAULT_CONCURRENT,
	DEFAULT_MAX_ROWS,
	MANY_ITEMS_FOR_ERROR_OUTPUT,
} from '../../nodes/Rill/actions/limits';
import { MAX_PAGE_ROWS } from '../../nodes/Rill/client/paging';
import { LIMIT_NAMES, OFFSET_NAMES } from '../../nodes/Rill/client/pagingArguments';
import { PROJECT_DIR } from '../support/engine';
import { writtenMessages } from '../support/writtenMessages';

/** Where README, pages and the credentials' help lead to files of this repository. */
const REPOSITORY = 'https://github.com/rilldata/n8n-nodes-rill';
const TO_A_FILE = [
	`${REPOSITORY}/blob/main/`,
	`${REPOSITORY}/tree/main/`,
	'https://raw.githubusercontent.com/rilldata/n8n-nodes-rill/main/',
];

const read = (path: string) => readFileSync(join(PROJECT_DIR, path), 'utf8');

const PAGES = [
	'README.md',
	'ARCHITECTURE.md',
	'CHANGELOG.md',
	'CONTRIBUTING.md',
	'examples/README.md',
	'sandbox/README.md',
	...readdirSync(join(PROJECT_DIR, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
];

/** Without code, in which nothing is a link or a heading. */
function proseOf(page: string): string {
	return read(page)
		.replace(/^ *```[^]*?^ *```$/gm, '')
		.replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()!]/g, ' '));
}

interface Link {
	text: string;
	target: string;
	isPicture: boolean;
}

/** Links with their target behind them, and those that name one at the end of the page. */
function linksOf(page: string): Link[] {
	const prose = proseOf(page);
	const named = new Map(
		[...prose.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name, target]) => [name, target]),
	);
	const direct = [...prose.matchAll(/(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g)];
	const byName = [...prose.matchAll(/(?<!\])\[([^[\]]+)\](?:\[([^\]]+)\])?(?![:(\]])/g)];
	return [
		...direct.map(([, mark, text, target]) => ({ text, target, isPicture: mark === '!' })),
		...byName
			.filter(([, text, name]) => name !== undefined || named.has(text))
			.map(([, text, name]) => ({
				text,
				target: named.get(name ?? text) ?? `no [${name ?? text}]`,
				isPicture: false,
			})),
	];
}

/** The file of this repository that a link leads to, and the heading in it; undefined for others. */
function placeOf(target: string, page: string): { file: string; heading: string } | undefined {
	const base = TO_A_FILE.find((prefix) => target.startsWith(prefix));
	const [path = '', heading = ''] = target.slice(base?.length ?? 0).split('#');
	if (base === undefined && /^[a-z]+:/.test(target)) return undefined;
	const file = base === undefined ? join(dirname(page), path) : path;
	// What GitHub shows below the list of a folder's files.
	if (heading === 'readme') return { file: join(file, 'README.md'), heading: '' };
	return { file: path === '' && base === undefined ? page : decodeURI(file), heading };
}

/** A heading's anchor, as GitHub makes it of the heading's words. */
function anchorsOf(page: string): string[] {
	const seen = new Map<string, number>();
	return [
		...read(page)
			.replace(/^ *```[^]*?^ *```$/gm, '')
			.matchAll(/^#+ (.+)$/gm),
	].map(([, heading = '']) => {
		const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]|\b_|_\b/g, '');
		const anchor = words
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replaceAll(' ', '-');
		const count = seen.get(anchor) ?? 0;
		seen.set(anchor, count + 1);
		return count === 0 ? anchor : `${anchor}-${count}`;
	});
}

/** Whether a link of a page leads nowhere. */
function isBroken(target: string, page: string): boolean {
	const place = placeOf(target, page);
	if (!place) return false;
	const { file, heading } = place;
	if (!existsSync(join(PROJECT_DIR, file))) return true;
	return heading !== '' && !anchorsOf(file).includes(heading);
}

describe.each(PAGES)('%s', (page) => {
	it('has no link or picture that leads nowhere', () => {
		const broken = linksOf(page).filter(({ target }) => isBroken(target, page));
		expect(broken.map(({ target }) => target)).toEqual([]);
	});

	it('says of each picture what it shows', () => {
		const pictures = linksOf(page).filter(({ isPicture }) => isPicture);
		expect(pictures.filter(({ text }) => text.trim().length < 10)).toEqual([]);
	});
});

describe('the README, which npm and n8n show without its repository', () => {
	const targets = linksOf('README.md').map(({ target }) => target);

	it('leads to files by whole addresses only', () => {
		expect(targets.filter((target) => !/^(https:|#)/.test(target))).toEqual([]);
	});

	it('names the repository of package.json', () => {
		const { repository } = JSON.parse(read('package.json')) as { repository: { url: string } };
		expect(repository.url).toBe(`git+${REPOSITORY}.git`);
		expect(targets.filter((target) => target.startsWith(REPOSITORY)).length).toBeGreaterThan(5);
	});

	it.each(['npm install && npm start', 'npm install && npm run demo', 'npm install && npm test'])(
		'has the command %s',
		(command) => {
			expect(
				read('README.md')
					.split('\n')
					.some((line) => line.startsWith(command)),
			).toBe(true);
		},
	);
});

it('the help of node and credentials is there', () => {
	const { resources } = JSON.parse(read('nodes/Rill/Rill.node.json')) as {
		resources: Record<string, Array<{ url: string }>>;
	};
	const urls = [
		...Object.values(resources).flatMap((all) => all.map(({ url }) => url)),
		new RillApi().documentationUrl,
		new RillOAuth2Api().documentationUrl,
	];
	expect(urls.filter((url) => !url.startsWith(REPOSITORY))).toEqual([]);
	expect(urls.filter((url) => isBroken(url, 'README.md'))).toEqual([]);
});

it('each picture is shown on some page', () => {
	const shown = PAGES.flatMap((page) =>
		linksOf(page)
			.filter(({ isPicture }) => isPicture)
			.map(({ target }) => placeOf(target, page)?.file),
	);
	const files = readdirSync(join(PROJECT_DIR, 'docs/images'));
	expect(files.length).toBeGreaterThan(10);
	expect(
		files.map((name) => `docs/images/${name}`).filter((file) => !shown.includes(file)),
	).toEqual([]);
});

it('each page is led to by another one', () => {
	const led = PAGES.flatMap((page) =>
		linksOf(page)
			.map(({ target }) => placeOf(target, page)?.file)
			.filter((file) => file !== page),
	);
	expect(PAGES.filter((page) => dirname(page) === 'docs' && !led.includes(page))).toEqual([]);
});

describe('words in italics are those of the editor', () => {
	/** For people who look behind the node, in the words that fit there. */
	const BEHIND = ['contract', 'faults', 'sign-in', 'scaling', 'benchmarks', 'mutation'];
	const FOR_USERS = PAGES.filter(
		(page) =>
			page === 'README.md' ||
			(dirname(page) === 'docs' && !BEHIND.some((name) => page === `docs/${name}.md`)),
	);

	/** Of n8n's own editor, and what the node's form gets from the chosen API. */
	const OF_N8N = [
		...['Credential', 'Execute step', 'Table', 'Schedule Trigger', 'On Error', 'Retry On Fail'],
		...[
			'Mapping Column Mode',
			'Map Automatically',
			'Create new credential',
			'Connect',
			'Switch account',
			'Found',
		],
		...['True', 'False'],
	];

	/** Rill's roles, and how its databases begin to complain. */
	const OF_RILL = ['viewer', 'admin', 'Catalog Error'];

	const NAMES = new Set([
		...[new Rill().description, new RillApi(), new RillOAuth2Api()].flatMap(namesIn),
		...OF_N8N,
		...OF_RILL,
	]);
	const MESSAGES = writtenMessages().map(({ text }) => text);

	/** Every name and label, of fields, their options and what is inside of them. */
	function namesIn(part: unknown): string[] {
		if (typeof part !== 'object' || part === null) return [];
		return Object.entries(part).flatMap(([key, value]) =>
			typeof value === 'string'
				? ['displayName', 'name', 'action'].includes(key)
					? [value]
					: []
				: namesIn(value),
		);
	}

	const wordsOf = (page: string) =>
		[...proseOf(page).matchAll(/(?<![\w\\])_([^_\n]+)_(?!\w)/g)].map(([, words = '']) => words);

	it.each(FOR_USERS)('in %s', (page) => {
		const unknown = wordsOf(page)
			.filter((words) => !MESSAGES.some((message) => message.startsWith(words)))
			.flatMap((words) => words.split(' → '))
			.filter((name) => !NAMES.has(name));
		expect(unknown).toEqual([]);
	});

	it('in all pages together, so that the others are read at all', () => {
		expect(FOR_USERS.flatMap(wordsOf).length).toBeGreaterThan(150);
	});
});

describe('what the pages say in numbers and names', () => {
	const thousands = (number: number) => number.toLocaleString('en-US');

	it.each([
		['docs/all-rows.md', `at most ${thousands(MAX_PAGE_ROWS)} rows in one answer`],
		['docs/all-rows.md', `more rows than this (${thousands(DEFAULT_MAX_ROWS)})`],
		['docs/all-rows.md', `under way at a time (${DEFAULT_CONCURRENT})`],
		['docs/all-rows.md', `more than ${thousands(MANY_ITEMS_FOR_ERROR_OUTPUT)} items`],
		['docs/files.md', `_Maximum Rows_ (${thousands(DEFAULT_MAX_ROWS)})`],
		['docs/agents.md', `**${AGENT_ROWS} rows and ${thousands(AGENT_CHARS)} characters**`],
	])('%s: %s', (page, words) => {
		expect(read(page)).toContain(words);
	});

	/** The names in the second column of a table's row. */
	function namesInRow(row: string): string[] {
		const line = read('docs/all-rows.md')
			.split('\n')
			.find((candidate) => candidate.startsWith(`| ${row} `));
		return line?.split('|')[2]?.match(/(?<=`)\w+(?=`)/g) ?? [];
	}

	it('by which arguments an API is read page by page', () => {
		expect(namesInRow('rows of a page')).toEqual(LIMIT_NAMES);
		expect(namesInRow('rows before it')).toEqual(OFFSET_NAMES);
	});
});
