import {
	copied,
	isUnfinished,
	parseExact,
	parseJson,
	parseRounded,
} from '../../nodes/Rill/client/json';

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

describe('a copy', () => {
	it('is the same, and shares no list and no object', () => {
		const text = '{"a":1,"b":[{"c":null},[2]],"d":{},"__proto__":{"e":"x"},"f":false}';
		const value = JSON.parse(text) as Record<string, object>;
		const copy = copied(value);
		expect(JSON.stringify(copy)).toBe(text);
		const parts = (one: unknown): object[] =>
			typeof one === 'object' && one !== null ? [one, ...Object.values(one).flatMap(parts)] : [];
		const shared = new Set(parts(value));
		expect(parts(copy).filter((part) => shared.has(part))).toEqual([]);
		expect(copied([1, [2]])).toEqual([1, [2]]);
	});
});

it.each([
	['{"a":"x"}', '{"a":"x"}'],
	['[-]', undefined],
	['[-,1e400]', undefined],
	['["\\\\",9007199254740993]', '["\\\\","9007199254740993"]'],
	['["a\\\\\\"1e999",1e999]', '["a\\\\\\"1e999","1e999"]'],
	['[1e0400,/]', undefined],
	['["x", 1e400, "e+999", -1.5e+999 ]', '["x","1e400","e+999","-1.5e+999"]'],
	['[01e999]', undefined],
	['[9007199254740993,"', undefined],
])('%s is read as %s', (text, written) => {
	expect(JSON.stringify(parseExact(text))).toBe(written);
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

describe('JSON with blanks, as people and other programs write it', () => {
	const DEEP = 600;

	it.each([
		['lists', '[', ']'],
		['lists, with blanks', '[ ', ' ]'],
		['lists in objects, with blanks', '[{"a": ', '}]'],
		['objects, with blanks', '{"a" : ', '}'],
		['objects', '{"a":', '}'],
	])('is refused where it is too deep: %s', (_case, open, close) => {
		const nested = (levels: number) => `${open.repeat(levels)}{}${close.repeat(levels)}`;
		expect(parseJson(nested(DEEP))).toBeUndefined();
		expect(parseJson(nested(10))).toEqual(JSON.parse(nested(10)));
	});

	it.each([
		['9007199254740993', '9007199254740993'],
		['[{"a": 9007199254740993}]', [{ a: '9007199254740993' }]],
		['[{"a": 1e400, "b": "x"}]', [{ a: '1e400', b: 'x' }]],
		['[{"a":10e400}]', [{ a: '10e400' }]],
		['1e400', '1e400'],
		[
			'[[9007199254740993, 0.12345678901234567890123]]',
			[['9007199254740993', 0.12345678901234568]],
		],
		['{9007199254740993:1}', undefined],
		['{ 9007199254740993:1}', undefined],
		['{9007199254740993  :1}', undefined],
	])('has its numbers as they are: %s', (text, value) => {
		expect(parseExact(text)).toEqual(value);
	});
});
