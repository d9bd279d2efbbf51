import fc from 'fast-check';

import { elementTexts, memberTexts } from '../../nodes/Rill/client/jsonTexts';
import { runs } from '../support/properties';

const indent = fc.constantFrom(undefined, ' ', '\t', '\r\n ');

describe('the texts of JSON', () => {
	it('of an array are those of its elements, whatever is in it and however it is indented', () => {
		fc.assert(
			fc.property(fc.array(fc.jsonValue()), indent, (array, space) => {
				const texts = elementTexts(` ${JSON.stringify(array, null, space)}\n`);
				expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual(
					JSON.parse(JSON.stringify(array)),
				);
			}),
			{ numRuns: runs(1000) },
		);
	});

	it('of an object are those of its members, by name', () => {
		const object = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
		fc.assert(
			fc.property(object, indent, (value, space) => {
				const texts = memberTexts(JSON.stringify(value, null, space));
				expect([...texts.keys()]).toEqual(Object.keys(value));
				expect(JSON.parse(`{${[...texts.values()].join()}}`)).toEqual(
					JSON.parse(JSON.stringify(value)),
				);
			}),
			{ numRuns: runs(1000) },
		);
	});

	it('keep numbers, escapes and brackets in texts as they are written', () => {
		const first = '{"a\\"]":9007199254740993,"b":[1.10,{"c":"},\\\\"}],"\\u003c":-0.0}';
		const second = '{"__proto__":1e+21,"b":"","b":2}';
		expect(elementTexts(`[${first}, ${second}]`)).toEqual([first, second]);
		expect([...memberTexts(first)]).toEqual([
			['a"]', '"a\\"]":9007199254740993'],
			['b', '"b":[1.10,{"c":"},\\\\"}]'],
			['<', '"\\u003c":-0.0'],
		]);
		expect([...memberTexts(second)]).toEqual([
			['__proto__', '"__proto__":1e+21'],
			['b', '"b":2'],
		]);
		expect([elementTexts('[]'), memberTexts(' { } ').size]).toEqual([[], 0]);
	});
});
