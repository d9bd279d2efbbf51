import fc from 'fast-check';

import { concealing } from '../../nodes/Rill/client/conceal';
import { SecretSearch } from '../support/secrets';
import { KINDS, WRITTEN } from '../support/secrets/written';

describe.each(KINDS)('%s', (_kind, token) => {
	const conceal = concealing(token);

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
		fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.json()), (text) => {
			expect(conceal(text)).toBe(text);
			expect(concealing('')(text)).toBe(text);
		}),
	);
	expect(conceal('50%25 of &#38; \\u0026 rill_usr_')).toBe('50%25 of &#38; \\u0026 rill_usr_');
});
