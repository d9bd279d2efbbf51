/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import { SecretSearch } from './search';

export { SecretSearch } from './search';

/** Every token that the tests of one file have used or been issued. */
const search = new SecretSearch();

/** Tokens whose number nobody has been told yet. */
const uncounted: string[] = [];

/** From now on, no test of this file may find these anywhere. */
export function keepSecret(...tokens: string[]): void {
	uncounted.push(...tokens.filter((token) => search.know(token)));
}

/** A text that comes from the node, or that a server got from it. */
export interface GivenOut {
	/** Where it was found. */
	place: string;
	text: string;
}

/** @throws if there is a token in one of the texts, or a piece of one */
export function expectNoSecret(given: GivenOut[]): void {
	const { bytes } = search.counts;
	const hits = given.flatMap(({ place, text }) => search.find(text, place));
	count(search.counts.bytes - bytes);
	if (hits.length === 0) return;
	const lines = hits.slice(0, 10).map(({ token, where }) => `${token} in ${where}`);
	throw new Error(`A secret got out:\n${lines.join('\n')}`);
}

/** Adds to what `totalsReporter.js` prints when all tests are done; the tokens of two files may be the same. */
function count(bytes: number): void {
	const folder = process.env.RILL_TEST_FOLDER;
	if (folder === undefined) return;
	const tokens = uncounted
		.splice(0)
		.map((token) => createHash('sha256').update(token).digest('base64url'));
	appendFileSync(join(folder, 'secrets.jsonl'), `${JSON.stringify({ bytes, tokens })}\n`);
}
