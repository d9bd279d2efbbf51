import fc from 'fast-check';

import { concealed, concealing, concealingAll } from '../../nodes/Rill/client/conceal';
import { RillError } from '../../nodes/Rill/client/errors';
import { SecretSearch } from '../support/secrets';
import { KINDS, WRITTEN } from '../support/secrets/written';
import { anyText } from '../support/properties';

describe.each(KINDS)('%s', (_kind, token) => {
	const conceal = (text: string) => concealing(token)(text);

	it.each(WRITTEN)('%s is taken out of a text, and nothing else is', (_how, write) => {
		const shown = conceal(`before ${write(token)}, after`);
		expect(shown).toMatch(/^before .*\[token\].*, after$/);
		const search = new SecretSearch();
		search.know(token);
		expect(search.find(shown, '')).toEqual([]);
	});

	it('is taken out as often as it is there', () => {
		expect(conceal(`${token}, ${token}`).match(/\[token\]/g)).toHaveLength(2);
	});
});

it('leaves every text without the token as it is', () => {
	const [[, token]] = KINDS;
	const conceal = concealing(token);
	fc.assert(
		fc.property(fc.oneof(anyText(), fc.webUrl(), fc.json()), (text) => {
			expect(conceal(text)).toBe(text);
			expect(concealing('')(text)).toBe(text);
		}),
	);
	expect(conceal('50%25 of &#38; \\u0026 rill_usr_')).toBe('50%25 of &#38; \\u0026 rill_usr_');
});

it('takes the kind of a token for no secret at its beginning only', () => {
	const token = ['abcdefgh', 'rill', 'usr', 'ijklmnop'].join('_');
	expect(concealing(token)(`x${token}x`)).toBe('x[token]x');
});

it.each([
	[0, 'YWJjZGVmZ2hpamtsbW5vcA', '[token]A'],
	[1, 'eGFiY2RlZmdoaWprbG1ub3A', 'eG[token]A'],
	[2, 'eHhhYmNkZWZnaGlqa2xtbm9w', 'eHh[token]w'],
])(
	'leaves what its neighbours make of the edges of its base64: %d of them',
	(before, said, shown) => {
		const token = 'abcdefghijklmnop';
		expect(Buffer.from('x'.repeat(before) + token).toString('base64url')).toBe(said);
		expect(concealing(token)(said)).toBe(shown);
		// Blanks before it are neighbours, too.
		const blank = Buffer.from(' '.repeat(before) + token).toString('base64url');
		expect(concealing(token)(blank)).toMatch(/^.{0,3}\[token\].$/);
		expect(concealing(token)(blank)).toHaveLength(shown.length);
	},
);

describe('a token of a server that says it again', () => {
	const conceal = (text: string) => concealing(['rill', 'svc', 'abcdefghijklmnop'].join('_'))(text);

	it.each([
		['abcdefgh', '[token]'],
		['hijklmno', '[token]'],
		['ijklmnop', '[token]'],
		['abcdefg', 'abcdefg'],
		['xabcdefghx', 'x[token]x'],
		['abcdefghijkl', '[token]'],
		['abcdefgh.ijklmnop', '[token].[token]'],
		['abcdefghabcdefgh', '[token][token]'],
		['rill_svc_abcdefghijklmnop', 'rill_svc_[token]'],
		['%61bcdefgh', '[token]'],
		['%41%20%61bcdefgh', 'A [token]'],
		['\\\\u0061bcdefgh', '[token]'],
		['&#x061;bcdefgh', '[token]'],
		['&#97;bcdefgh', '[token]'],
		['%2561bcdefgh', '[token]'],
	])('%s is shown as %s', (said, shown) => {
		expect(conceal(said)).toBe(shown);
	});

	it('is in no text of an error', () => {
		const error = new RillError('query', 'a abcdefgh', 'b abcdefgh', {
			status: 400,
			api: 'flights',
			body: 'c abcdefgh',
		});
		const { kind, message, hint, details } = concealed(error, conceal) as RillError;
		expect({ kind, message, hint, details }).toEqual({
			kind: 'query',
			message: 'a [token]',
			hint: 'b [token]',
			details: { status: 400, api: 'flights', body: 'c [token]' },
		});
		const bare = concealed(new RillError('query', 'a', 'b', { status: 400 }), conceal) as RillError;
		expect(bare.details).toEqual({ status: 400 });
		const other = new Error('x');
		expect(concealed(other, conceal)).toBe(other);
	});
});

it('takes out several tokens, and those that become known later', () => {
	const token = (letter: string) => ['rill', 'usr', letter.repeat(12)].join('_');
	const known = new Set([token('a'), token('b')]);
	const conceal = concealingAll(known);
	const said = `1 ${token('a')} 2 ${token('b')} 3 ${token('c')}`;
	expect(conceal(said)).toBe(`1 rill_usr_[token] 2 rill_usr_[token] 3 ${token('c')}`);
	known.add(token('c'));
	expect(conceal(said)).toBe('1 rill_usr_[token] 2 rill_usr_[token] 3 rill_usr_[token]');
});
