import { isUnfinished, parseExact, parseJson, parseRounded } from '../../nodes/Rill/client/json';

describe('JSON', () => {
	it.each([
		['[{"a":1e400}]', '1e400'],
		['[{"a":-1E+999}]', '-1E+999'],
		['[{"a":1e0000400}]', '1e0000400'],
		[`[{"a":${'9'.repeat(400)}}]`, '9'.repeat(400)],
		[`[{"a":${'9'.repeat(300)}e10}]`, `${'9'.repeat(300)}e10`],
	])(
		'keeps a number beyond the range of JavaScript as text, rounded or not: %s',
		(text, digits) => {
			expect(parseExact(text)).toEqual([{ a: digits }]);
			expect(parseRounded(text)).toEqual([{ a: digits }]);
		},
	);

	it.each(['{9007199254740993:1}', '[{"a":{1e400 :1}}]', '{"a":1,\n9007199254740993\n: 1}'])(
		'takes no number for a name: %s',
		(text) => {
			expect(parseExact(text)).toBeUndefined();
			expect(parseRounded(text)).toBeUndefined();
		},
	);

	it.each(['[', '{"a":', '[1,{"a":'])('is read as deep as it can be written: %s', (open) => {
		const close = [...open.replace(/[^[{]/g, '')].reverse().map((one) => (one === '[' ? ']' : '}'));
		const nested = (levels: number) => `${open.repeat(levels)}1${close.join('').repeat(levels)}`;
		for (const levels of [1, 100, 250]) {
			expect(JSON.stringify(parseJson(nested(levels)))).toBe(nested(levels));
		}
		for (const levels of [501, 5_000, 100_000]) expect(parseJson(nested(levels))).toBeUndefined();
	});
});

describe('a text that is no JSON', () => {
	it('is unfinished wherever it is cut', () => {
		const whole = '[{"a":"[\\"{","b":[1,{"c":null}]},{}]';
		for (let length = 1; length < whole.length; length++) {
			expect(isUnfinished(whole.slice(0, length))).toBe(true);
		}
		expect(isUnfinished(whole)).toBe(false);
	});

	it.each(['[{"a":NaN}]', '[1,]', '{"a":1}}', '[{"a":"\\x"}]', '{"a" 1}'])(
		'is finished, and wrong: %s',
		(text) => {
			expect(parseJson(text)).toBeUndefined();
			expect(isUnfinished(text)).toBe(false);
		},
	);
});
