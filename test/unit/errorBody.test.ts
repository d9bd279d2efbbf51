import { afterFirstLine, firstLine } from '../../nodes/Rill/client/errorBody';

describe("the lines of Rill's text", () => {
	it.each([
		['Parser Error: no \n  LINE 1: x', 'Parser Error: no'],
		[' alone', 'alone'],
		['', ''],
	])('begin with one for the message: %j', (text, first) => {
		expect(firstLine(text)).toBe(first);
	});

	it.each([
		// A caret below a line says something only as long as the blanks before it stay.
		['Parser Error: no\n \n\n  LINE 1: x\n     ^  \n', '  LINE 1: x\n     ^\n\nremedy'],
		['Parser Error: no\nsecond\n\nthird', 'second\n\nthird\n\nremedy'],
		['alone', 'remedy'],
		['alone\n \n', 'remedy'],
	])('go on before the remedy: %j', (text, said) => {
		expect(afterFirstLine(text, 'remedy')).toBe(said);
	});
});
